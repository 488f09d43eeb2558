import assert from "node:assert/strict";
import * as path from "node:path";
import { test } from "node:test";
import type { Interpreter } from "../src/interpreter";
import { isSameLaunch, launchOfBundle, launchOfPath } from "../src/server";
import { readClientSettings, type ClientSettings } from "../src/settings";

const python: Interpreter = { command: ["/usr/bin/python3", "-X", "dev"], version: [3, 12, 0], origin: "PATH" };

function settings(values: Readonly<Record<string, unknown>> = {}): ClientSettings {
  return readClientSettings((key) => values[key], { workspaceFolder: "/project", home: "/users/me", environment: {} });
}

test("the bundled server is started by its path, cut off from the environment, in the folder of the extension", () => {
  const launch = launchOfBundle("/extension/bundled", python, settings({ logLevel: "debug" }), undefined);

  assert.deepEqual(launch, {
    command: "/usr/bin/python3",
    args: [
      ...["-X", "dev", "-I", "-S", "-X", "utf8"],
      ...[path.join("/extension/bundled", "launch.py"), "useBundled", "--log-level", "debug"],
    ],
    cwd: "/extension/bundled",
    variables: {},
    interpreter: python,
  });
});

test("the server of the environment may use the interpreter's packages, and still no variable", () => {
  const { args } = launchOfBundle(
    "/extension/bundled",
    python,
    settings({ importStrategy: "fromEnvironment" }),
    undefined,
  );

  assert.ok(args.includes("-E"));
  assert.ok(!args.includes("-S"));
  assert.ok(args.includes("fromEnvironment"));
});

test("the server is told the virtual environment that is selected", () => {
  assert.deepEqual(launchOfBundle("/extension/bundled", python, settings(), "/envs/web").variables, {
    VIRTUAL_ENV: "/envs/web",
  });
});

test("a command that is set is started as it is, in the workspace", () => {
  assert.deepEqual(launchOfPath(settings({ path: ["mainguard", "server"] }), "/project"), {
    command: "mainguard",
    args: ["server"],
    cwd: "/project",
    variables: {},
    interpreter: undefined,
  });
  assert.equal(launchOfPath(settings(), "/project"), undefined);
});

test("settings of the process make another launch, and others do not", () => {
  const launch = (values: Readonly<Record<string, unknown>>) =>
    launchOfBundle("/extension/bundled", python, settings(values), undefined);

  for (const change of [{ importStrategy: "fromEnvironment" }, { logLevel: "debug" }]) {
    assert.ok(!isSameLaunch(launch({}), launch(change)), JSON.stringify(change));
  }
  for (const change of [{ showNotifications: "off" }, { select: ["MG1"] }, { logLevel: "warning" }]) {
    assert.ok(isSameLaunch(launch({}), launch(change)), JSON.stringify(change));
  }
});
