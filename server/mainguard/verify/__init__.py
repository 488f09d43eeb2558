"""Runs a file as a child process would: the only room that runs code of a project, and only when a command asks."""
