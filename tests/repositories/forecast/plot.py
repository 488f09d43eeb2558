from multiprocessing.pool import ThreadPool

from common.data import rows
from common.parallel import square

with ThreadPool(2) as pool:
    print(pool.map(square, rows()))
