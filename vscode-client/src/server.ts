/** The command line of the server. */

import * as path from "node:path";
import type { Interpreter } from "./interpreter";
import type { ClientSettings, ImportStrategy } from "./settings";

/** How to start the server; two that are equal start the same. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Variables beside those of this process. */
  readonly variables: Readonly<Record<string, string>>;
  /** `undefined` when the user has set the whole command. */
  readonly interpreter: Interpreter | undefined;
}

/** Whether both start the same server in the same way. */
export function isSameLaunch(one: Launch, other: Launch): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The server that `mainguard.path` names, started in the folder `cwd`; `undefined` when it names none. */
export function launchOfPath(settings: ClientSettings, cwd: string): Launch | undefined {
  const [command, ...args] = settings.path;
  return command === undefined ? undefined : { command, args, cwd, variables: {}, interpreter: undefined };
}

/**
 * The server that `interpreter` runs by the launcher in the folder `bundled`.  `environment` is the folder of the
 * project's virtual environment, for the server to look up names in.
 */
export function launchOfBundle(
  bundled: string,
  interpreter: Interpreter,
  settings: ClientSettings,
  environment: string | undefined,
): Launch {
  const [command, ...args] = interpreter.command;
  const { importStrategy, logLevel } = settings;
  return {
    command,
    args: [
      ...args,
      ...ISOLATION[importStrategy],
      path.join(bundled, "launch.py"),
      importStrategy,
      "--log-level",
      logLevel,
    ],
    // Not a folder of the workspace: version managers choose the interpreter by files in it.
    cwd: bundled,
    variables: environment === undefined ? {} : { VIRTUAL_ENV: environment },
    interpreter,
  };
}

/**
 * Neither the working directory nor a variable decides on what is imported; the bundled server needs none of the
 * interpreter's packages, whose `.pth` files would be run.
 */
const ISOLATION: Readonly<Record<ImportStrategy, readonly string[]>> = {
  useBundled: ["-I", "-S", "-X", "utf8"],
  fromEnvironment: ["-E", "-X", "utf8"],
};
