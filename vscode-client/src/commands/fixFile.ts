import { window } from "vscode";
import { activePythonEditor } from "../editor/documents";
import { executeOnServer, type ServerAccess } from "./server";

/** Makes every safe fix in the active editor. */
export async function fixFile(server: ServerAccess): Promise<void> {
  const editor = activePythonEditor();
  if (editor === undefined) {
    void window.showInformationMessage("mainguard: open a Python file first.");
    return;
  }
  const isFixed = await executeOnServer<boolean>(server, "mainguard.applyFixAll", [editor.document.uri.toString()]);
  if (isFixed === false) void window.showInformationMessage("mainguard: nothing here can be fixed safely.");
}
