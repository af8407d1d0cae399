"""Public pages: who writes, what is done with personal data, and whether this server is well."""
