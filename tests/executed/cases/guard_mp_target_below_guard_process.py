# lab: kind=job timeout=12 configs=311,311s,311f,312s,313s,313f
import multiprocessing
from labtrace import mark
mark('top', __name__)

if __name__ == '__main__':
    def work(n):
        return n
    
    mark('call', __name__)
    process = multiprocessing.Process(target=work, args=(3,))
    process.start()
    process.join()
    assert process.exitcode == 0, process.exitcode
    mark('done', __name__)
