/** The extension: what VS Code activates, and how its parts work together. */

import * as path from "node:path";
import { commands, Uri, workspace, type ExtensionContext } from "vscode";
import { fixFile } from "./commands/fixFile";
import { fixWorkspace } from "./commands/fixWorkspace";
import { printDebugInformation } from "./commands/printDebugInformation";
import { verifyFile } from "./commands/verifyFile";
import { createLog, TraceChannel } from "./editor/logging";
import { PythonEnvironments } from "./editor/pythonEnvironments";
import { ServerControl } from "./editor/serverControl";
import { Status } from "./editor/status";
import { PROCESS_SETTINGS, SECTION } from "./settings";

let control: ServerControl | undefined;

export function activate(context: ExtensionContext): void {
  const log = createLog();
  const trace = new TraceChannel();
  const status = new Status();
  const environments = new PythonEnvironments(log);
  const manifest = context.extension.packageJSON as Manifest;
  const bundled = path.join(context.extensionPath, "bundled");
  const server = new ServerControl({
    bundled,
    serverKeys: serverKeysOf(manifest),
    nowhere: Uri.joinPath(context.globalStorageUri, "nowhere"),
    log,
    trace,
    status,
    environments,
  });
  control = server;
  const client = () => server.client;
  const register = (name: string, action: (...parameters: unknown[]) => unknown) =>
    commands.registerCommand(`${SECTION}.${name}`, action);

  context.subscriptions.push(
    log,
    trace,
    status,
    environments,
    register("restart", () => server.restart()),
    register("showLogs", () => {
      log.show();
    }),
    register("showTrace", () => {
      trace.show();
    }),
    register("fixFile", () => fixFile(client)),
    register("fixWorkspace", () => fixWorkspace(client)),
    register("printDebugInformation", () => printDebugInformation(manifest.version, server.launch, client)),
    register("verify", (target) =>
      verifyFile(target, bundled, {
        server: () => server.launch?.interpreter?.command,
        project: (file) => server.projectInterpreter(file),
      }),
    ),
    workspace.onDidChangeConfiguration((change) => {
      if (PROCESS_SETTINGS.some((key) => change.affectsConfiguration(`${SECTION}.${key}`))) void server.reconsider();
    }),
    workspace.onDidGrantWorkspaceTrust(() => void server.reconsider()),
    workspace.onDidChangeWorkspaceFolders(() => void server.update()),
    environments.onDidChange(() => void server.update()),
  );
  // Not waited for: a Python extension that is slow must not make this one look slow.
  void server.update();
}

export async function deactivate(): Promise<void> {
  await control?.end();
}

/** What is read of package.json. */
interface Manifest {
  readonly version: string;
  readonly contributes: {
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, unknown>>;
    }[];
  };
}

function serverKeysOf({ contributes: { configuration } }: Manifest): string[] {
  const checks = configuration.find(({ title }) => title === "Checks");
  return Object.keys(checks?.properties ?? {}).map((key) => key.slice(`${SECTION}.`.length));
}
