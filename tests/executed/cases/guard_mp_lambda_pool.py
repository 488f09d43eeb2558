# lab: kind=job timeout=12 configs=311,311s,311f
import multiprocessing
from labtrace import mark
mark('top', __name__)

if __name__ == '__main__':
    work = lambda n: n
    mark('call', __name__)
    with multiprocessing.Pool(2) as pool:
        print(pool.map(work, [3, 3]))
    mark('done', __name__)
