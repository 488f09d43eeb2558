"""One module a method of the protocol: each takes the message apart and leaves the rest to the session."""
