import multiprocessing
from labtrace import mark
mark('top', __name__)


def work(n):
    return n


if __name__ == '__main__':
    mark('call', __name__)
    process = multiprocessing.Process(target=work, args=(3,))
    process.start()
    process.join()
    assert process.exitcode == 0, process.exitcode
    mark('done', __name__)
