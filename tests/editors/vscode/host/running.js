/** Runs tests one after the other, inside the process that runs VS Code's extensions. */
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

/** The folder that lies around those that VS Code has open: it holds `asked.json`, and gets `results.json`. */
const around = () => path.dirname(vscode.workspace.workspaceFolders[0].uri.fsPath);

/** What the Python side wants to be done. */
const asked = () => JSON.parse(fs.readFileSync(path.join(around(), 'asked.json'), 'utf8'));

/**
 * Runs all and writes `results.json`: for each `name`, `ok`, `ms`, and what it returned as `note` or failed with as
 * `error`.  Throws when one failed, so that VS Code ends with a failure, too.
 * @param {Array<[string, () => Promise<unknown>]>} tests by name
 */
async function runTests(tests) {
  const results = [];
  for (const [name, test] of tests) {
    const from = Date.now();
    try {
      const note = await test();
      results.push({ name, ok: true, ms: Date.now() - from, note: note === undefined ? '' : String(note) });
    } catch (error) {
      results.push({ name, ok: false, ms: Date.now() - from, error: String(error?.stack ?? error) });
    }
    fs.writeFileSync(path.join(around(), 'results.json'), JSON.stringify(results, null, 1));
  }
  const failed = results.filter((result) => !result.ok);
  if (failed.length) throw new Error(`${failed.length} of ${results.length} failed`);
}

/** Looks until `probe()` is true and returns what it gave; after `seconds` it fails, and says what `state()` is. */
async function until(what, probe, { seconds = 20, state = () => '' } = {}) {
  const deadline = Date.now() + 1000 * seconds;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`${what} did not happen in ${seconds} s; ${state()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

module.exports = { asked, runTests, until };
