/** A notebook in the folder `project`: its cells are one module, and change like one. */
const path = require('node:path');
const vscode = require('vscode');
const { choose, expectCodes, findings, offeredFor } = require('./findings');
const { runTests, until } = require('./running');

const root = vscode.workspace.workspaceFolders[0].uri.fsPath;
const LAST = 3;
let notebook;

const cell = (index) => notebook.cellAt(index).document;

exports.run = async () => {
  notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(path.join(root, 'lost.ipynb')));
  await vscode.window.showNotebookDocument(notebook);
  await runTests([
    ['found', found],
    ['another cell', anotherCell],
    ['other cells', otherCells],
    ['fixed', fixed],
  ]);
};

/** A function of an earlier cell is one that no child process finds; that magics stand between does not matter. */
async function found() {
  await expectCodes(cell(LAST).uri, ['MG204']);
  const [{ range, message }] = findings(cell(LAST).uri);
  const underlined = cell(LAST).getText(range);
  if (underlined !== 'pool.map') throw new Error(`underlined is ${underlined}`);
  if (!/^`pool\.map\(…\)` never ends/.test(message)) throw new Error(message);
  for (let index = 0; index < LAST; index += 1) await expectCodes(cell(index).uri, []);
}

/** What is typed in one cell shows in another. */
async function anotherCell() {
  await type(cell(2), 'def work(n):\n    return n', 'from jobs import work');
  await expectCodes(cell(LAST).uri, []);
  await type(cell(2), 'from jobs import work', 'def work(n):\n    return n');
  await expectCodes(cell(LAST).uri, ['MG204']);
}

/** Cells are added and deleted. */
async function otherCells() {
  const added = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'from jobs import work', 'python');
  await restructure(vscode.NotebookEdit.insertCells(LAST, [added]));
  await expectCodes(cell(LAST + 1).uri, []);
  await restructure(vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(LAST, LAST + 1)));
  await expectCodes(cell(LAST).uri, ['MG204']);
}

/** A fix changes the cell that it is for. */
async function fixed() {
  const last = notebook.cellCount - 1;
  await expectCodes(cell(last).uri, ['MG301']);
  const { actions } = await offeredFor(cell(last).uri, findings(cell(last).uri)[0], 5);
  await choose(actions[0]);
  await until('the fix', () => cell(last).getText() === 'if __name__ == "__main__":\n    print("often")', {
    state: () => cell(last).getText(),
  });
  await expectCodes(cell(last).uri, []);
}

async function type(document, before, after) {
  if (document.getText() !== before) throw new Error(`the cell is ${document.getText()}`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), after);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the edit was refused');
}

async function restructure(change) {
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [change]);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the edit was refused');
}
