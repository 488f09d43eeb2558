# lab: kind=job timeout=14 configs=311,312,313
# the child refuses, and goes on
from labtrace import mark
import multiprocessing as mp

mark("top", __name__)
try:
    mp.set_start_method("forkserver")
except RuntimeError:
    pass


def work(n):
    return n * n


if __name__ == "__main__":
    mark("call", __name__)
    p = mp.Process(target=work, args=(3,))
    p.start()
    p.join()
    assert p.exitcode == 0, p.exitcode
    mark("done", __name__)
