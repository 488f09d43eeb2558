import multiprocessing
from labtrace import mark
mark('top', __name__)
# %%
from functools import partial
def work(n, m):
    return n
# %%
mark('call', __name__)
with multiprocessing.Pool(2) as pool:
    print(pool.map(partial(work, m=1), [3, 3]))
mark('done', __name__)
