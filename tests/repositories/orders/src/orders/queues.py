"""One process of its own writes what the others put into the queue."""

import multiprocessing

queue = multiprocessing.Queue()


def write(queue):
    for line in iter(queue.get, None):
        print(line)


writer = multiprocessing.Process(target=write, args=(queue,), daemon=True)
writer.start()
