"""The phone in the browser: what a debtor sees, and live updates of it."""
