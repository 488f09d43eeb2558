"""Rules of the family suppression."""
