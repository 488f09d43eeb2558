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
  type WorkspaceFolder,
} from "vscode";
import { childRunArguments } from "../childRun";
import { activePythonEditor } from "../editor/documents";
import { showNoInterpreter } from "../editor/problems";

/** The interpreter of the project that a file belongs to. */
export type ProjectInterpreter = (file: Uri) => Promise<string | undefined>;

/** Runs a file in a terminal as a spawned child would. `target`: its URI; without it, the file of the active editor. */
export async function runAsChild(target: unknown, interpreterOf: ProjectInterpreter): Promise<void> {
  if (!workspace.isTrusted) {
    void window.showErrorMessage("mainguard runs nothing of a workspace that is not trusted.");
    return;
  }
  const uri = uriOf(target) ?? activePythonEditor()?.document.uri;
  if (uri?.scheme !== "file") {
    void window.showInformationMessage("mainguard: only a file that is saved can be run as a child would.");
    return;
  }
  const python = await interpreterOf(uri);
  if (python === undefined) {
    showNoInterpreter("mainguard found no interpreter to run the file with.");
    return;
  }
  await workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())?.save();
  await tasks.executeTask(childRun(uri, python, workspace.getWorkspaceFolder(uri)));
}

function uriOf(target: unknown): Uri | undefined {
  if (target instanceof Uri) return target;
  return typeof target === "string" ? Uri.parse(target) : undefined;
}

function childRun(file: Uri, python: string, folder: WorkspaceFolder | undefined): Task {
  const cwd = folder?.uri.fsPath ?? Uri.joinPath(file, "..").fsPath;
  const task = new Task(
    { type: "process" },
    folder ?? TaskScope.Workspace,
    `${workspace.asRelativePath(file)} as a child`,
    "mainguard",
    new ProcessExecution(python, childRunArguments(file.fsPath), { cwd }),
    [],
  );
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Dedicated,
    clear: true,
    echo: false,
  };
  return task;
}
