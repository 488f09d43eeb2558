from multiprocessing import Pool
from labtrace import mark, square

mark('top', __name__)


def work(n):
    mark('worked', __name__)
    return n


mark('call', __name__)
pool = Pool(1)


def test_x():
    assert pool.map(work, [2]) == [2]
    mark('done', __name__)
