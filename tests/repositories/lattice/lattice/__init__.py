"""A small model on a lattice."""

from lattice.pipeline import Settings, run

__all__ = ["Settings", "run"]
