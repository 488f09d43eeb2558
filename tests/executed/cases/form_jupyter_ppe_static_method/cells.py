import multiprocessing
from concurrent.futures import ProcessPoolExecutor
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
with ProcessPoolExecutor(2) as executor:
    print(executor.submit(Thing.twice, 3).result())
mark('done', __name__)
