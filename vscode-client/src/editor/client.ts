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
import { SECTION, type Notifications } from "../settings";
import { clientSettings, serverSettings } from "./configuration";
import { SELECTOR } from "./documents";
import { logLines } from "./logging";

const RESTARTS_AFTER_CRASHES = 4;
const START_MILLISECONDS = 60_000;

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
  #hasServed = false;
  #isStopping = false;
  #isGivenUp = false;

  constructor({ command, args, cwd, variables }: Launch, context: ClientContext) {
    this.#context = context;
    this.#client = new QuietClient(
      SECTION,
      "mainguard",
      { command, args: [...args], options: { cwd, env: { ...process.env, ...variables } } },
      {
        documentSelector: SELECTOR,
        outputChannel: context.log,
        traceOutputChannel: context.trace,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        middleware: middleware(context),
        errorHandler: this,
        stdioOptions: { stdout: () => undefined, stderr: logLines },
      },
    );
    this.#crashes = this.#client.createDefaultErrorHandler(RESTARTS_AFTER_CRASHES);
    this.#client.onNotification(ShowMessageNotification.type, showServerMessage);
    this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.#serves();
      else if (newState === State.StartFailed && this.#hasServed) this.#giveUp("It could not be started again.");
    });
  }

  start(): Promise<void> {
    return this.#client.start();
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
  }

  kill(): void {
    this.#client.serverProcess?.kill("SIGKILL");
  }

  async error(...what: Parameters<ErrorHandler["error"]>): Promise<ErrorHandlerResult> {
    const result = await this.#crashes.error(...what);
    if (result.action === ErrorAction.Shutdown) this.#giveUp("The connection to it is broken.");
    return { ...result, handled: true };
  }

  async closed(): Promise<CloseHandlerResult> {
    if (this.#isStopping || !this.#hasServed) return { action: CloseAction.DoNotRestart, handled: true };
    const result = await this.#crashes.closed();
    if (result.action === CloseAction.DoNotRestart) this.#giveUp("It ended several times within three minutes.");
    else this.#context.onRestarting();
    return { ...result, handled: true };
  }

  #serves(): void {
    this.#hasServed = true;
    this.#isGivenUp = false;
    this.#context.onServing(this.#client);
  }

  #giveUp(reason: string): void {
    if (this.#isGivenUp || this.#isStopping) return;
    this.#isGivenUp = true;
    this.#context.onGivenUp(reason);
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
