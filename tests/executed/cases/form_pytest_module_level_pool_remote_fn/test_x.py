from multiprocessing import Pool
from labtrace import mark, square

mark('top', __name__)


def work(n):
    mark('worked', __name__)
    return n


mark('call', __name__)
with Pool(1) as p:
    p.map(square, [2])
mark('done', __name__)


def test_x():
    pass
