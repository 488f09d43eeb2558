"""The output formats of ``mainguard check``: each a function of findings."""
