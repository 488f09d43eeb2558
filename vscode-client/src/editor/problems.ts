/** Messages about a server that does not run, with what can be done about it. */

import { commands, window } from "vscode";
import { isInstalled } from "./pythonEnvironments";

const SELECT_INTERPRETER = "Select Interpreter";
const OPEN_SETTINGS = "Open Settings";
const OPEN_ENABLE = "Open Setting";
const SHOW_LOGS = "Show Logs";
const RETRY = "Retry";
const RESTART = "Restart";

/** What the buttons do; each is a command of VS Code with its arguments. */
const ACTIONS: Readonly<Record<string, readonly [command: string, ...args: unknown[]]>> = {
  [SELECT_INTERPRETER]: ["python.setInterpreter"],
  [OPEN_SETTINGS]: ["workbench.action.openSettings", "mainguard.interpreter"],
  [OPEN_ENABLE]: ["workbench.action.openSettings", "mainguard.enable"],
  [SHOW_LOGS]: ["mainguard.showLogs"],
  [RETRY]: ["mainguard.restart"],
  [RESTART]: ["mainguard.restart"],
};

/** There is no interpreter for the server. */
export function showNoInterpreter(message: string): void {
  show(message, isInstalled() ? [SELECT_INTERPRETER, OPEN_SETTINGS, RETRY] : [OPEN_SETTINGS, RETRY]);
}

/** There is no server because the user wants none. */
export function showSwitchedOff(): void {
  show("mainguard is switched off by the setting mainguard.enable.", [OPEN_ENABLE]);
}

/** The server did not start, or ended and is not started again. */
export function showNoServer(message: string): void {
  show(message, [SHOW_LOGS, RESTART]);
}

function show(message: string, buttons: readonly string[]): void {
  void window.showErrorMessage(message, ...buttons).then((button) => {
    const action = button === undefined ? undefined : ACTIONS[button];
    if (action !== undefined) void commands.executeCommand(...action);
  });
}
