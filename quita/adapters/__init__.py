"""The outside world: database, providers, files, clock."""
