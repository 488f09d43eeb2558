"""Qualified names in the user's environment: jedi behind the `Resolver` protocol.  The only room that imports jedi."""
