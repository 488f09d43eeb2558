/** What the server is told about. */

import { window, workspace, type TextEditor } from "vscode";

/** Python on the disk, not saved yet, and in the cells of a notebook. */
export const SELECTOR = ["file", "untitled", "vscode-notebook-cell"].map((scheme) => ({ scheme, language: "python" }));

/** The paths of the workspace folders that are on the disk. */
export function foldersOnDisk(): readonly string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
}

/** The active editor if it shows Python. */
export function activePythonEditor(): TextEditor | undefined {
  const editor = window.activeTextEditor;
  return editor?.document.languageId === "python" ? editor : undefined;
}
