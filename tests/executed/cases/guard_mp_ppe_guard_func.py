# lab: kind=job timeout=9 configs=311s
import concurrent.futures
import multiprocessing
from labtrace import mark

mark("top", __name__)

def work(n):
    mark("worked", __name__)
    return n * n


def launch():
    mark("call", __name__)
    with concurrent.futures.ProcessPoolExecutor(1) as ex:
        ex.submit(work, 3).result()
    mark("done", __name__)


def main():
    launch()
if __name__ == "__main__":
    main()
