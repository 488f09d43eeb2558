import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from labtrace import mark
mark('top', __name__)
# %%
def prepare():
    pass
# %%
mark('call', __name__)
with ProcessPoolExecutor(2, initializer=prepare) as executor:
    print(executor.submit(abs, 3).result())
mark('done', __name__)
