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
with multiprocessing.Pool(2) as pool:
    print(pool.map(print, [Thing(3), Thing(3)]))
mark('done', __name__)
