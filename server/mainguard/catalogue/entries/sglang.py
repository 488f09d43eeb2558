"""SGLang.  File and line of sglang 0.5.23, which was read, not run."""

from mainguard.catalogue.api import Api, Instance, StartMethod, Starts

ENTRIES = (
    Api(
        name="sglang.Engine",
        aliases=("sglang.srt.entrypoints.engine.Engine",),
        starts=Starts(method=StartMethod.SPAWN),
        returns=Instance("sglang.Engine"),
        checked="read: sglang 0.5.23, srt/entrypoints/engine.py:1155 and 1995, it sets spawn on every platform",
    ),
)
