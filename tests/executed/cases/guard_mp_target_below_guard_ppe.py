# lab: kind=job timeout=12 configs=311,311s,311f,312s,313s,313f
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from labtrace import mark
mark('top', __name__)

if __name__ == '__main__':
    def work(n):
        return n
    
    mark('call', __name__)
    with ProcessPoolExecutor(2) as executor:
        print(executor.submit(work, 3).result())
    mark('done', __name__)
