/** What is left to run when the workspace is not trusted: nothing that lies in it. */

import * as path from "node:path";
import type { ClientSettings } from "./settings";

/** Whether a file may be run: a path that is relative, or leads into the workspace, may not. */
export type MayRun = (file: string) => boolean;

/** The settings without those that name another server than the bundled one. */
export function withoutForeignServers(settings: ClientSettings): ClientSettings {
  return { ...settings, importStrategy: "useBundled", path: [] };
}

/**
 * Says which files may be run in a workspace that is not trusted.  `resolve` follows symbolic links, and throws where
 * there is no such file.
 */
export function outside(folders: readonly string[], resolve: (file: string) => string): MayRun {
  const resolved = (file: string) => {
    try {
      return resolve(file);
    } catch {
      return file;
    }
  };
  const forbidden = folders.flatMap((folder) => [folder, resolved(folder)]);
  const isIn = (file: string, folder: string) => {
    const relative = path.relative(folder, file);
    return relative === "" || !(relative.split(path.sep)[0] === ".." || path.isAbsolute(relative));
  };
  return (file) =>
    path.isAbsolute(file) && ![file, resolved(file)].some((one) => forbidden.some((folder) => isIn(one, folder)));
}
