import assert from "node:assert/strict";
import { test } from "node:test";
import { formatVersion, isNewEnough, parseVersion } from "../src/version";

test("a version is read from what an interpreter prints", () => {
  assert.deepEqual(parseVersion("3.12.1\n"), [3, 12, 1]);
  assert.deepEqual(parseVersion("3.15.0a2"), [3, 15, 0]);
});

test("what is no version is none", () => {
  for (const text of ["", "Python was not found", "3.12"]) assert.equal(parseVersion(text), undefined, text);
});

test("3.10 and later run the server", () => {
  assert.ok(isNewEnough([3, 10, 0]));
  assert.ok(isNewEnough([3, 14, 0]));
  assert.ok(isNewEnough([4, 0, 0]));
  assert.ok(!isNewEnough([3, 9, 20]));
  assert.ok(!isNewEnough([2, 7, 18]));
});

test("a version is shown as Python shows it", () => {
  assert.equal(formatVersion([3, 9, 20]), "3.9.20");
});
