"""One process of its own writes what the others put into the queue."""

import multiprocessing

queue = multiprocessing.Queue()


def write(lines):
    for line in iter(lines.get, None):
        print(line)


def _start():
    process = multiprocessing.Process(target=write, args=(queue,), daemon=True)
    process.start()
    return process


writer = _start()


def finish():
    queue.put(None)
    writer.join()
