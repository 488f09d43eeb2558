/** Commands of the server. */

import type { CancellationToken } from "vscode";
import { ExecuteCommandRequest, type LanguageClient, type ProgressToken } from "vscode-languageclient/node";
import { clientSettings } from "../editor/configuration";
import { showNoServer, showSwitchedOff } from "../editor/problems";

/** The client of the server that serves now; `undefined` when none does. */
export type ServerAccess = () => LanguageClient | undefined;

export interface LongRunning {
  /** Under which the server reports its progress. */
  readonly progress: ProgressToken;
  readonly cancellation: CancellationToken;
}

/** What the server answers; `undefined` when none serves, which the user is told. */
export async function executeOnServer<T>(
  server: ServerAccess,
  command: string,
  parameters: unknown[],
  long?: LongRunning,
): Promise<T | undefined> {
  const client = server();
  if (client === undefined) {
    if (clientSettings().isEnabled) showNoServer("mainguard does not run.");
    else showSwitchedOff();
    return undefined;
  }
  const params = { command, arguments: parameters, ...(long && { workDoneToken: long.progress }) };
  return (await client.sendRequest(ExecuteCommandRequest.type, params, long?.cancellation)) as T;
}
