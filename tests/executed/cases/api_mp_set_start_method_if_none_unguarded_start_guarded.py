# lab: kind=job timeout=14 configs=311,312,313
# a child has a start method already, so it is not asked to choose one
from labtrace import mark
import multiprocessing as mp

mark("top", __name__)
if mp.get_start_method(allow_none=True) is None:
    mp.set_start_method("spawn")


def work(n):
    return n * n


if __name__ == "__main__":
    mark("call", __name__)
    p = mp.Process(target=work, args=(3,))
    p.start()
    p.join()
    assert p.exitcode == 0, p.exitcode
    mark("done", __name__)
