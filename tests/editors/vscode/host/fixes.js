/** Many files, each fixed by the fix that VS Code prefers, until none is offered any more, and saved. */
const vscode = require('vscode');
const { choose, findings, offeredFix, open } = require('./findings');
const { asked, runTests, until } = require('./running');

const MOST_FIXES = 5;

exports.run = () => runTests(asked().files.map((file) => [file, () => fixFile(file)]));

async function fixFile(file) {
  const uri = vscode.Uri.file(file);
  const document = await open(uri);
  await until('a finding', () => findings(uri).length, { seconds: asked().patience });
  let requests = 0;
  let fixes = 0;
  while (findings(uri).length) {
    if ((fixes += 1) > MOST_FIXES) throw new Error(`not done after ${MOST_FIXES} fixes`);
    const before = findings(uri);
    const { action, asked: times } = await offeredFix(uri, before[0], (one) => one.isPreferred, asked().requests);
    requests += times;
    await choose(action);
    await until('other findings', () => JSON.stringify(findings(uri)) !== JSON.stringify(before));
  }
  if (!(await document.save())) throw new Error('not saved');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  return `${fixes} fixes, ${requests} requests`;
}
