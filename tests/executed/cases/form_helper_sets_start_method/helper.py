import multiprocessing
from labtrace import mark

multiprocessing.set_start_method("spawn")


def work(n):
    mark("worked", __name__)
