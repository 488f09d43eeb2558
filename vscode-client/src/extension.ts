import * as path from "node:path";
import type { ExtensionContext } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const launcher = path.join(context.extensionPath, "bundled", "launch.py");
  client = new LanguageClient(
    "mainguard",
    "mainguard",
    { command: "python3", args: ["-I", "-S", launcher, "useBundled"], options: { cwd: path.dirname(launcher) } },
    {
      documentSelector: [
        { scheme: "file", language: "python" },
        { scheme: "untitled", language: "python" },
      ],
    },
  );
  await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
