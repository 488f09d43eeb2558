import multiprocessing
from labtrace import mark
mark('top', __name__)
# %%
def work(n):
    return n
# %%
mark('call', __name__)
with multiprocessing.Pool(2) as pool:
    pass
mark('done', __name__)
