/** The Python that the tests run, and folders for what they write. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { TestContext } from "node:test";

const IS_NEW_ENOUGH = "import sys; print(sys.executable); sys.exit(sys.version_info < (3, 10))";

/** The absolute path of the first Python that is new enough; throws where there is none. */
export function somePython(): string {
  for (const name of [process.env["PYTHON"], "python3", "python"]) {
    if (name === undefined) continue;
    const { status, stdout } = spawnSync(name, ["-c", IS_NEW_ENOUGH], { encoding: "utf8" });
    if (status === 0) return stdout.trim();
  }
  throw new Error("the tests need Python 3.10 or newer");
}

/** A new folder, which is removed after the test. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "mainguard-"));
  context.after(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}
