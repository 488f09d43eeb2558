// The licences of the libraries that are in a bundle: they ask to be passed on with it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * One text with the licence of each library.
 * @param {{inputs: Record<string, unknown>}} metafile what esbuild says went into the bundle
 * @returns {string} throws where a library comes without a licence
 */
export function licencesOf(metafile) {
  const folders = Object.keys(metafile.inputs).flatMap((file) => FOLDER.exec(file)?.[0] ?? []);
  return [...new Set(folders)]
    .sort()
    .map(licenceIn)
    .join(`\n\n${"-".repeat(80)}\n\n`);
}

function licenceIn(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (file === undefined) throw new Error(`${name} comes without a licence`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}
