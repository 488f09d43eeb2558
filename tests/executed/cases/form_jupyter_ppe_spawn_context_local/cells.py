import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from labtrace import mark
mark('top', __name__)
# %%
def work(n):
    return n
# %%
mark('call', __name__)
with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context('spawn')) as executor:
    print(executor.submit(work, 3).result())
mark('done', __name__)
