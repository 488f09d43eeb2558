// Packs mainguard-<version>.vsix and says how large it is; fails when it is larger than it may be.
import { readFileSync, statSync } from "node:fs";
import { createVSIX } from "@vscode/vsce";

const LARGEST = 8_000_000;
// What the README's relative links become: the marketplace does not show it in its folder.
const IN_REPOSITORY = "https://github.com/mainguard/mainguard/raw/HEAD/vscode-client";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const packagePath = `mainguard-${version}.vsix`;
// The extension is bundled: it needs none of node_modules.
await createVSIX({ packagePath, dependencies: false, baseContentUrl: IN_REPOSITORY, baseImagesUrl: IN_REPOSITORY });
const { size } = statSync(packagePath);
console.log(`${packagePath}: ${(size / 1e6).toFixed(2)} MB of ${LARGEST / 1e6} MB`);
if (size >= LARGEST) {
  console.error("The extension is too large.");
  process.exit(1);
}
