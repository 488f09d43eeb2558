import assert from "node:assert/strict";
import { test } from "node:test";
import { Lifecycle, type Host, type Running } from "../src/lifecycle";

/** Servers that are called like what is wanted; `events` says what happened to them. */
class Servers implements Host<string> {
  readonly events: string[] = [];
  readonly alive = new Set<string>();
  isStarting: Promise<void> = Promise.resolve();

  constructor(public choice: string | undefined) {}

  wanted = (): Promise<string | undefined> => Promise.resolve(this.choice);
  isSame = (one: string, other: string): boolean => one === other;
  failed = (error: unknown): void => {
    this.events.push(`failed: ${String(error)}`);
  };

  start = async (name: string, signal: AbortSignal): Promise<Running> => {
    this.events.push(`start ${name}`);
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => {
        reject(new Error("aborted"));
      });
    });
    await Promise.race([this.isStarting, aborted]);
    if (name === "broken") throw new Error("no such file");
    this.alive.add(name);
    return {
      isAlive: () => this.alive.has(name),
      stop: () => {
        this.alive.delete(name);
        this.events.push(`stop ${name}`);
        return Promise.resolve();
      },
    };
  };
}

/** A promise, and what fulfils it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Until everything that waits for fulfilled promises has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("what is wanted is started, and stays while it is wanted", async () => {
  const servers = new Servers("a");
  const lifecycle = new Lifecycle(servers);

  await lifecycle.update();
  await lifecycle.update();

  assert.deepEqual(servers.events, ["start a"]);
});

test("another server replaces the one that runs", async () => {
  const servers = new Servers("a");
  const lifecycle = new Lifecycle(servers);
  await lifecycle.update();

  servers.choice = "b";
  await lifecycle.update();

  assert.deepEqual(servers.events, ["start a", "stop a", "start b"]);
});

test("when nothing is wanted, nothing runs", async () => {
  const servers = new Servers("a");
  const lifecycle = new Lifecycle(servers);
  await lifecycle.update();

  servers.choice = undefined;
  await lifecycle.update();

  assert.deepEqual(servers.events, ["start a", "stop a"]);
});

test("a burst of requests is one restart", async () => {
  const servers = new Servers("a");
  const lifecycle = new Lifecycle(servers);
  await lifecycle.update();

  await Promise.all([lifecycle.restart(), lifecycle.update(), lifecycle.restart(), lifecycle.restart()]);

  assert.deepEqual(servers.events, ["start a", "stop a", "start a"]);
});

test("requests during a start lead to one more look, and to no restart if the right server started", async () => {
  const servers = new Servers("a");
  const { opened, open } = gate();
  servers.isStarting = opened;
  const lifecycle = new Lifecycle(servers);
  const first = lifecycle.update();
  await settled();

  const others = [lifecycle.update(), lifecycle.update()];
  open();
  await Promise.all([first, ...others]);

  assert.deepEqual(servers.events, ["start a"]);
});

test("a server that never starts can be given up for another", async () => {
  const servers = new Servers("hangs");
  servers.isStarting = new Promise(() => undefined);
  const lifecycle = new Lifecycle(servers);
  void lifecycle.update();
  await settled();

  servers.isStarting = Promise.resolve();
  servers.choice = "b";
  await lifecycle.reconsider();

  assert.deepEqual(servers.events, ["start hangs", "start b"]);
});

test("a start that fails is reported once, and tried again on request", async () => {
  const servers = new Servers("broken");
  const lifecycle = new Lifecycle(servers);

  await lifecycle.update();
  assert.deepEqual(servers.events, ["start broken", "failed: Error: no such file"]);

  servers.choice = "a";
  await lifecycle.update();
  assert.deepEqual(servers.events.slice(2), ["start a"]);
});

test("when it cannot be said what is wanted, that is reported, and asked again on request", async () => {
  const servers = new Servers("a");
  const lifecycle = new Lifecycle(servers);
  const { wanted } = servers;

  servers.wanted = () => Promise.reject(new Error("no answer"));
  await lifecycle.update();
  servers.wanted = wanted;
  await lifecycle.update();

  assert.deepEqual(servers.events, ["failed: Error: no answer", "start a"]);
});

test("a server that was given up after crashes is started again on request", async () => {
  const servers = new Servers("a");
  const lifecycle = new Lifecycle(servers);
  await lifecycle.update();

  servers.alive.clear();
  await lifecycle.update();

  assert.deepEqual(servers.events, ["start a", "stop a", "start a"]);
});

test("the end is the end, also while a server is starting", async () => {
  const servers = new Servers("a");
  servers.isStarting = new Promise(() => undefined);
  const lifecycle = new Lifecycle(servers);
  void lifecycle.update();
  await settled();

  await lifecycle.end();
  servers.isStarting = Promise.resolve();
  await lifecycle.restart();

  assert.deepEqual(servers.events, ["start a"]);
});
