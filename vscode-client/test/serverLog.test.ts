import assert from "node:assert/strict";
import { test } from "node:test";
import { parseLogLine } from "../src/serverLog";

test("a line has its severity and is shown without the time, which the channel adds", () => {
  assert.deepEqual(parseLogLine("2026-01-31 12:00:00,123 WARNING mainguard.lsp.session: no answer"), {
    severity: "warn",
    text: "mainguard.lsp.session: no answer",
  });
  assert.equal(parseLogLine("2026-01-31 12:00:00,123 ERROR a: b").severity, "error");
  assert.equal(parseLogLine("2026-01-31 12:00:00,123 CRITICAL a: b").severity, "error");
});

test("debugging messages are shown, and say what they are", () => {
  assert.deepEqual(parseLogLine("2026-01-31 12:00:00,123 DEBUG a: b"), { severity: "info", text: "DEBUG a: b" });
});

test("other lines are information", () => {
  assert.deepEqual(parseLogLine('  File "x.py", line 1'), { severity: "info", text: '  File "x.py", line 1' });
});
