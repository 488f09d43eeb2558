import { env, UIKind, version, window, workspace } from "vscode";
import { formatVersion } from "../version";
import type { Launch } from "../server";
import { executeOnServer, type ServerAccess } from "./server";

/** Opens a text with what a bug report needs to say. `launch`: how the server was started last. */
export async function printDebugInformation(
  extensionVersion: string,
  launch: Launch | undefined,
  server: ServerAccess,
): Promise<void> {
  const lines = [
    `mainguard for VS Code ${extensionVersion}`,
    `${env.appName} ${version} (${env.remoteName ?? "local"}, ${env.uiKind === UIKind.Desktop ? "desktop" : "web"})`,
    `workspace: ${workspace.isTrusted ? "trusted" : "not trusted"}`,
    ...aboutLaunch(launch),
    "",
    server() === undefined ? "The server does not run." : await fromServer(server),
  ];
  const document = await workspace.openTextDocument({ language: "plaintext", content: `${lines.join("\n")}\n` });
  await window.showTextDocument(document);
}

function aboutLaunch(launch: Launch | undefined): string[] {
  if (launch === undefined) return ["the server was not started"];
  const { interpreter, command, args, cwd, variables } = launch;
  const found =
    interpreter === undefined
      ? "the command is that of the setting mainguard.path"
      : `interpreter: Python ${formatVersion(interpreter.version)}, from ${interpreter.origin}`;
  const set = Object.entries(variables).map(([name, value]) => `with ${name}=${value}`);
  return [found, `command: ${[command, ...args].join(" ")}`, `in ${cwd}`, ...set];
}

async function fromServer(server: ServerAccess): Promise<string> {
  try {
    return (await executeOnServer<string>(server, "mainguard.debugInformation", [])) ?? "";
  } catch (error) {
    return `The server gave no information: ${String(error)}`;
  }
}
