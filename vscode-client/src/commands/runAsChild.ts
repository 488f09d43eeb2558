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
import { childRunArguments } from "../childRun";
import { activePythonEditor } from "../editor/documents";
import { showNoInterpreter } from "../editor/problems";

/** The interpreter of the project that a file belongs to. */
export type ProjectInterpreter = (file: Uri) => Promise<string | undefined>;

/**
 * Runs a file in a terminal as a spawned child would. `target`: its URI; without it, the file of the active editor.
 * `bundled`: the folder with the script that does it.
 */
export async function runAsChild(target: unknown, bundled: string, interpreterOf: ProjectInterpreter): Promise<void> {
  if (!workspace.isTrusted) {
    void window.showErrorMessage("mainguard runs nothing of a workspace that is not trusted.");
    return;
  }
  const uri = uriOf(target) ?? activePythonEditor()?.document.uri;
  if (uri?.scheme !== "file") {
    void window.showInformationMessage("mainguard: only a file that is saved can be run as a child would.");
    return;
  }
  if (workspace.workspaceFolders === undefined) {
    // VS Code runs no task in a window without a folder, and does not say so.
    void window.showInformationMessage("mainguard: open the folder of the file first, to run it.");
    return;
  }
  const python = await interpreterOf(uri);
  if (python === undefined) {
    showNoInterpreter("mainguard found no interpreter to run the file with.");
    return;
  }
  const document = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (document?.isDirty === true && !(await document.save())) {
    void window.showErrorMessage("mainguard: the file could not be saved, so it was not run.");
    return;
  }
  const execution = new ProcessExecution(python, childRunArguments(bundled, uri.fsPath), { cwd: folderOf(uri) });
  await tasks.executeTask(childRun(uri, execution));
}

function uriOf(target: unknown): Uri | undefined {
  if (target instanceof Uri) return target;
  return typeof target === "string" ? Uri.parse(target) : undefined;
}

function folderOf(file: Uri): string {
  return workspace.getWorkspaceFolder(file)?.uri.fsPath ?? Uri.joinPath(file, "..").fsPath;
}

function childRun(file: Uri, execution: ProcessExecution): Task {
  const scope = workspace.getWorkspaceFolder(file) ?? TaskScope.Workspace;
  const name = `${workspace.asRelativePath(file)} as a child`;
  const task = new Task({ type: "process" }, scope, name, "mainguard", execution, []);
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Dedicated,
    clear: true,
    echo: false,
  };
  return task;
}
