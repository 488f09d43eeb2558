/** Runs a file as a spawned child process runs its main module. */

import * as path from "node:path";

/** The arguments for an interpreter that runs `file`, an absolute path, by the script in the folder `bundled`. */
export function childRunArguments(bundled: string, file: string): string[] {
  return [path.join(bundled, "child.py"), file];
}
