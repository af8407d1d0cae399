"""An SMS gateway on loopback."""
