/** The output channels. */

import { EventEmitter, LogLevel, window, workspace, type Disposable, type LogOutputChannel } from "vscode";
import { parseLogLine } from "../serverLog";
import { SECTION } from "../settings";

/** What the extension and the server have to say. */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel("mainguard", { log: true });
}

/** Writes a line that the server wrote to stderr into `log`, with its severity. */
export function logLine(line: string, log: LogOutputChannel): void {
  const { severity, text } = parseLogLine(line);
  log[severity](text);
}

/**
 * Takes the messages of the protocol.  The language client traces while the channel's level is `Trace`, which only a
 * command of VS Code can set; here the setting `mainguard.trace.server` is enough.
 */
export class TraceChannel implements LogOutputChannel {
  readonly name = "mainguard LSP Trace";
  readonly #channel = window.createOutputChannel(this.name);
  readonly #levelChanged = new EventEmitter<LogLevel>();
  readonly #subscription: Disposable;
  readonly onDidChangeLogLevel = this.#levelChanged.event;

  constructor() {
    this.#subscription = workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.trace.server`)) this.#levelChanged.fire(this.logLevel);
    });
  }

  get logLevel(): LogLevel {
    const isOn = workspace.getConfiguration(SECTION).get<string>("trace.server", "off") !== "off";
    return isOn ? LogLevel.Trace : LogLevel.Info;
  }

  trace(message: string): void {
    this.#channel.appendLine(`${new Date().toISOString()} ${message}`);
  }

  // Only `trace` is called; the rest is the interface's.

  debug(message: string): void {
    this.trace(message);
  }

  info(message: string): void {
    this.trace(message);
  }

  warn(message: string): void {
    this.trace(message);
  }

  error(error: string | Error): void {
    this.trace(String(error));
  }

  append(value: string): void {
    this.#channel.append(value);
  }

  appendLine(value: string): void {
    this.#channel.appendLine(value);
  }

  replace(value: string): void {
    this.#channel.replace(value);
  }

  clear(): void {
    this.#channel.clear();
  }

  show(): void {
    this.#channel.show();
  }

  hide(): void {
    this.#channel.hide();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#levelChanged.dispose();
    this.#channel.dispose();
  }
}
