"""Rules of the family multiprocessing."""
