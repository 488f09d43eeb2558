"""Runs rules over the Markdown fixtures and pages that say what they must find.

The format is described in ``fixture``; what every case is put through without asking, in ``cases``.
"""
