/** A workspace of two folders that are configured in different ways. */
const vscode = require('vscode');
const { expectCodes, open } = require('./findings');
const { runTests, until } = require('./running');
const { oneServer } = require('./servers');

/** The folders come after the window. */
exports.run = async () => {
  await until('the folders', () => vscode.workspace.workspaceFolders?.length === 2);
  const [one, two] = vscode.workspace.workspaceFolders.map((folder) => folder.uri);
  await runTests([
    ['a file with a configuration', () => expectIn(one, 'main.py', [])],
    ['another file there', () => expectIn(one, 'jobs.py', ['MG201'])],
    ["a file under the folder's settings", () => expectIn(two, 'jobs.py', [])],
    ['another file under them', () => expectIn(two, 'main.py', ['MG101'])],
    ['one server for both', () => oneServer()],
  ]);
};

/** The files come in such an order that "nothing" is awaited only where something else was found. */
async function expectIn(folder, name, codes) {
  await open(vscode.Uri.joinPath(folder, name));
  const other = name === 'main.py' ? 'jobs.py' : 'main.py';
  if (!codes.length) {
    await open(vscode.Uri.joinPath(folder, other));
    await expectCodes(vscode.Uri.joinPath(folder, other), [other === 'main.py' ? 'MG101' : 'MG201']);
  }
  await expectCodes(vscode.Uri.joinPath(folder, name), codes);
}
