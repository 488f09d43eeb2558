import multiprocessing
from labtrace import mark
mark('top', __name__)
# %%
def work(n):
    return n
# %%
mark('call', __name__)
with multiprocessing.get_context('spawn').Pool(2) as pool:
    print(pool.map(work, [3, 3]))
mark('done', __name__)
