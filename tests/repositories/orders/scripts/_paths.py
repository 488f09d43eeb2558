"""Lets the scripts find the package without it being installed."""

import os.path as osp
import sys

SOURCES = osp.join(osp.dirname(osp.dirname(osp.abspath(__file__))), "src")
if SOURCES not in sys.path:
    sys.path.insert(0, SOURCES)
