import {
  ProcessExecution,
  Task,
  TaskPanelKind,
  TaskRevealKind,
  tasks,
  TaskScope,
  Uri,
  window,
  workspace,
} from "vscode";
import { activePythonEditor } from "../editor/documents";
import { showNoInterpreter } from "../editor/problems";
import type { Command } from "../interpreter";
import { verification } from "../verification";

export interface Interpreters {
  /** What runs the server; `undefined` when it does not run, or is a command of the user's. */
  readonly server: () => Command | undefined;
  /** What runs the code of the project that a file belongs to. */
  readonly project: (file: Uri) => Promise<string | undefined>;
}

/**
 * Runs a file in a terminal as a spawned child would, and says what that proves. `target`: its URI; without it, the
 * file of the active editor. `bundled`: the folder with the script that does it.
 */
export async function verifyFile(target: unknown, bundled: string, interpreters: Interpreters): Promise<void> {
  if (!workspace.isTrusted) {
    void window.showErrorMessage("mainguard runs nothing of a workspace that is not trusted.");
    return;
  }
  const uri = uriOf(target) ?? activePythonEditor()?.document.uri;
  if (uri?.scheme !== "file") {
    void window.showInformationMessage("mainguard: only a file that is saved can be verified.");
    return;
  }
  if (workspace.workspaceFolders === undefined) {
    // VS Code runs no task in a window without a folder, and does not say so.
    void window.showInformationMessage("mainguard: open the folder of the file first, to run it.");
    return;
  }
  const python = await interpreters.project(uri);
  if (python === undefined) {
    showNoInterpreter("mainguard found no interpreter to run the file with.");
    return;
  }
  const document = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (document?.isDirty === true && !(await document.save())) {
    void window.showErrorMessage("mainguard: the file could not be saved, so it was not run.");
    return;
  }
  const [program, ...args] = verification(bundled, interpreters.server() ?? [python], python, uri.fsPath);
  await tasks.executeTask(verificationTask(uri, new ProcessExecution(program, args, { cwd: folderOf(uri) })));
}

function uriOf(target: unknown): Uri | undefined {
  if (target instanceof Uri) return target;
  return typeof target === "string" ? Uri.parse(target) : undefined;
}

function folderOf(file: Uri): string {
  return workspace.getWorkspaceFolder(file)?.uri.fsPath ?? Uri.joinPath(file, "..").fsPath;
}

function verificationTask(file: Uri, execution: ProcessExecution): Task {
  const scope = workspace.getWorkspaceFolder(file) ?? TaskScope.Workspace;
  const name = `Verify ${workspace.asRelativePath(file)}`;
  const task = new Task({ type: "process" }, scope, name, "mainguard", execution, []);
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Dedicated,
    clear: true,
    echo: false,
  };
  return task;
}
