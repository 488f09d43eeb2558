import multiprocessing
from labtrace import mark
mark('top', __name__)
# %%
class Thing:
    def __init__(self, n):
        self.n = n

    def work(self, n=0):
        return self.n

    @staticmethod
    def twice(n):
        return 2 * n
# %%
mark('call', __name__)
process = multiprocessing.Process(target=print, args=(Thing(3),))
process.start()
process.join()
assert process.exitcode == 0, process.exitcode
mark('done', __name__)
