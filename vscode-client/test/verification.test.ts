import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import { verification } from "../src/verification";
import { somePython, temporaryFolder } from "./python";

test("the bundled mainguard verifies the file, whatever lies in the workspace", (context) => {
  const root = temporaryFolder(context);
  const bundled = path.join(root, "bundled");
  const workspace = path.join(root, "workspace");
  writeMainguard(path.join(bundled, "libs"), "bundled");
  writeMainguard(workspace, "workspace");
  copyFileSync("bundled/verify.py", path.join(bundled, "verify.py"));
  const file = path.join(workspace, "-main.py");

  const [program, ...args] = verification(bundled, [somePython()], "/env/python", file);
  const { status, stdout } = spawnSync(program, args, {
    cwd: workspace,
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: workspace },
  });

  assert.equal(status, 7);
  assert.deepEqual(JSON.parse(stdout), ["bundled", "verify", "--python", "/env/python", "--", file]);
});

test("an interpreter with options keeps them", () => {
  const [program, ...args] = verification("/bundled", ["py", "-3.12"], "/env/python", "/main.py");

  assert.equal(program, "py");
  assert.equal(args[0], "-3.12");
});

/** Makes a mainguard whose command line says which one it is and what it was given. */
function writeMainguard(folder: string, name: string): void {
  const room = path.join(folder, "mainguard", "cli");
  const code = [
    "import json",
    "def run(arguments):",
    `    print(json.dumps([${JSON.stringify(name)}, *arguments]))`,
    "    return 7",
  ];
  mkdirSync(room, { recursive: true });
  writeFileSync(path.join(folder, "mainguard", "__init__.py"), "");
  writeFileSync(path.join(room, "__init__.py"), "");
  writeFileSync(path.join(room, "main.py"), code.join("\n"));
}
