"""Replays a module abstractly, as the child process will run it, and says what it reached.

Knows neither rules nor LSP nor files: modules come through the ``Modules`` protocol.
"""
