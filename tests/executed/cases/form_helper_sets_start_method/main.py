import multiprocessing
from labtrace import mark

mark("top", __name__)
import helper

if __name__ == "__main__":
    mark("call", __name__)
    p = multiprocessing.Process(target=helper.work, args=(3,))
    p.start()
    p.join()
    assert p.exitcode == 0, p.exitcode
    mark("done", __name__)
