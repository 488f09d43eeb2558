"""Text to tree, one top-level block at a time.  Never raises; knows neither names nor LSP."""
