/** The server of this window: which one is wanted, and what users see of it. */

import { existsSync, realpathSync } from "node:fs";
import * as path from "node:path";
import { Uri, workspace, type LogOutputChannel } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { chooseInterpreter, explainNoInterpreter, type Interpreter } from "../interpreter";
import { Lifecycle } from "../lifecycle";
import { probeIn } from "../probe";
import { findOnPath, isFile, pythonsOnPath, type SearchPath } from "../searchPath";
import { isSameLaunch, launchOfBundle, launchOfPath, type Launch } from "../server";
import type { ClientSettings } from "../settings";
import { outside, type MayRun } from "../trust";
import { OLDEST_NAME } from "../version";
import { startClient } from "./client";
import { clientSettings } from "./configuration";
import { foldersOnDisk } from "./documents";
import { showNoInterpreter, showNoServer, showSwitchedOff } from "./problems";
import type { PythonEnvironments, SelectedEnvironment } from "./pythonEnvironments";
import type { Status } from "./status";

export interface ServerContext {
  /** The folder with the launcher. */
  readonly bundled: string;
  readonly serverKeys: readonly string[];
  /** A file that does not exist. */
  readonly nowhere: Uri;
  readonly log: LogOutputChannel;
  readonly trace: LogOutputChannel;
  readonly status: Status;
  readonly environments: PythonEnvironments;
}

export class ServerControl {
  readonly #context: ServerContext;
  readonly #lifecycle: Lifecycle<Launch>;
  #client: LanguageClient | undefined;
  #launch: Launch | undefined;

  constructor(context: ServerContext) {
    this.#context = context;
    this.#lifecycle = new Lifecycle({
      wanted: () => this.#wanted(),
      isSame: isSameLaunch,
      start: (launch, signal) => this.#start(launch, signal),
      failed: (error) => {
        this.#ended(`The server did not start: ${messageOf(error)}.`);
      },
    });
  }

  /** The client of the server that serves now. */
  get client(): LanguageClient | undefined {
    return this.#client;
  }

  /** How the server was started last. */
  get launch(): Launch | undefined {
    return this.#launch;
  }

  /** Something changed that decides on the server: another one is started only if it would be another. */
  update(): Promise<void> {
    return this.#lifecycle.update();
  }

  /** A setting of the server's process changed. */
  reconsider(): Promise<void> {
    return this.#lifecycle.reconsider();
  }

  restart(): Promise<void> {
    if (!clientSettings().isEnabled) showSwitchedOff();
    return this.#lifecycle.restart();
  }

  end(): Promise<void> {
    return this.#lifecycle.end();
  }

  /** What runs the code of the project that `file` belongs to. */
  async projectInterpreter(file: Uri): Promise<string | undefined> {
    const selected = await this.#context.environments.selected(file);
    const folder = workspace.getWorkspaceFolder(file)?.uri.fsPath ?? path.dirname(file.fsPath);
    return selected?.python ?? interpreterIn(folder) ?? this.#launch?.interpreter?.command[0];
  }

  async #wanted(): Promise<Launch | undefined> {
    const { bundled, status } = this.#context;
    const settings = clientSettings();
    if (!settings.isEnabled) {
      this.#client = undefined;
      status.disabled();
      return undefined;
    }
    const [folder] = foldersOnDisk();
    const launch = launchOfPath(settings, folder ?? bundled);
    if (launch !== undefined) return launch;
    const selected = workspace.isTrusted ? await this.#selected() : undefined;
    const interpreter = await this.#interpreter(settings, selected);
    return interpreter && launchOfBundle(bundled, interpreter, settings, selected?.prefix);
  }

  async #start(launch: Launch, signal: AbortSignal): ReturnType<typeof startClient> {
    const { log, trace, serverKeys, nowhere, status } = this.#context;
    this.#launch = launch;
    this.#client = undefined;
    status.starting();
    log.info(`Starting ${[launch.command, ...launch.args].join(" ")}`);
    return startClient(
      launch,
      {
        log,
        trace,
        serverKeys,
        nowhere,
        onServing: (client) => {
          this.#client = client;
          const version = client.initializeResult?.serverInfo?.version;
          status.running(version, launch);
        },
        onRestarting: () => {
          this.#client = undefined;
          status.starting();
        },
        onGivenUp: (reason) => {
          this.#ended(reason);
        },
      },
      signal,
    );
  }

  #ended(reason: string): void {
    this.#client = undefined;
    this.#context.status.failed(reason);
    this.#context.log.error(reason);
    showNoServer(`mainguard does not run. ${reason}`);
  }

  async #interpreter(
    settings: ClientSettings,
    selected: SelectedEnvironment | undefined,
  ): Promise<Interpreter | undefined> {
    const { bundled, status, log } = this.#context;
    const search = searchPath();
    const choice = await chooseInterpreter(
      {
        setting: settings.interpreter,
        selected: selected?.python,
        onPath: pythonsOnPath(search),
        find: (name) => findOnPath(name, search),
      },
      probeIn(bundled),
      whatMayRun(),
    );
    for (const reason of choice.passedOver) log.info(reason);
    if (choice.interpreter === undefined) {
      const explanation = explainNoInterpreter(choice);
      this.#client = undefined;
      status.failed(`there is no Python ${OLDEST_NAME} or newer for it`);
      showNoInterpreter(explanation);
    }
    return choice.interpreter;
  }

  /** The environment that all workspace folders have selected; the first one's interpreter where they differ. */
  async #selected(): Promise<SelectedEnvironment | undefined> {
    const folders = foldersOnDisk();
    const scopes = folders.length === 0 ? [undefined] : folders.map((folder) => Uri.file(folder));
    const selected = await Promise.all(scopes.map((scope) => this.#context.environments.selected(scope)));
    const [first] = selected;
    const isCommon = selected.every((one) => one?.prefix === first?.prefix);
    return first && { ...first, prefix: isCommon ? first.prefix : undefined };
  }
}

function whatMayRun(): MayRun {
  return workspace.isTrusted ? () => true : outside(foldersOnDisk(), realpathSync);
}

function searchPath(): SearchPath {
  return { platform: process.platform, path: process.env["PATH"], isFile };
}

function interpreterIn(folder: string): string | undefined {
  const places = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  return [".venv", "venv"].map((name) => path.join(folder, name, ...places)).find((file) => existsSync(file));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
