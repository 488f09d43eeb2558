import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseInterpreter, explainNoInterpreter, type Candidates, type Probe } from "../src/interpreter";
import type { PythonVersion } from "../src/version";

const anything = (): boolean => true;

/** Interpreters of these versions; there are no others. */
function installed(versions: Readonly<Record<string, PythonVersion>>): Probe {
  return ([program]) => Promise.resolve(versions[program] ?? { problem: "it does not exist" });
}

function candidates(some: Partial<Candidates>): Candidates {
  return { setting: [], selected: undefined, onPath: [], find: () => undefined, ...some };
}

test("the setting comes first", async () => {
  const probe = installed({ "/set/python": [3, 10, 1], "/env/python": [3, 14, 0], "/usr/bin/python3": [3, 12, 0] });
  const all = candidates({
    setting: ["/set/python", "-X", "dev"],
    selected: "/env/python",
    onPath: [["/usr/bin/python3"]],
  });

  const { interpreter } = await chooseInterpreter(all, probe, anything);

  assert.deepEqual(interpreter, {
    command: ["/set/python", "-X", "dev"],
    version: [3, 10, 1],
    origin: "the setting mainguard.interpreter",
  });
});

test("then comes what is selected in the Python extension", async () => {
  const probe = installed({ "/env/python": [3, 14, 0], "/usr/bin/python3": [3, 12, 0] });

  const { interpreter } = await chooseInterpreter(
    candidates({ selected: "/env/python", onPath: [["/usr/bin/python3"]] }),
    probe,
    anything,
  );

  assert.equal(interpreter?.origin, "the Python extension");
});

test("what is too old or broken is passed over for what is on PATH", async () => {
  const probe = installed({ "/env/python": [3, 8, 10], "/opt/bin/python3": [3, 13, 0] });
  const all = candidates({ selected: "/env/python", onPath: [["/usr/bin/python3"], ["/opt/bin/python3"]] });

  const choice = await chooseInterpreter(all, probe, anything);

  assert.deepEqual(choice.interpreter?.command, ["/opt/bin/python3"]);
  assert.deepEqual(choice.passedOver, [
    "/env/python (from the Python extension) is Python 3.8.10",
    "/usr/bin/python3 (from PATH) cannot be used: it does not exist",
  ]);
});

test("an interpreter that was set and cannot be used is not replaced by another", async () => {
  const probe = installed({ "/set/python": [3, 9, 1], "/usr/bin/python3": [3, 12, 0] });

  const choice = await chooseInterpreter(
    candidates({ setting: ["/set/python"], onPath: [["/usr/bin/python3"]] }),
    probe,
    anything,
  );

  assert.equal(choice.interpreter, undefined);
  assert.equal(
    explainNoInterpreter(choice),
    "mainguard needs Python 3.10 or newer to run. /set/python (from the setting mainguard.interpreter) is Python 3.9.1.",
  );
});

test("a name in the setting is looked up on PATH", async () => {
  const all = candidates({ setting: ["python3.12"], find: (name) => `/usr/bin/${name}` });

  const { interpreter } = await chooseInterpreter(all, installed({ "/usr/bin/python3.12": [3, 12, 0] }), anything);

  assert.deepEqual(interpreter?.command, ["/usr/bin/python3.12"]);
});

test("nothing is started that may not be run, not even to ask for its version", async () => {
  const asked: string[] = [];
  const probe: Probe = ([program]) => {
    asked.push(program);
    return Promise.resolve([3, 12, 0]);
  };
  const all = candidates({
    selected: "/project/.venv/bin/python",
    onPath: [["/project/python3"], ["/usr/bin/python3"]],
  });

  const { interpreter } = await chooseInterpreter(all, probe, (file) => !file.startsWith("/project/"));

  assert.deepEqual(asked, ["/usr/bin/python3"]);
  assert.equal(interpreter?.origin, "PATH");
});

test("the search of PATH ends with the first that can be used", async () => {
  function* onPath(): Generator<[string]> {
    yield ["/usr/bin/python3"];
    assert.fail("went on");
  }

  const { interpreter } = await chooseInterpreter(
    candidates({ onPath: onPath() }),
    installed({ "/usr/bin/python3": [3, 11, 2] }),
    anything,
  );

  assert.ok(interpreter);
});

test("where there is nothing at all, the message says so", async () => {
  const choice = await chooseInterpreter(candidates({}), installed({}), anything);

  assert.equal(explainNoInterpreter(choice), "mainguard needs Python 3.10 or newer to run, and found none on PATH.");
});
