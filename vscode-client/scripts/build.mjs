// Bundles the extension into dist/extension.js, and collects the server in bundled/libs and the walkthrough's pictures.
import { cpSync } from "node:fs";
import { build } from "esbuild";
import { runPython } from "./python.mjs";

await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minify: true,
  sourcemap: true,
  logLevel: "info",
});
cpSync("../docs/screenshots", "media/screenshots", { recursive: true });
runPython("scripts/bundle.py");
