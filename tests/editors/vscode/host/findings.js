/** What mainguard found in a file, and its fixes, as VS Code has them. */
const vscode = require('vscode');
const { until } = require('./running');

const MOST_ACTIONS = 20;

/** mainguard's findings in a file, and nobody else's. */
const findings = (uri) => vscode.languages.getDiagnostics(uri).filter((found) => found.source === 'mainguard');

/** The code of a finding, such as `MG101`. */
const codeOf = (found) => String(typeof found.code === 'object' ? found.code.value : found.code);

/** Waits until the codes of the findings are these, in any order. */
async function expectCodes(uri, codes, options = {}) {
  const present = () => findings(uri).map(codeOf).sort().join(' ');
  const wanted = [...codes].sort().join(' ');
  await until(`[${wanted}] in ${uri.path}`, () => present() === wanted, {
    ...options,
    state: () => `there is [${present()}]`,
  });
}

/** Opens a file in an editor. */
async function open(file) {
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  return document;
}

/**
 * What is offered for a finding.  VS Code now and then drops a request that is made just after a file was opened; as
 * something is offered for every finding, a request that brings nothing is made again, `requests` times at most.
 * @returns the actions and the number of requests
 */
async function offeredFor(uri, found, requests) {
  for (let asked = 1; asked <= requests; asked += 1) {
    try {
      const actions = await vscode.commands.executeCommand(
        'vscode.executeCodeActionProvider', uri, found.range, vscode.CodeActionKind.QuickFix.value, MOST_ACTIONS,
      );
      if (actions.length) return { actions, asked };
    } catch (error) {
      if (!/cancel/i.test(String(error))) throw error;
    }
  }
  throw new Error(`nothing is offered for ${codeOf(found)}`);
}

/** Does what choosing the action in the menu does. */
async function choose(action) {
  if (action.edit && !(await vscode.workspace.applyEdit(action.edit))) throw new Error('the edit was refused');
  if (action.command) {
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}

module.exports = { choose, codeOf, expectCodes, findings, offeredFor, open };
