/**
 * The settings that are for the extension itself.  Those that the server reads stand in package.json in the group
 * `Checks`, which is written by scripts/settings.py.
 */

import * as path from "node:path";

export const SECTION = "mainguard";

const IMPORT_STRATEGIES = ["useBundled", "fromEnvironment"] as const;
const LOG_LEVELS = ["error", "warning", "info", "debug"] as const;
const NOTIFICATIONS = ["off", "onError", "onWarning", "always"] as const;

export type ImportStrategy = (typeof IMPORT_STRATEGIES)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];
export type Notifications = (typeof NOTIFICATIONS)[number];

export interface ClientSettings {
  readonly isEnabled: boolean;
  /** The interpreter that runs the server and its arguments; empty when it is to be found. */
  readonly interpreter: readonly string[];
  readonly importStrategy: ImportStrategy;
  /** The server's command, used instead of the bundled one; empty when the bundled one is used. */
  readonly path: readonly string[];
  readonly logLevel: LogLevel;
  readonly showNotifications: Notifications;
}

/** The settings that decide on the server's process; a change of another one never restarts it. */
export const PROCESS_SETTINGS = ["enable", "interpreter", "importStrategy", "path", "logLevel"] as const;

/** What surrounds the settings, for the variables in them. */
export interface Surroundings {
  /** The path of the first workspace folder. */
  readonly workspaceFolder: string | undefined;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The settings that `get` reads by their keys; one of a wrong kind counts as not set. */
export function readClientSettings(get: (key: string) => unknown, surroundings: Surroundings): ClientSettings {
  const command = (key: string) => {
    const [program, ...args] = strings(get(key)).map((word) => expand(word, surroundings));
    return program === undefined ? [] : [located(program, surroundings), ...args];
  };
  return {
    isEnabled: get("enable") !== false,
    interpreter: command("interpreter"),
    importStrategy: oneOf(IMPORT_STRATEGIES, get("importStrategy"), "useBundled"),
    path: command("path"),
    logLevel: oneOf(LOG_LEVELS, get("logLevel"), "warning"),
    showNotifications: oneOf(NOTIFICATIONS, get("showNotifications"), "onWarning"),
  };
}

/** What VS Code knows of where a setting is set; a part of its `inspect()`. */
export interface Inspected {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/**
 * The settings among `keys` that somebody has set.  Defaults are left out: they would override what a configuration
 * file says.
 */
export function settingsThatAreSet(
  keys: readonly string[],
  get: (key: string) => unknown,
  inspect: (key: string) => Inspected | undefined,
): Record<string, unknown> {
  const isSet = (key: string) => {
    const { globalValue, workspaceValue, workspaceFolderValue } = inspect(key) ?? {};
    return [globalValue, workspaceValue, workspaceFolderValue].some((value) => value !== undefined);
  };
  return Object.fromEntries(keys.filter(isSet).map((key) => [key, get(key)]));
}

function strings(value: unknown): readonly string[] {
  const words: readonly unknown[] = Array.isArray(value) ? value : [value];
  return words.filter((word): word is string => typeof word === "string" && word.trim() !== "");
}

function oneOf<T extends string>(known: readonly T[], value: unknown, otherwise: T): T {
  return known.find((one) => one === value) ?? otherwise;
}

/** `program`, where it is a relative path, below the workspace's folder; a name alone is looked for on PATH. */
function located(program: string, { workspaceFolder }: Surroundings): string {
  const isRelative = /[/\\]/.test(program) && !path.isAbsolute(program) && !program.startsWith("$");
  return isRelative && workspaceFolder !== undefined ? path.join(workspaceFolder, program) : program;
}

/** `word` with `~`, `${workspaceFolder}`, `${userHome}` and `${env:NAME}` replaced; others stay as they are. */
function expand(word: string, { workspaceFolder, home, environment }: Surroundings): string {
  const replaced = word.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
    if (name === "workspaceFolder") return workspaceFolder ?? whole;
    if (name === "userHome") return home;
    return name.startsWith("env:") ? (environment[name.slice("env:".length)] ?? "") : whole;
  });
  return replaced.replace(/^~(?=$|[/\\])/, home);
}
