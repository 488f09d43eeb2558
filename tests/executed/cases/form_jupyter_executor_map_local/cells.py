import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from labtrace import mark
mark('top', __name__)
# %%
def work(n):
    return n
# %%
mark('call', __name__)
with ProcessPoolExecutor(2) as executor:
    print(list(executor.map(work, [1, 2])))
mark('done', __name__)
