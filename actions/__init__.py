"""Custom actions: thin; each reads slots, calls one service, says, and returns events."""
