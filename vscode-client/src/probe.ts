/** Asks an interpreter for its version. */

import { execFile, type ExecFileException } from "node:child_process";
import type { Command, Probe } from "./interpreter";
import { parseVersion } from "./version";

const QUESTION = "import sys; print('%d.%d.%d' % sys.version_info[:3])";
const MILLISECONDS = 10_000;

/** Probes in the folder `cwd`, in which no file may be that a workspace brings. */
export function probeIn(cwd: string): Probe {
  return ([program, ...args]: Command) =>
    new Promise((resolve) => {
      // -E and -S: no variable and no package of the environment has a say; Python 2 knows them, too.
      const options = { cwd, timeout: MILLISECONDS, windowsHide: true };
      execFile(program, [...args, "-E", "-S", "-c", QUESTION], options, (error, stdout) => {
        const version = parseVersion(stdout);
        if (error === null && version !== undefined) resolve(version);
        else resolve({ problem: error === null ? "it says no version" : reason(error) });
      });
    });
}

function reason(error: ExecFileException): string {
  if (error.killed === true) return `it said nothing for ${(MILLISECONDS / 1000).toString()} seconds`;
  if (error.code === "ENOENT") return "it does not exist";
  if (error.code === "EACCES") return "it is not executable";
  return typeof error.code === "number" ? `it ended with the exit code ${String(error.code)}` : error.message;
}
