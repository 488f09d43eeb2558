import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import lattice.cache

cache = lattice.cache.Cache(Path(__file__).parent / "cache")
print(cache.describe())
