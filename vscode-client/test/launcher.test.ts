import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { test, type TestContext } from "node:test";
import { launchOfBundle } from "../src/server";
import { readClientSettings, type ImportStrategy } from "../src/settings";
import { somePython, temporaryFolder } from "./python";

/** Makes a mainguard whose server says which one it is, what it was given, and what it would import from. */
function writeServer(folder: string, name: string, extra = ""): void {
  const code = [
    "import json, sys",
    extra,
    "def run_server(arguments):",
    `    print(json.dumps({"name": ${JSON.stringify(name)}, "arguments": arguments, "path": sys.path}))`,
    "    return 7",
  ];
  const room = path.join(folder, "mainguard", "lsp");
  mkdirSync(room, { recursive: true });
  writeFileSync(path.join(folder, "mainguard", "__init__.py"), "");
  writeFileSync(path.join(room, "__init__.py"), "");
  writeFileSync(path.join(room, "main.py"), code.join("\n"));
  writeFileSync(path.join(room, "session.py"), "");
}

/** An extension with a launcher and a server of its own, beside a workspace that would like to be run. */
class Installation {
  readonly bundled: string;
  readonly workspace: string;
  readonly #python: string;

  constructor(context: TestContext, { isInstalled }: { readonly isInstalled?: string } = {}) {
    const root = temporaryFolder(context);
    this.bundled = path.join(root, "bundled");
    this.workspace = path.join(root, "workspace");
    const environment = path.join(root, "environment");
    mkdirSync(this.bundled);
    copyFileSync("bundled/launch.py", path.join(this.bundled, "launch.py"));
    writeServer(path.join(this.bundled, "libs"), "bundled");
    writeServer(this.workspace, "workspace");
    assert.equal(spawnSync(somePython(), ["-m", "venv", "--without-pip", environment]).status, 0);
    this.#python = path.join(
      environment,
      ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
    );
    const packages = this.#sitePackages();
    writeFileSync(path.join(packages, "said.pth"), `import sys; sys.stderr.write("a .pth file was run\\n")`);
    if (isInstalled !== undefined) writeServer(packages, "installed", isInstalled);
  }

  /** What the server said, and what was written to stderr. */
  run(importStrategy: ImportStrategy): { readonly said: Said; readonly stderr: string } {
    const settings = readClientSettings((key) => ({ importStrategy })[key], {
      workspaceFolder: undefined,
      home: "/",
      environment: {},
    });
    const interpreter = { command: [this.#python] as const, version: [3, 10, 0] as const, origin: "PATH" as const };
    const { command, args, cwd } = launchOfBundle(this.bundled, interpreter, settings, undefined);
    const env = { ...process.env, PYTHONPATH: this.workspace, PYTHONSTARTUP: path.join(this.workspace, "startup.py") };
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
    assert.equal(status, 7, stderr);
    return { said: JSON.parse(stdout) as Said, stderr };
  }

  #sitePackages(): string {
    const environment = path.dirname(path.dirname(this.#python));
    if (process.platform === "win32") return path.join(environment, "Lib", "site-packages");
    const [version = ""] = readdirSync(path.join(environment, "lib"));
    return path.join(environment, "lib", version, "site-packages");
  }
}

interface Said {
  readonly name: string;
  readonly arguments: string[];
  readonly path: string[];
}

test("the bundled server runs with nothing of the interpreter's packages", (context) => {
  const { said, stderr } = new Installation(context, { isInstalled: "" }).run("useBundled");

  assert.equal(said.name, "bundled");
  assert.deepEqual(said.arguments, ["--log-level", "warning"]);
  assert.equal(stderr, "");
  assert.ok(!said.path.some((folder) => folder.includes("site-packages")), said.path.join());
});

for (const strategy of ["useBundled", "fromEnvironment"] as const) {
  test(`with ${strategy}, nothing is imported from the workspace, the variables or the launcher's folder`, (context) => {
    const installation = new Installation(context);

    const { said } = installation.run(strategy);

    assert.equal(said.name, "bundled");
    for (const folder of ["", installation.workspace, installation.bundled])
      assert.ok(!said.path.includes(folder), folder);
  });
}

test("the server of the environment is used where there is one", (context) => {
  const { said, stderr } = new Installation(context, { isInstalled: "" }).run("fromEnvironment");

  assert.equal(said.name, "installed");
  assert.match(stderr, /mainguard: the one installed for .* is used/);
});

test("where there is none, the bundled one is used, and it is said", (context) => {
  const { said, stderr } = new Installation(context).run("fromEnvironment");

  assert.equal(said.name, "bundled");
  assert.match(stderr, /has no mainguard that works \(No module named 'mainguard'\): the bundled one is used/);
});

test("where one cannot be imported, the bundled one is used with all that is its own", (context) => {
  const { said, stderr } = new Installation(context, { isInstalled: "import no_such_library" }).run("fromEnvironment");

  assert.equal(said.name, "bundled");
  assert.match(stderr, /No module named 'no_such_library'/);
});
