/** The command line that proves what a file does when a child process runs it. */

import * as path from "node:path";
import type { Command } from "./interpreter";

/**
 * The command that verifies `file`, an absolute path, by the script in the folder `bundled`. `runner`: what runs
 * mainguard, of which neither the working directory, nor variables, nor packages have a say; `python`: what runs the
 * file.
 */
export function verification(bundled: string, runner: Command, python: string, file: string): Command {
  const [program, ...options] = runner;
  const isolation = ["-I", "-S", "-X", "utf8"];
  return [program, ...options, ...isolation, path.join(bundled, "verify.py"), "--python", python, "--", file];
}
