"""The command line.  Analyses nothing."""
