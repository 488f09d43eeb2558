/** Chooses the interpreter that runs the server. */

import * as path from "node:path";
import type { MayRun } from "./trust";
import { formatVersion, isNewEnough, OLDEST_NAME, type PythonVersion } from "./version";

/** A program and its first arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** Where an interpreter was found; as users are told. */
export type Origin = "the setting mainguard.interpreter" | "the Python extension" | "PATH";

export interface Interpreter {
  readonly command: Command;
  readonly version: PythonVersion;
  readonly origin: Origin;
}

/** The version of the interpreter that a command starts, or why it could not be asked. */
export type Probe = (command: Command) => Promise<PythonVersion | { readonly problem: string }>;

export interface Candidates {
  /** What the user has set; nothing else is tried when it is not empty. */
  readonly setting: readonly string[];
  /** The interpreter that is selected in the Python extension. */
  readonly selected: string | undefined;
  readonly onPath: Iterable<Command>;
  /** The absolute path of the program that a name without a folder means. */
  readonly find: (name: string) => string | undefined;
}

export interface Choice {
  /** `undefined` when there is none that may be used. */
  readonly interpreter: Interpreter | undefined;
  /** Why each candidate before it was passed over, as sentences without a full stop. */
  readonly passedOver: readonly string[];
}

/** The first candidate that may be run and is new enough. */
export async function chooseInterpreter(candidates: Candidates, probe: Probe, mayRun: MayRun): Promise<Choice> {
  const passedOver: string[] = [];
  for (const [command, origin] of inOrder(candidates)) {
    const [program] = command;
    if (!mayRun(program)) {
      passedOver.push(`${program} (from ${origin}) is not run, because the workspace is not trusted`);
      continue;
    }
    const probed = await probe(command);
    if ("problem" in probed) {
      passedOver.push(`${program} (from ${origin}) cannot be used: ${probed.problem}`);
    } else if (!isNewEnough(probed)) {
      passedOver.push(`${program} (from ${origin}) is Python ${formatVersion(probed)}`);
    } else {
      return { interpreter: { command, version: probed, origin }, passedOver };
    }
  }
  return { interpreter: undefined, passedOver };
}

/** What to tell a user for whom there is no interpreter. */
export function explainNoInterpreter({ passedOver }: Choice): string {
  const start = `mainguard needs Python ${OLDEST_NAME} or newer to run`;
  return passedOver.length === 0 ? `${start}, and found none on PATH.` : `${start}. ${passedOver.join(". ")}.`;
}

function* inOrder({ setting, selected, onPath, find }: Candidates): Generator<[Command, Origin]> {
  const [program, ...args] = setting;
  if (program !== undefined) {
    const file = path.basename(program) === program ? (find(program) ?? program) : program;
    yield [[file, ...args], "the setting mainguard.interpreter"];
    return;
  }
  if (selected !== undefined) yield [[selected], "the Python extension"];
  for (const command of onPath) yield [command, "PATH"];
}
