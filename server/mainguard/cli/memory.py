"""How often garbage is looked for."""

from __future__ import annotations

import gc

_OBJECTS_BETWEEN = 50_000


def collect_seldom() -> None:
    """Look for garbage less often, in a process that does nothing but check.

    Trees are many objects and no garbage; looking at them again and again took a quarter of the processor time.
    """
    gc.set_threshold(_OBJECTS_BETWEEN, 20, 50)
