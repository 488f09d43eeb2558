import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PROCESS_SETTINGS, readClientSettings, settingsThatAreSet, type Surroundings } from "../src/settings";

const here: Surroundings = { workspaceFolder: "/project", home: "/users/me", environment: { TOOLS: "/opt/tools" } };

function read(values: Readonly<Record<string, unknown>>): ReturnType<typeof readClientSettings> {
  return readClientSettings((key) => values[key], here);
}

test("without settings, the bundled server runs by an interpreter that is to be found", () => {
  assert.deepEqual(read({}), {
    isEnabled: true,
    interpreter: [],
    importStrategy: "useBundled",
    path: [],
    logLevel: "warning",
    showNotifications: "onWarning",
  });
});

test("the defaults are those of package.json", () => {
  const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: { configuration: { title: string; properties: Record<string, { default: unknown }> }[] };
  };
  const group = contributes.configuration.find(({ title }) => title === "Extension");
  const defaults = Object.entries(group?.properties ?? {}).map(([name, property]) => [
    name.slice("mainguard.".length),
    property.default,
  ]);
  const byKey = Object.fromEntries(defaults) as Record<string, unknown>;

  assert.deepEqual(read(byKey), read({}));
  for (const key of PROCESS_SETTINGS) assert.ok(key in byKey, key);
});

test("a command may be a list or a single word", () => {
  assert.deepEqual(read({ interpreter: "/usr/bin/python3" }).interpreter, ["/usr/bin/python3"]);
  assert.deepEqual(read({ path: ["mainguard", "server"] }).path, ["mainguard", "server"]);
});

test("a relative program lies in the workspace, and a name alone is looked for elsewhere", () => {
  assert.deepEqual(read({ interpreter: [".venv/bin/python", "x/y"] }).interpreter, [
    "/project/.venv/bin/python",
    "x/y",
  ]);
  assert.deepEqual(read({ path: ["mainguard", "server"] }).path, ["mainguard", "server"]);
});

test("variables are replaced, and what is unknown stays", () => {
  const path = ["${workspaceFolder}/a", "${userHome}/b", "${env:TOOLS}/c", "~/d", "a~b", "${env:NONE}e", "${file}"];

  assert.deepEqual(read({ path }).path, [
    "/project/a",
    "/users/me/b",
    "/opt/tools/c",
    "/users/me/d",
    "a~b",
    "e",
    "${file}",
  ]);
});

test("what is of a wrong kind counts as not set", () => {
  const wrong = {
    enable: "no",
    interpreter: 3,
    importStrategy: "best",
    path: [1, ""],
    logLevel: 10,
    showNotifications: true,
  };

  assert.deepEqual(read(wrong), read({}));
});

test("only what is set somewhere is told to the server", () => {
  const values: Readonly<Record<string, unknown>> = { select: ["MG1"], ignore: [], platforms: ["linux"], python: null };
  const inspected: Readonly<Record<string, object>> = {
    select: { defaultValue: [], globalValue: ["MG1"] },
    ignore: { defaultValue: [], workspaceFolderValue: [] },
    platforms: { defaultValue: ["linux"] },
  };

  const told = settingsThatAreSet(
    Object.keys(values),
    (key) => values[key],
    (key) => inspected[key],
  );

  assert.deepEqual(told, { select: ["MG1"], ignore: [] });
});
