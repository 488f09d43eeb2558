"""Rules of the family uvicorn."""
