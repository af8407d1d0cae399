"""Rules of the field: pure, no I/O, time and chance injected."""
