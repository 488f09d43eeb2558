import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { test, type TestContext } from "node:test";
import { childRunArguments } from "../src/childRun";
import { somePython, temporaryFolder } from "./python";

function run(context: TestContext, code: string): { readonly status: number | null; readonly output: string } {
  const folder = temporaryFolder(context);
  const file = path.join(folder, "main.py");
  writeFileSync(file, code);
  writeFileSync(path.join(folder, "neighbour.py"), "VALUE = 42\n");
  const { status, stdout, stderr } = spawnSync(somePython(), childRunArguments(path.resolve("bundled"), file), {
    cwd: "/",
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

const START = "Process(target=print).start()";

test("an unguarded start fails as it does in a child", (context) => {
  const { status, output } = run(context, `from multiprocessing import Process\n${START}\n`);

  assert.equal(status, 1);
  assert.match(output, /RuntimeError:\s+An attempt has been made to start a new process before/);
});

test("a guarded start is not reached", (context) => {
  const code = `from multiprocessing import Process\nif __name__ == "__main__":\n    ${START}\nprint("done")\n`;

  assert.deepEqual(run(context, code), { status: 0, output: "done\n" });
});

test("the module has a child's name, and finds the modules beside it", (context) => {
  const code = [
    "import multiprocessing, sys, neighbour",
    "print(__name__, multiprocessing.current_process().name, neighbour.VALUE, len(sys.argv))",
  ].join("\n");

  assert.deepEqual(run(context, code), { status: 0, output: "__mp_main__ SpawnProcess-1 42 1\n" });
});
