/** Lines that the server writes to stderr, such as `2026-01-31 12:00:00,000 WARNING mainguard.lsp: text`. */

export type Severity = "error" | "warn" | "info";

export interface LogLine {
  readonly severity: Severity;
  readonly text: string;
}

const SEVERITIES: Readonly<Record<string, Severity>> = {
  CRITICAL: "error",
  ERROR: "error",
  WARNING: "warn",
  INFO: "info",
};

/** The severity and the text; what is not written by the server's log, such as a traceback, is information. */
export function parseLogLine(line: string): LogLine {
  const found = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ([A-Z]+) (.*)$/.exec(line);
  const [, level = "", rest = ""] = found ?? [];
  const severity = SEVERITIES[level];
  if (found === null) return { severity: "info", text: line };
  // The channel shows no debugging messages by itself, and these were asked for.
  return severity === undefined ? { severity: "info", text: `${level} ${rest}` } : { severity, text: rest };
}
