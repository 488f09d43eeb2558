"""Fill the cache before the others need it."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from lattice.cache import Cache

cache = Cache(ROOT / "cache")
cache.fill()
