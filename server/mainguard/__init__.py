"""mainguard: finds Python calls that start a process without a main guard, and fixes them."""

__version__ = "0.1.0"
