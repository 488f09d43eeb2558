/** The process of the server. */

import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Launch } from "./server";

export class ServerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exited: Promise<unknown>;
  /** Comes after `exited`, when all that was written has been read. */
  readonly #closed: Promise<unknown>;
  #lastLine = "";

  private constructor(child: ChildProcessWithoutNullStreams, onLine: (line: string) => void) {
    this.#child = child;
    this.#exited = new Promise((resolve) => child.once("exit", resolve));
    this.#closed = new Promise((resolve) => child.once("close", resolve));
    createInterface({ input: child.stderr, crlfDelay: Infinity }).on("line", (line) => {
      if (line.trim() !== "") this.#lastLine = line;
      onLine(line);
    });
  }

  /** Starts it; `onLine` is given each line that it writes to stderr.  Rejected when there is no such program. */
  static async start(
    { command, args, cwd, variables }: Launch,
    onLine: (line: string) => void,
  ): Promise<ServerProcess> {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...variables }, windowsHide: true });
    const started = new ServerProcess(child, onLine);
    await once(child, "spawn").catch((error: unknown) => {
      throw isMissing(error) ? new Error(`there is no program ${command}`, { cause: error }) : error;
    });
    // A write to a process that has just ended is reported by the connection, too; nobody can help one that cannot be killed.
    child.stdin.on("error", () => undefined);
    child.on("error", () => undefined);
    return started;
  }

  /** What the language client reads from and writes to. */
  get streams(): { readonly reader: NodeJS.ReadableStream; readonly writer: NodeJS.WritableStream } {
    return { reader: this.#child.stdout, writer: this.#child.stdin };
  }

  /** Ends it at once. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Waits until it has ended by itself, and ends it when that takes longer than `milliseconds`. */
  async end(milliseconds: number): Promise<void> {
    const timer = setTimeout(() => {
      this.kill();
    }, milliseconds);
    await this.#exited;
    clearTimeout(timer);
  }

  /** How it ended and what it said last, once it has ended within `milliseconds`; `undefined` while it runs. */
  async reasonOfEnd(milliseconds: number): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
    await Promise.race([this.#closed, late]);
    clearTimeout(timer);
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return undefined;
    const how = signalCode === null ? `with the exit code ${String(exitCode)}` : `by ${signalCode}`;
    return this.#lastLine === "" ? `it ended ${how}` : `it ended ${how} (${this.#lastLine})`;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
