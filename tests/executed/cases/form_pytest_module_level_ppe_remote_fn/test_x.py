from concurrent.futures import ProcessPoolExecutor
from labtrace import mark, square

mark('top', __name__)


def work(n):
    mark('worked', __name__)
    return n


mark('call', __name__)
with ProcessPoolExecutor(1) as ex:
    ex.submit(square, 2).result()
mark('done', __name__)


def test_x():
    pass
