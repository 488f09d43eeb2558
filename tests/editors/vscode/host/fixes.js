/** Many files, each fixed by the fixes that VS Code prefers, until there is none any more, and saved. */
const vscode = require('vscode');
const { choose, findings, offeredFor, open } = require('./findings');
const { asked, runTests, until } = require('./running');

const MOST_FIXES = 5;

exports.run = () => runTests(asked().files.map((file) => [file, () => fixFile(file)]));

async function fixFile(file) {
  const uri = vscode.Uri.file(file);
  const document = await open(uri);
  await until('a finding', () => findings(uri).length);
  let requests = 0;
  let fixes = 0;
  for (;;) {
    const before = findings(uri);
    let preferred;
    for (const found of before) {
      const { actions, asked: times } = await offeredFor(uri, found, asked().requests);
      requests += times - 1;
      preferred ??= actions.find((action) => action.isPreferred);
    }
    if (!preferred) break;
    if ((fixes += 1) > MOST_FIXES) throw new Error(`not done after ${MOST_FIXES} fixes`);
    await choose(preferred);
    await until('other findings', () => JSON.stringify(findings(uri)) !== JSON.stringify(before));
  }
  if (!(await document.save())) throw new Error('not saved');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  return `${fixes} fixes, ${requests} requests made again`;
}
