"""For the cluster: Linux alone."""

import sys

from common.data import rows
from common.parallel import in_processes, square

if sys.platform != "linux":
    sys.exit("this runs on the cluster")
print(in_processes(square, rows()))
