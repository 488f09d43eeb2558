// Bundles the extension into dist/extension.js and collects the server in bundled/libs.
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
runPython("scripts/bundle.py");
