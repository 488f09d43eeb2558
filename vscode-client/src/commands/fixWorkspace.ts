import { randomUUID } from "node:crypto";
import { ProgressLocation, window, type CancellationToken, type Progress } from "vscode";
import { LSPErrorCodes, ResponseError, WorkDoneProgress, type WorkDoneProgressBegin } from "vscode-languageclient/node";
import { executeOnServer, type ServerAccess } from "./server";

/** What is of interest in the server's answer. */
interface Fixed {
  /** How many files had something that can be fixed safely. */
  readonly files: number;
}

/** Makes every safe fix in the workspace, after the user has seen them in VS Code's preview. */
export async function fixWorkspace(server: ServerAccess): Promise<void> {
  const options = { location: ProgressLocation.Notification, title: "mainguard", cancellable: true };
  const fixed = await window.withProgress(options, (progress, cancellation) => run(server, progress, cancellation));
  if (fixed?.files === 0)
    void window.showInformationMessage("mainguard: nothing in the workspace can be fixed safely.");
}

/** `undefined` when there is no server, or the user has cancelled. */
async function run(
  server: ServerAccess,
  shown: Progress<{ message?: string; increment?: number }>,
  cancellation: CancellationToken,
): Promise<Fixed | undefined> {
  const progress = randomUUID();
  const client = server();
  let done = 0;
  const subscription = client?.onProgress(WorkDoneProgress.type, progress, (value) => {
    if (value.kind === "end") {
      shown.report({ message: "the changes are in the preview" });
      return;
    }
    const percentage = value.percentage ?? done;
    shown.report({ message: textOf(value), increment: percentage - done });
    done = percentage;
  });
  try {
    const long = { progress, cancellation };
    const fixed = await executeOnServer<Fixed>(server, "mainguard.applyFixAllInWorkspace", [], long);
    return cancellation.isCancellationRequested ? undefined : fixed;
  } catch (error) {
    if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled) return undefined;
    throw error;
  } finally {
    subscription?.dispose();
  }
}

function textOf(value: { readonly message?: string } | WorkDoneProgressBegin): string {
  return value.message ?? ("title" in value ? value.title : "");
}
