import _paths

from concurrent.futures import ProcessPoolExecutor

from orders.prices import price

executor = ProcessPoolExecutor(max_workers=2)
totals = list(executor.map(price, range(4)))
executor.shutdown()
print(sum(totals))
