from common import parallel
from common.data import rows

features = parallel.in_processes(parallel.square, rows(), context=parallel.always_spawn())
print(features)
