"""One process of its own writes what the others put into the queue."""

import atexit
import multiprocessing

queue = multiprocessing.Queue()


def write(lines):
    for line in iter(lines.get, None):
        print(line)


def _start():
    process = multiprocessing.Process(target=write, args=(queue,))
    process.start()
    return process


writer = _start()


@atexit.register
def finish():
    queue.put(None)
    writer.join()
