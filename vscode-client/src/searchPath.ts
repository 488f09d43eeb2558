/** Interpreters on PATH. */

import { readlinkSync, statSync } from "node:fs";
import * as path from "node:path";
import type { Command } from "./interpreter";

const MINORS = [14, 13, 12, 11, 10];

/** What decides on the search; `isFile` says whether there is a file of that absolute path. */
export interface SearchPath {
  readonly platform: NodeJS.Platform;
  readonly path: string | undefined;
  readonly isFile: (file: string) => boolean;
}

/** Whether it is a file of this machine; what cannot be looked at, as in a folder that may not be read, is none. */
export function isFile(file: string): boolean {
  return isReadableFile(() => file) || (process.platform === "win32" && isReadableFile(() => readlinkSync(file)));
}

/** An alias that the Microsoft Store has put on PATH can be started and read as a link, but not looked through. */
function isReadableFile(place: () => string): boolean {
  try {
    return statSync(place()).isFile();
  } catch {
    return false;
  }
}

/** The commands that may be interpreters, the usual name first. */
export function* pythonsOnPath(search: SearchPath): Generator<Command> {
  const names =
    search.platform === "win32"
      ? ["python", "python3", "py"]
      : ["python3", "python", ...MINORS.map((minor) => `python3.${minor.toString()}`)];
  for (const name of names) {
    for (const file of filesOnPath(name, search)) yield name === "py" ? [file, "-3"] : [file];
  }
}

/** The absolute path of the program that `name` means; `undefined` when it is not on PATH. */
export function findOnPath(name: string, search: SearchPath): string | undefined {
  for (const file of filesOnPath(name, search)) return file;
  return undefined;
}

function* filesOnPath(name: string, { platform, path: folders, isFile }: SearchPath): Generator<string> {
  const rules = platform === "win32" ? path.win32 : path.posix;
  const file = platform === "win32" && rules.extname(name) === "" ? `${name}.exe` : name;
  // A relative folder of PATH is whatever the working directory makes of it.
  for (const folder of (folders ?? "").split(rules.delimiter).filter((one) => rules.isAbsolute(one))) {
    const candidate = rules.join(folder, file);
    if (isFile(candidate)) yield candidate;
  }
}
