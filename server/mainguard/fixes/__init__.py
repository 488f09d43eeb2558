"""Edits that make a module safe: data flow of the module level, the guard edits, how safe each fix is."""
