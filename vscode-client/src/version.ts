/** A version of Python, as `[major, minor, micro]`. */
export type PythonVersion = readonly [major: number, minor: number, micro: number];

/** The oldest that runs the server. */
export const OLDEST: PythonVersion = [3, 10, 0];

/** The version in `text`, such as `3.12.1`; `undefined` when there is none. */
export function parseVersion(text: string): PythonVersion | undefined {
  const found = /^(\d+)\.(\d+)\.(\d+)/.exec(text.trim());
  return found === null ? undefined : [Number(found[1]), Number(found[2]), Number(found[3])];
}

/** Whether the server runs on it. */
export function isNewEnough(version: PythonVersion): boolean {
  const [major, minor] = version;
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** `3.12.1` */
export function formatVersion(version: PythonVersion): string {
  return version.join(".");
}

/** `3.10`, as users are told. */
export const OLDEST_NAME = OLDEST.slice(0, 2).join(".");
