// Runs the scripts that are written in Python.
import { spawnSync } from "node:child_process";

const IS_USABLE = "import sys, pip; sys.exit(sys.version_info < (3, 10))";

/** Runs `script` with the first Python that is new enough and has pip; ends this process where that fails. */
export function runPython(script, ...parameters) {
  const candidates = [process.env["PYTHON"], "python3", "python"].filter(Boolean);
  const python = candidates.find((name) => spawnSync(name, ["-c", IS_USABLE]).status === 0);
  if (python === undefined) {
    console.error(`Python 3.10 or newer with pip is needed; none of ${candidates.join(", ")} is. Set PYTHON to one.`);
    process.exit(1);
  }
  const { status } = spawnSync(python, [script, ...parameters], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
