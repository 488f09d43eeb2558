# lab: kind=job timeout=12 configs=311,311s,311f,312s,313s,313f
import multiprocessing
from labtrace import mark
mark('top', __name__)

if __name__ == '__main__':
    def work(n):
        return n
    
    mark('call', __name__)
    with multiprocessing.Pool(2) as pool:
        print(pool.map(work, [3, 3]))
    mark('done', __name__)
