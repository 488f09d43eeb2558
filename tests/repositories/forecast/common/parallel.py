"""Namespace package: there is no __init__.py here."""

import multiprocessing
import sys


def prefer_fork():
    """Children inherit the data where that is possible."""
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")


def always_spawn():
    return multiprocessing.get_context("spawn")


def square(x):
    return x * x


def in_processes(function, items, context=multiprocessing):
    with context.Pool(2) as pool:
        return pool.map(function, items)
