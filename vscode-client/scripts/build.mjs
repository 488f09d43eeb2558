// Bundles the extension into dist/extension.js, and collects the server in bundled/libs and the walkthrough's pictures.
import { cpSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { licencesOf } from "./licences.mjs";
import { runPython } from "./python.mjs";

const { metafile } = await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minify: true,
  sourcemap: "external",
  metafile: true,
  logLevel: "info",
});
writeFileSync("dist/licences.txt", licencesOf(metafile));
cpSync("../docs/screenshots", "media/screenshots", { recursive: true });
runPython("scripts/bundle.py");
