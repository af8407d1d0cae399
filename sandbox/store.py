"""All of the sandbox's state, in one SQLite file that survives a restart.

Calls block the event loop for well under a millisecond each: the file is local, and there is
one writer. That is why no thread pool stands between.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Value = str | int | float | bytes | None

SCHEMA = """
CREATE TABLE IF NOT EXISTS phones (
    phone TEXT PRIMARY KEY, name TEXT NOT NULL, user_id TEXT NOT NULL UNIQUE,
    powered INTEGER NOT NULL DEFAULT 1, reachable INTEGER NOT NULL DEFAULT 1,
    hidden INTEGER NOT NULL DEFAULT 0, added INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, wamid TEXT NOT NULL UNIQUE, phone TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')), kind TEXT NOT NULL,
    body TEXT NOT NULL, timestamp INTEGER NOT NULL, status TEXT NOT NULL,
    fail_code INTEGER, callback_data TEXT, context TEXT);
CREATE INDEX IF NOT EXISTS messages_by_phone ON messages (phone, seq);
CREATE TABLE IF NOT EXISTS statuses (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, wamid TEXT NOT NULL, status TEXT NOT NULL,
    timestamp INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS statuses_by_wamid ON statuses (wamid);
CREATE TABLE IF NOT EXISTS media (
    id TEXT PRIMARY KEY, mime_type TEXT NOT NULL, filename TEXT NOT NULL, sha256 BLOB NOT NULL,
    data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS media_links (
    token TEXT PRIMARY KEY, media_id TEXT NOT NULL, expires INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL, kind TEXT NOT NULL,
    url TEXT NOT NULL, body BLOB NOT NULL, ref TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, kind TEXT NOT NULL,
    code INTEGER, accepted INTEGER NOT NULL DEFAULT 0, remaining INTEGER NOT NULL,
    seconds REAL NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, phone TEXT NOT NULL, kind TEXT NOT NULL,
    ref TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, scopes TEXT NOT NULL, expires INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS charges (
    location_id INTEGER PRIMARY KEY AUTOINCREMENT, txid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    location TEXT NOT NULL UNIQUE, code TEXT NOT NULL, content TEXT NOT NULL,
    requested TEXT NOT NULL, status TEXT NOT NULL, revision INTEGER NOT NULL DEFAULT 0,
    created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payments (
    end_to_end_id TEXT PRIMARY KEY, txid TEXT NOT NULL, amount TEXT NOT NULL,
    components TEXT NOT NULL, payer_note TEXT NOT NULL, paid TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS payments_by_txid ON payments (txid);
CREATE TABLE IF NOT EXISTS boletos (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL UNIQUE,
    line TEXT NOT NULL UNIQUE, emv TEXT NOT NULL, location TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL, status TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS boleto_payments (
    id TEXT PRIMARY KEY, number TEXT NOT NULL, amount TEXT NOT NULL, channel TEXT NOT NULL,
    paid TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS boleto_payments_by_number ON boleto_payments (number);
CREATE TABLE IF NOT EXISTS rec_locations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, location TEXT NOT NULL UNIQUE, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS recs (
    id TEXT PRIMARY KEY, content TEXT NOT NULL, status TEXT NOT NULL,
    location_id INTEGER NOT NULL, location TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cobrs (
    txid TEXT PRIMARY KEY, content TEXT NOT NULL, status TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bank_webhooks (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, created TEXT NOT NULL);
"""


class Store:
    """One connection in autocommit mode; `transaction()` groups several writes."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it and its folder when missing."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA busy_timeout = 5000")
        self._connection.executescript(SCHEMA)
        faults = {row["name"] for row in self.all("PRAGMA table_info(faults)")}
        if "seconds" not in faults:  # a file of an older sandbox
            self.write("ALTER TABLE faults ADD COLUMN seconds REAL NOT NULL DEFAULT 0")

    def all(self, sql: str, *values: Value) -> list[sqlite3.Row]:
        """Give every row of a query."""
        return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Value) -> sqlite3.Row | None:
        """Give the first row of a query, or None."""
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def write(self, sql: str, *values: Value) -> int:
        """Run one change and give how many rows it touched."""
        return self._connection.execute(sql, values).rowcount

    def insert(self, sql: str, *values: Value) -> int:
        """Run one insert and give the new row's number."""
        return self._connection.execute(sql, values).lastrowid or 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Group changes: all of them, or none when the block raises."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file; nothing may be called after."""
        self._connection.close()
