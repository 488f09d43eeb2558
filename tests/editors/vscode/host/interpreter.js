/**
 * The Python extension (see ../fake-python) says which interpreter is selected.  `asked.json` names two that write a
 * line for each time they are started to `<interpreter>.log`.
 */
const fs = require('node:fs');
const vscode = require('vscode');
const { expectCodes, open } = require('./findings');
const { asked, runTests, until } = require('./running');
const { oneServer } = require('./servers');

const { one, two } = asked();
const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, 'unguarded.py');
const python = () => vscode.extensions.getExtension('ms-python.python').activate();

exports.run = () =>
  runTests([
    ['the selected one is used', isUsed],
    ['another selection restarts the server once', restartsOnce],
    ['the same selection does not restart it', staysAlive],
  ]);

/** How often an interpreter has started the server. */
function starts(interpreter) {
  const log = fs.existsSync(`${interpreter}.log`) ? fs.readFileSync(`${interpreter}.log`, 'utf8') : '';
  return log.split('\n').filter((line) => line.includes('launch.py')).length;
}

async function isUsed() {
  (await python()).select(one);
  await open(uri);
  await expectCodes(uri, ['MG101']);
  await until('a server of the selected interpreter', () => starts(one) > 0);
}

async function restartsOnce() {
  const before = await oneServer();
  const api = await python();
  api.select(two);
  api.select(two);
  await oneServer((pid) => pid !== before);
  await serves();
  if (starts(two) !== 1) throw new Error(`${starts(two)} starts`);
}

async function staysAlive() {
  const before = await oneServer();
  (await python()).select(two);
  await serves();
  await oneServer((pid) => pid === before);
  if (starts(two) !== 1) throw new Error(`${starts(two)} starts`);
}

/** The server takes part in an edit, so whatever was asked of the extension before has begun. */
async function serves() {
  const document = await vscode.workspace.openTextDocument(uri);
  for (const [from, to, codes] of [['reload=True', 'reload=False', ['MG106']], ['reload=False', 'reload=True', ['MG101']]]) {
    const start = document.positionAt(document.getText().lastIndexOf(from));
    const edits = new vscode.WorkspaceEdit();
    edits.replace(uri, new vscode.Range(start, start.translate(0, from.length)), to);
    await vscode.workspace.applyEdit(edits);
    await expectCodes(uri, codes);
  }
}
