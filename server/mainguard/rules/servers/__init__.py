"""Servers of every library; what only uvicorn has is in its own family."""
