"""The APIs that start processes, and those that call what they are given: one entry a value, one file a library.

Holds no logic of the replay: an entry says what a call does, the replay asks it.
"""
