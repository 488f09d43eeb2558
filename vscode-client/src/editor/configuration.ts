/** The settings of VS Code. */

import { homedir } from "node:os";
import { workspace, type Uri } from "vscode";
import { readClientSettings, SECTION, settingsThatAreSet, type ClientSettings } from "../settings";
import { withoutForeignServers } from "../trust";
import { foldersOnDisk } from "./documents";

/** The extension's settings, as far as they may be followed in this workspace. */
export function clientSettings(): ClientSettings {
  const configuration = workspace.getConfiguration(SECTION);
  const settings = readClientSettings((key) => configuration.get<unknown>(key), {
    workspaceFolder: foldersOnDisk()[0],
    home: homedir(),
    environment: process.env,
  });
  return workspace.isTrusted ? settings : withoutForeignServers(settings);
}

/** The settings for the server, among `keys`, that are set for what lies at `scope`. */
export function serverSettings(keys: readonly string[], scope: Uri | undefined): Record<string, unknown> {
  const configuration = workspace.getConfiguration(SECTION, scope ?? null);
  return settingsThatAreSet(
    keys,
    (key) => configuration.get<unknown>(key),
    (key) => configuration.inspect(key),
  );
}
