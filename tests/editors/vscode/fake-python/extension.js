// The part of the Python extension's API that says which interpreter is selected.
const path = require('node:path');
const vscode = require('vscode');

exports.activate = () => {
  const changed = new vscode.EventEmitter();
  let selected = process.execPath;
  return {
    /** For the tests: what the user does by "Python: Select Interpreter". */
    select(python) {
      selected = python;
      changed.fire({ path: python, resource: undefined });
    },
    environments: {
      getActiveEnvironmentPath: () => ({ id: selected, path: selected }),
      onDidChangeActiveEnvironmentPath: changed.event,
      resolveEnvironment: async () => ({
        environment: { type: 'VirtualEnvironment' },
        executable: { uri: vscode.Uri.file(selected), sysPrefix: path.dirname(path.dirname(selected)) },
      }),
    },
  };
};
