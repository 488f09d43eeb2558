import multiprocessing
from labtrace import mark
mark('top', __name__)
# %%
mark('call', __name__)
with multiprocessing.Pool(2) as pool:
    print(pool.map(abs, [3, 3]))
mark('done', __name__)
