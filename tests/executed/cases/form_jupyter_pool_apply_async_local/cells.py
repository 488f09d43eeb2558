import multiprocessing
from labtrace import mark
mark('top', __name__)
# %%
def work(n):
    return n
# %%
mark('call', __name__)
with multiprocessing.Pool(2) as pool:
    print(pool.apply_async(work, (3,)).get())
mark('done', __name__)
