"""Sets up the project's Python environment with nothing but Python's own library (3.8 or later)."""
