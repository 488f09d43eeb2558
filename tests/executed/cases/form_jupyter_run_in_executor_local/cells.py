import asyncio
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
    print(await asyncio.get_running_loop().run_in_executor(executor, work, 3))
mark('done', __name__)
