"""The outside world: files, configuration, interpreters.  Does not know LSP."""
