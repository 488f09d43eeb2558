import multiprocessing
from labtrace import mark
mark('top', __name__)
# %%
from jobs import work
# %%
mark('call', __name__)
with multiprocessing.Pool(2) as pool:
    print(pool.map(work, [3, 3]))
mark('done', __name__)
