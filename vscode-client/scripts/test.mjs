// Runs the tests of what needs no VS Code: `npm test`, or `npm test lifecycle` for test/lifecycle.test.ts.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const names = process.argv.slice(2);
const isWanted = (file) =>
  file.endsWith(".test.ts") && (names.length === 0 || names.some((name) => file.startsWith(name)));
const outdir = mkdtempSync("dist-test-");
try {
  await build({
    entryPoints: readdirSync("test")
      .filter(isWanted)
      .map((file) => join("test", file)),
    outdir,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const files = readdirSync(outdir).map((file) => join(outdir, file));
  process.exitCode =
    spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=spec", ...files], {
      stdio: "inherit",
    }).status ?? 1;
} finally {
  rmSync(outdir, { recursive: true });
}
