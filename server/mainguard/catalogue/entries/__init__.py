"""One file a library; each defines ``ENTRIES``, a tuple of ``Api`` values."""
