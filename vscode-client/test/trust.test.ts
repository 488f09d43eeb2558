import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readClientSettings } from "../src/settings";
import { outside, withoutForeignServers } from "../src/trust";

const asItIs = (file: string): string => file;

test("nothing in a folder of the workspace may be run", () => {
  const mayRun = outside(["/project/a", "/project/b"], asItIs);

  assert.ok(!mayRun("/project/a/.venv/bin/python"));
  assert.ok(!mayRun("/project/b/python"));
  assert.ok(!mayRun("/project/a/../b/python"));
  assert.ok(mayRun("/usr/bin/python3"));
  assert.ok(mayRun("/project/another/python"));
  assert.ok(mayRun("/project/a.venv/bin/python"));
  assert.ok(!mayRun("/project/a/..python"));
});

test("a relative path may not be run: it depends on the working directory", () => {
  const mayRun = outside([], asItIs);

  assert.ok(!mayRun("python3"));
  assert.ok(!mayRun("./python3"));
});

test("a link into the workspace counts as in it, and so does a link in the workspace to the outside", () => {
  const links: Readonly<Record<string, string>> = {
    "/usr/local/bin/python3": "/project/a/python",
    "/project/a/python3": "/usr/bin/python3",
  };
  const mayRun = outside(["/project/a"], (file) => links[file] ?? file);

  assert.ok(!mayRun("/usr/local/bin/python3"));
  assert.ok(!mayRun("/project/a/python3"));
});

test("a workspace that is reached by a link is forbidden under both names", () => {
  const mayRun = outside(["/link"], (file) => file.replace(/^\/link/, "/real"));

  assert.ok(!mayRun("/link/python"));
  assert.ok(!mayRun("/real/python"));
});

test("what does not exist is judged by its name", () => {
  const mayRun = outside(["/project"], () => {
    throw new Error("ENOENT");
  });

  assert.ok(!mayRun("/project/python"));
  assert.ok(mayRun("/usr/bin/python3"));
});

test("only the bundled server is left", () => {
  const values: Readonly<Record<string, unknown>> = {
    path: ["evil"],
    importStrategy: "fromEnvironment",
    logLevel: "debug",
  };
  const settings = readClientSettings((key) => values[key], { workspaceFolder: undefined, home: "/", environment: {} });

  assert.deepEqual(withoutForeignServers(settings), { ...settings, path: [], importStrategy: "useBundled" });
});

test("VS Code keeps from workspaces that are not trusted every setting that decides what is run", () => {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
    capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
  };
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;

  assert.equal(supported, "limited");
  for (const key of ["interpreter", "importStrategy", "path"]) {
    assert.ok(restrictedConfigurations.includes(`mainguard.${key}`), key);
  }
});
