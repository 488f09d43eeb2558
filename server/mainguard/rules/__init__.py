"""One file a rule: reads a ``Trace``, yields ``Diagnostic``s; its user page stands beside it."""
