import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import { probeIn } from "../src/probe";
import { isNewEnough } from "../src/version";
import { somePython, temporaryFolder } from "./python";

test("a real interpreter says its version", async (context) => {
  const version = await probeIn(temporaryFolder(context))([somePython()]);

  assert.ok(!("problem" in version) && isNewEnough(version), JSON.stringify(version));
});

test("nothing that lies in the folder is imported meanwhile", async (context) => {
  const folder = temporaryFolder(context);
  for (const name of ["sys.py", "site.py", "sitecustomize.py", "usercustomize.py", "encodings.py"]) {
    writeFileSync(path.join(folder, name), "raise SystemExit('it was imported')");
  }

  assert.ok(Array.isArray(await probeIn(folder)([somePython()])));
});

test("why a program is no interpreter is said in a few words", async (context) => {
  const folder = temporaryFolder(context);
  const failing = path.join(folder, "failing");
  writeFileSync(failing, "#!/bin/sh\nexit 3\n");
  chmodSync(failing, 0o755);
  const silent = path.join(folder, "silent");
  writeFileSync(silent, "#!/bin/sh\n");
  chmodSync(silent, 0o755);
  const plain = path.join(folder, "plain");
  writeFileSync(plain, "");
  const probe = probeIn(folder);

  assert.deepEqual(await probe([path.join(folder, "missing")]), { problem: "it does not exist" });
  assert.deepEqual(await probe([plain]), { problem: "it is not executable" });
  assert.deepEqual(await probe([failing]), { problem: "it ended with the exit code 3" });
  assert.deepEqual(await probe([silent]), { problem: "it says no version" });
});
