import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import type { Launch } from "../src/server";
import { ServerProcess } from "../src/serverProcess";
import { somePython } from "./python";

const SECONDS = 1000;
const WAITS = "import sys; print('ready', flush=True); sys.stdin.read()";

function python(code: string, variables: Readonly<Record<string, string>> = {}): Launch {
  return { command: somePython(), args: ["-c", code], cwd: process.cwd(), variables, interpreter: undefined };
}

const ignore = (): void => undefined;

test("a program that does not exist cannot be started", async () => {
  const launch = { ...python(""), command: "/no/such/program" };

  await assert.rejects(ServerProcess.start(launch, ignore), /there is no program \/no\/such\/program/);
});

test("a process that ends says how, and what it said last", async () => {
  const failing = await ServerProcess.start(python("raise LookupError('no library')"), ignore);
  const silent = await ServerProcess.start(python("raise SystemExit(3)"), ignore);

  assert.equal(await failing.reasonOfEnd(20 * SECONDS), "it ended with the exit code 1 (LookupError: no library)");
  assert.equal(await silent.reasonOfEnd(20 * SECONDS), "it ended with the exit code 3");
});

test("a process that runs has no reason to end, and can be killed", async () => {
  const server = await ServerProcess.start(python(WAITS), ignore);
  await once(server.streams.reader, "data");

  assert.equal(await server.reasonOfEnd(0), undefined);
  server.kill();
  assert.equal(await server.reasonOfEnd(20 * SECONDS), "it ended by SIGKILL");
});

test("a process may end by itself, and is ended if it does not", async () => {
  const polite = await ServerProcess.start(python(WAITS), ignore);
  const stubborn = await ServerProcess.start(python(`${WAITS}\nwhile True: pass`), ignore);
  await Promise.all([polite, stubborn].map((server) => once(server.streams.reader, "data")));

  for (const server of [polite, stubborn]) server.streams.writer.end();
  await polite.end(20 * SECONDS);
  await stubborn.end(0);

  assert.equal(await polite.reasonOfEnd(0), "it ended with the exit code 0");
  assert.equal(await stubborn.reasonOfEnd(0), "it ended by SIGKILL");
});

test("it has the variables of this process and its own, and its lines are passed on", async () => {
  const lines: string[] = [];
  const code =
    "import os, sys; sys.stderr.write(os.environ['VIRTUAL_ENV'] + '\\n' + str('PATH' in os.environ) + '\\n')";

  const server = await ServerProcess.start(python(code, { VIRTUAL_ENV: "/envs/web" }), (line) => lines.push(line));
  await server.end(20 * SECONDS);

  assert.deepEqual(lines, ["/envs/web", "True"]);
});
