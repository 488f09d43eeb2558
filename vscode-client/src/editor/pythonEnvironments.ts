/** The environment that is selected in the Python extensions, by those parts of their API that are needed here. */

import { EventEmitter, extensions, Uri, type Disposable, type Event, type LogOutputChannel } from "vscode";

export interface SelectedEnvironment {
  /** The path of the interpreter. */
  readonly python: string;
  /** The folder of the virtual environment; `undefined` when it is none. */
  readonly prefix: string | undefined;
}

/** Finds out what is selected for a file or folder. */
type Selection = (scope: Uri | undefined) => Promise<SelectedEnvironment | undefined>;

interface Connection {
  readonly selected: Selection;
  readonly onDidChange: Event<unknown>;
}

/** `ms-python.vscode-python-envs`; the newer one, on which `ms-python.python` builds where both are there. */
interface EnvironmentsApi {
  getEnvironment(
    scope: Uri | undefined,
  ): Promise<
    { readonly execInfo: { readonly run: { readonly executable: string } }; readonly sysPrefix?: string } | undefined
  >;
  readonly onDidChangeEnvironment: Event<unknown>;
}

/** `ms-python.python` */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(scope?: Uri): { readonly path: string };
    resolveEnvironment(path: { readonly path: string }): Promise<
      | {
          readonly executable: { readonly uri: Uri | undefined; readonly sysPrefix: string | undefined };
          readonly environment: unknown;
        }
      | undefined
    >;
    readonly onDidChangeActiveEnvironmentPath: Event<unknown>;
  };
}

const ENVIRONMENTS_EXTENSION = "ms-python.vscode-python-envs";
const PYTHON_EXTENSION = "ms-python.python";
const MILLISECONDS = 10_000;

export class PythonEnvironments implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly #log: LogOutputChannel;
  readonly #subscriptions: Pick<Disposable, "dispose">[] = [this.#changed];
  #connection: Promise<Connection | undefined> | undefined;

  /** Fires when another environment may be selected now. */
  readonly onDidChange = this.#changed.event;

  constructor(log: LogOutputChannel) {
    this.#log = log;
    this.#subscriptions.push(
      extensions.onDidChange(() => {
        const isNews = isInstalled() && this.#connection !== undefined;
        if (isNews)
          void this.#connection?.then((connection) => {
            if (connection === undefined) this.#reconnect();
          });
      }),
    );
  }

  /** The environment selected for `scope`; `undefined` when no extension knows one, or none answers in time. */
  async selected(scope: Uri | undefined): Promise<SelectedEnvironment | undefined> {
    this.#connection ??= this.#connect();
    const answer = this.#connection.then((connection) => connection?.selected(scope));
    try {
      return await inTime(answer);
    } catch (error) {
      this.#log.warn(`The Python extension did not say which environment is selected: ${String(error)}`);
      // A late answer is still of use.
      void answer
        .then(() => {
          this.#changed.fire();
        })
        .catch(() => undefined);
      return undefined;
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #reconnect(): void {
    this.#connection = undefined;
    this.#changed.fire();
  }

  async #connect(): Promise<Connection | undefined> {
    const connection = (await connectEnvironments()) ?? (await connectPython());
    const subscription = connection?.onDidChange(() => {
      this.#changed.fire();
    });
    if (subscription !== undefined) this.#subscriptions.push(subscription);
    return connection;
  }
}

/** Whether the user can be offered to select an interpreter. */
export function isInstalled(): boolean {
  return [ENVIRONMENTS_EXTENSION, PYTHON_EXTENSION].some((id) => extensions.getExtension(id) !== undefined);
}

async function connectEnvironments(): Promise<Connection | undefined> {
  const api = await activated<EnvironmentsApi>(ENVIRONMENTS_EXTENSION);
  if (api === undefined) return undefined;
  return {
    onDidChange: api.onDidChangeEnvironment,
    selected: async (scope) => {
      const environment = await api.getEnvironment(scope);
      if (environment === undefined) return undefined;
      return { python: environment.execInfo.run.executable, prefix: environment.sysPrefix };
    },
  };
}

async function connectPython(): Promise<Connection | undefined> {
  const api = await activated<PythonApi>(PYTHON_EXTENSION);
  if (api === undefined) return undefined;
  const { environments } = api;
  return {
    onDidChange: environments.onDidChangeActiveEnvironmentPath,
    selected: async (scope) => {
      const resolved = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(scope));
      const python = resolved?.executable.uri?.fsPath;
      if (resolved === undefined || python === undefined) return undefined;
      return { python, prefix: resolved.environment === undefined ? undefined : resolved.executable.sysPrefix };
    },
  };
}

/** What an extension offers; `undefined` when it is not there or fails, which VS Code itself reports. */
async function activated<Api>(id: string): Promise<Api | undefined> {
  try {
    return await extensions.getExtension<Api | undefined>(id)?.activate();
  } catch {
    return undefined;
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer in ${(MILLISECONDS / 1000).toString()} seconds`));
    }, MILLISECONDS);
  });
  return Promise.race([answer, late]).finally(() => {
    clearTimeout(timer);
  });
}
