/** Runs a file as a spawned child process runs its main module. */

/**
 * What `multiprocessing.spawn` does before a child's work begins: the process knows that it is being made, has the
 * parent's start method, and runs the main module again under another name, with its folder first in `sys.path`.
 */
const CODE = [
  "import multiprocessing, os, runpy, sys",
  "process = multiprocessing.current_process()",
  "process.name, process._inheriting = 'SpawnProcess-1', True",
  "multiprocessing.set_start_method('spawn', force=True)",
  "sys.argv[:] = sys.argv[1:]",
  "sys.path[0] = os.path.dirname(sys.argv[0])",
  "runpy.run_path(sys.argv[0], run_name='__mp_main__')",
].join("; ");

/** The arguments for an interpreter that runs `file`, an absolute path, as a child would. */
export function childRunArguments(file: string): string[] {
  return ["-c", CODE, file];
}
