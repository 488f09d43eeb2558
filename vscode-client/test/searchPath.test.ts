import assert from "node:assert/strict";
import * as path from "node:path";
import { test } from "node:test";
import { findOnPath, isFile, pythonsOnPath, type SearchPath } from "../src/searchPath";

function search(platform: NodeJS.Platform, path: string, files: readonly string[]): SearchPath {
  return { platform, path, isFile: (file) => files.includes(file) };
}

test("the usual name comes first, in the order of PATH", () => {
  const files = ["/a/python3.13", "/b/python3", "/c/python3", "/a/python"];

  const found = [...pythonsOnPath(search("linux", "/a:/b:/c", files))];

  assert.deepEqual(found, [["/b/python3"], ["/c/python3"], ["/a/python"], ["/a/python3.13"]]);
});

test("folders of PATH that are relative are left out", () => {
  assert.deepEqual(
    [...pythonsOnPath(search("linux", ".::bin:/usr/bin", ["python3", "bin/python3", "/usr/bin/python3"]))],
    [["/usr/bin/python3"]],
  );
});

test("on Windows, the launcher comes last", () => {
  const files = ["C:\\Windows\\py.exe", "C:\\Python312\\python.exe"];

  const found = [...pythonsOnPath(search("win32", "C:\\Windows;C:\\Python312", files))];

  assert.deepEqual(found, [["C:\\Python312\\python.exe"], ["C:\\Windows\\py.exe", "-3"]]);
});

test("a name is found where PATH has it first", () => {
  const files = ["/b/python3.12", "/c/python3.12"];

  assert.equal(findOnPath("python3.12", search("linux", "/a:/b:/c", files)), "/b/python3.12");
  assert.equal(findOnPath("python3.11", search("linux", "/a:/b:/c", files)), undefined);
});

test("without PATH there is nothing", () => {
  assert.deepEqual([...pythonsOnPath({ platform: "linux", path: undefined, isFile: () => true })], []);
});

test("what cannot be looked at is no file", () => {
  const below = path.join(process.execPath, "python3");
  const tooLong = path.resolve("a".repeat(5000));

  assert.deepEqual([process.execPath, process.cwd(), below, tooLong].map(isFile), [true, false, false, false]);
});
