# lab: kind=job timeout=14 configs=311,312,313
# the guard holds in the child, too, which refuses the start method
from labtrace import mark
import multiprocessing as mp

mark("top", __name__)


def work(n):
    return n * n


if __name__ in {"__main__", "__mp_main__"}:
    mp.set_start_method("spawn")
if __name__ == "__main__":
    mark("call", __name__)
    p = mp.Process(target=work, args=(3,))
    p.start()
    p.join()
    assert p.exitcode == 0, p.exitcode
    mark("done", __name__)
