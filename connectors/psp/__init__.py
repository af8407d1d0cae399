"""The bank's web hooks, free of I/O."""
