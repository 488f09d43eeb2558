/** One window with the folder `project`: what changes there, and what mainguard makes of it. */
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');
const { codeOf, expectCodes, findings, open } = require('./findings');
const { runTests, until } = require('./running');
const { oneServer } = require('./servers');

const root = vscode.workspace.workspaceFolders[0].uri.fsPath;
const uriOf = (name) => vscode.Uri.file(path.join(root, name));
const write = (name, text) => fs.writeFileSync(path.join(root, name), text);
const read = (name) => fs.readFileSync(path.join(root, name), 'utf8');
/** Writes a setting to settings.json, as the editor of settings does; `undefined` takes it out. */
const set = (key, value) =>
  vscode.workspace.getConfiguration('mainguard').update(key, value, vscode.ConfigurationTarget.Workspace);

exports.run = () =>
  runTests([
    ['settings', settingsAreTakenUp],
    ['syntax error', othersRemain],
    ['file command', fileCommand],
    ['workspace mode', workspaceMode],
    ['notebook', notebook],
    ['restart command', restartCommand],
    ['killed', killed],
  ]);

/** A change of settings.json is taken up by the server that runs. */
async function settingsAreTakenUp() {
  await open(uriOf('unguarded.py'));
  await expectCodes(uriOf('unguarded.py'), ['MG101']);
  const before = await oneServer();
  await set('ignore', ['unguarded-reload']);
  if (!read('.vscode/settings.json').includes('unguarded-reload')) throw new Error('it is not in the file');
  await expectCodes(uriOf('unguarded.py'), []);
  await set('ignore', undefined);
  await expectCodes(uriOf('unguarded.py'), ['MG101']);
  await oneServer((pid) => pid === before);
}

/** A statement that does not parse, which others report, does not hide the findings in other statements. */
async function othersRemain() {
  await open(uriOf('broken.py'));
  await expectCodes(uriOf('broken.py'), ['MG101']);
}

/** The command fixes the file in the active editor, and nothing is written to the disk. */
async function fileCommand() {
  const document = await open(uriOf('commanded.py'));
  await expectCodes(uriOf('commanded.py'), ['MG101']);
  await vscode.commands.executeCommand('mainguard.fixFile');
  await until('the fix', () => document.getText() === read('commanded.fixed.txt'), { state: () => document.getText() });
  await expectCodes(uriOf('commanded.py'), []);
  if (!document.isDirty) throw new Error('it was saved');
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

/** Files that are not open are checked when the user wants that, and again when they change on the disk. */
async function workspaceMode() {
  await filesAreWatched();
  const text = read('unopened.py');
  await open(uriOf('unguarded.py'));
  await expectCodes(uriOf('unguarded.py'), ['MG101']);
  await expectCodes(uriOf('unopened.py'), []);
  await set('diagnosticMode', 'workspace');
  await expectCodes(uriOf('unopened.py'), ['MG101']);
  write('unopened.py', read('commanded.fixed.txt').replaceAll('commanded', 'unopened'));
  await expectCodes(uriOf('unopened.py'), []);
  write('unopened.py', text);
  await expectCodes(uriOf('unopened.py'), ['MG101']);
  write('new.py', text.replaceAll('unopened', 'new'));
  await expectCodes(uriOf('new.py'), ['MG101']);
  fs.rmSync(path.join(root, 'new.py'));
  await expectCodes(uriOf('new.py'), []);
  await set('diagnosticMode', undefined);
  await expectCodes(uriOf('unopened.py'), []);
}

/** The cells of a notebook are never run again: only what fails there is reported. */
async function notebook() {
  const document = await vscode.workspace.openNotebookDocument(uriOf('cells.ipynb'));
  await vscode.window.showNotebookDocument(document);
  const codes = () => document.getCells().map((cell) => findings(cell.document.uri).map(codeOf).join(' '));
  await until('the finding of the last cell', () => codes().at(-1) === 'MG301', { state: () => codes().join(', ') });
  if (codes().slice(0, -1).some(Boolean)) throw new Error(`found in the cells: ${codes().join(', ')}`);
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
}

async function restartCommand() {
  await open(uriOf('unguarded.py'));
  const before = await oneServer();
  await vscode.commands.executeCommand('mainguard.restart');
  await oneServer((pid) => pid !== before);
  await expectCodes(uriOf('unguarded.py'), ['MG101']);
}

/** A server that ends by itself is started again, and knows what is open. */
async function killed() {
  const document = await open(uriOf('unguarded.py'));
  await expectCodes(uriOf('unguarded.py'), ['MG101']);
  const before = await oneServer();
  process.kill(before, 'SIGKILL');
  await oneServer((pid) => pid !== before);
  await edit(document, (text) => text.replace('reload=True', 'reload=False'));
  await expectCodes(uriOf('unguarded.py'), []);
  await edit(document, (text) => text.replace('reload=False', 'reload=True'));
  await expectCodes(uriOf('unguarded.py'), ['MG101']);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

/** VS Code begins some time after its start to notice what happens on the disk. */
async function filesAreWatched() {
  const watcher = vscode.workspace.createFileSystemWatcher('**/noticed.txt');
  let isNoticed = false;
  for (const event of [watcher.onDidCreate, watcher.onDidChange]) event(() => (isNoticed = true));
  await until('a change on the disk to be noticed', () => write('noticed.txt', String(Date.now())) ?? isNoticed);
  watcher.dispose();
}

async function edit(document, change) {
  const text = document.getText();
  const all = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
  const edits = new vscode.WorkspaceEdit();
  edits.replace(document.uri, all, change(text));
  if (!(await vscode.workspace.applyEdit(edits))) throw new Error('the edit was refused');
}
