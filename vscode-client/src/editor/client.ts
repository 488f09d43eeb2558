/** One run of the server, from its start until it is stopped or given up. */

import { Uri, window, type LogOutputChannel } from "vscode";
import {
  CancellationToken,
  CloseAction,
  ErrorAction,
  LanguageClient,
  MessageType,
  RevealOutputChannelOn,
  ShowMessageNotification,
  State,
  type CloseHandlerResult,
  type ErrorHandler,
  type ErrorHandlerResult,
  type Middleware,
  type ShowMessageParams,
} from "vscode-languageclient/node";
import type { Running } from "../lifecycle";
import { previewed } from "../preview";
import type { Launch } from "../server";
import { ServerProcess } from "../serverProcess";
import { SECTION, type Notifications } from "../settings";
import { clientSettings, serverSettings } from "./configuration";
import { SELECTOR } from "./documents";
import { logLine } from "./logging";

const RESTARTS_AFTER_CRASHES = 4;
const START_MILLISECONDS = 60_000;
/** What a server that is to end, or whose connection is closed, gets to do so. */
const END_MILLISECONDS = 2_000;

/** What a run of the server needs to know. */
export interface ClientContext {
  readonly log: LogOutputChannel;
  readonly trace: LogOutputChannel;
  /** The keys of the settings that the server reads. */
  readonly serverKeys: readonly string[];
  /** A file that does not exist. */
  readonly nowhere: Uri;
  /** Is called whenever the server serves, also after a crash. */
  readonly onServing: (client: LanguageClient) => void;
  readonly onRestarting: () => void;
  /** Is called once, when the server ended and is not started again. */
  readonly onGivenUp: (reason: string) => void;
}

/** Starts the server; rejected when it does not serve in time, and soon after `signal` is aborted. */
export async function startClient(launch: Launch, context: ClientContext, signal: AbortSignal): Promise<Running> {
  const run = new Run(launch, context);
  const kill = () => {
    run.kill();
  };
  const timer = setTimeout(kill, START_MILLISECONDS);
  signal.addEventListener("abort", kill);
  try {
    await run.start();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", kill);
  }
  return run;
}

class Run implements Running, ErrorHandler {
  readonly #client: LanguageClient;
  readonly #context: ClientContext;
  readonly #crashes: ErrorHandler;
  #process: ServerProcess | undefined;
  #hasServed = false;
  #isStopping = false;
  #isGivenUp = false;

  constructor(launch: Launch, context: ClientContext) {
    this.#context = context;
    const startProcess = async () => {
      this.#process = await ServerProcess.start(launch, (line) => {
        logLine(line, context.log);
      });
      return this.#process.streams;
    };
    this.#client = new QuietClient(SECTION, "mainguard", startProcess, {
      documentSelector: SELECTOR,
      outputChannel: context.log,
      traceOutputChannel: context.trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      middleware: middleware(context),
      errorHandler: this,
      initializationFailedHandler: () => false,
    });
    this.#crashes = this.#client.createDefaultErrorHandler(RESTARTS_AFTER_CRASHES);
    this.#client.onNotification(ShowMessageNotification.type, showServerMessage);
    this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.#serves();
      else if (newState === State.StartFailed) void this.#giveUp("The server could not be started again.");
    });
  }

  async start(): Promise<void> {
    try {
      await this.#client.start();
    } catch (error) {
      const reason = await this.#process?.reasonOfEnd(END_MILLISECONDS);
      this.kill();
      throw reason === undefined ? error : new Error(reason, { cause: error });
    }
  }

  isAlive(): boolean {
    return !this.#isGivenUp;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    try {
      await this.#client.dispose();
    } catch (error) {
      // It has crashed, is being started again, or does not answer.
      this.#context.log.info(`The server did not end by itself: ${String(error)}`);
      this.kill();
    }
    await this.#process?.end(END_MILLISECONDS);
  }

  kill(): void {
    this.#process?.kill();
  }

  async error(...what: Parameters<ErrorHandler["error"]>): Promise<ErrorHandlerResult> {
    const result = await this.#crashes.error(...what);
    if (result.action === ErrorAction.Shutdown) void this.#giveUp("The connection to the server is broken.");
    return { ...result, handled: true };
  }

  async closed(): Promise<CloseHandlerResult> {
    if (this.#isStopping || !this.#hasServed) return { action: CloseAction.DoNotRestart, handled: true };
    const result = await this.#crashes.closed();
    if (result.action === CloseAction.DoNotRestart)
      void this.#giveUp("The server ended several times within three minutes.");
    else this.#context.onRestarting();
    return { ...result, handled: true };
  }

  #serves(): void {
    this.#hasServed = true;
    this.#isGivenUp = false;
    this.#context.onServing(this.#client);
  }

  /** A start that fails at first is the business of whoever waits for it. */
  async #giveUp(reason: string): Promise<void> {
    if (!this.#hasServed || this.#isGivenUp || this.#isStopping) return;
    this.#isGivenUp = true;
    const end = await this.#process?.reasonOfEnd(END_MILLISECONDS);
    this.#context.onGivenUp(end === undefined ? reason : `${reason} The last time ${end}.`);
  }
}

/** Leaves it to the extension to show messages about the server's state. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Answers the server's questions about settings with those that are set, and shows edits before they are made. */
function middleware({ serverKeys, nowhere }: ClientContext): Middleware {
  const scopeOf = (uri: string | undefined) => (uri === undefined ? undefined : Uri.parse(uri));
  return {
    workspace: {
      handleApplyEdit: (params, next) => next(previewed(params, nowhere.toString()), CancellationToken.None),
      configuration: ({ items }) =>
        items.map(({ section, scopeUri }) =>
          section === SECTION ? serverSettings(serverKeys, scopeOf(scopeUri)) : null,
        ),
    },
  };
}

/** The least severe messages of the server that each value of `mainguard.showNotifications` lets through. */
const LEAST_SEVERE: Readonly<Record<Notifications, number>> = {
  off: 0,
  onError: MessageType.Error,
  onWarning: MessageType.Warning,
  always: MessageType.Debug,
};

function showServerMessage({ type, message }: ShowMessageParams): void {
  if (type > LEAST_SEVERE[clientSettings().showNotifications]) return;
  if (type === MessageType.Error) void window.showErrorMessage(message);
  else if (type === MessageType.Warning) void window.showWarningMessage(message);
  else void window.showInformationMessage(message);
}
