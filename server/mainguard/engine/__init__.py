"""The same ``check`` for the editor and the command line; does not know where files come from."""
