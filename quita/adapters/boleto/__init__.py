"""Registration of boletos over a bank's REST API: one protocol, and two clients that carry it."""
