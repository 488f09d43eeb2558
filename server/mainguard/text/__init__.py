"""Immutable source text, the one coordinate used inside, and edits.  Imports none of our rooms."""
