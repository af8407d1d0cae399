"""All state, in SQLite or PostgreSQL: tables, repositories, the unit of work, migrations."""
