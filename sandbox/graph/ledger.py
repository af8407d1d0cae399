"""Every message of every chat, in both directions, and how far each one got."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from sandbox.hub import Hub
from sandbox.settings import Clock
from sandbox.store import Store

WINDOW_SECONDS = 24 * 3600  # Meta, "Customer service windows"
_RANK = {"accepted": 0, "pending": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}


@dataclass(frozen=True)
class Message:
    """One message.

    Attributes:
        direction: "in" from the person to the business, "out" the other way.
        body: outbound, what was posted to the Graph API; inbound, Meta's message object.
        status: out: accepted, sent, delivered, read, failed; in: pending (nobody took the web
            hook yet), delivered (answered 200), read (by the business).
        fail_code: the error that it is to fail with, decided when it was accepted.
    """

    seq: int
    wamid: str
    phone: str
    direction: str
    kind: str
    body: dict[str, Any]
    timestamp: int
    status: str
    fail_code: int | None
    callback_data: str | None
    context: str | None


class Ledger:
    """Records messages and moves them forward, telling the browsers."""

    def __init__(self, store: Store, hub: Hub, clock: Clock) -> None:
        """Take the store, who is told of changes, and the time."""
        self._store = store
        self._hub = hub
        self._clock = clock

    def add_out(self, phone: str, body: dict[str, Any], fail_code: int | None = None) -> Message:
        """Record a message of the business that was accepted."""
        return self._add(
            phone=phone,
            direction="out",
            kind=str(body.get("type", "text")),
            body=body,
            wamid=new_wamid(phone),
            timestamp=int(self._clock().timestamp()),
            status="accepted",
            fail_code=fail_code,
            callback_data=body.get("biz_opaque_callback_data"),
            context=body.get("context", {}).get("message_id"),
        )

    def add_in(self, phone: str, body: dict[str, Any]) -> Message:
        """Record a message of a person: Meta's message object, with its id."""
        return self._add(
            phone=phone,
            direction="in",
            kind=body["type"],
            body=body,
            wamid=body["id"],
            timestamp=int(body["timestamp"]),
            status="pending",
            fail_code=None,
            callback_data=None,
            context=body.get("context", {}).get("id"),
        )

    def get(self, wamid: str) -> Message | None:
        """Give a message by its id."""
        row = self._store.one("SELECT * FROM messages WHERE wamid = ?", wamid)
        return _message(row) if row else None

    def of(self, phone: str, direction: str | None = None) -> list[Message]:
        """Give a phone's messages in order."""
        rows = self._store.all(
            "SELECT * FROM messages WHERE phone = ? AND direction = COALESCE(?, direction)"
            " ORDER BY seq",
            phone,
            direction,
        )
        return [_message(row) for row in rows]

    def out_of_all(self) -> list[Message]:
        """Give every message of the business, in order."""
        rows = self._store.all("SELECT * FROM messages WHERE direction = 'out' ORDER BY seq")
        return [_message(row) for row in rows]

    def has_order(self, reference: str) -> bool:
        """Tell whether an order of this reference was sent, to whomever."""
        row = self._store.one(
            "SELECT 1 FROM messages WHERE direction = 'out' AND kind = 'interactive'"
            " AND json_extract(body, '$.interactive.type') = 'order_details'"
            " AND json_extract(body, '$.interactive.action.parameters.reference_id') = ?",
            reference,
        )
        return row is not None

    def unfinished(self) -> list[Message]:
        """Give the messages of the business that are still on their way."""
        rows = self._store.all(
            "SELECT * FROM messages WHERE direction = 'out'"
            " AND status IN ('accepted', 'sent') ORDER BY seq"
        )
        return [_message(row) for row in rows]

    def window_open(self, phone: str) -> bool:
        """Tell whether the person wrote within the last 24 hours."""
        row = self._store.one(
            "SELECT MAX(timestamp) AS t FROM messages WHERE phone = ? AND direction = 'in'", phone
        )
        last = row["t"] if row else None
        return last is not None and self._clock().timestamp() - last <= WINDOW_SECONDS

    def advance(self, wamid: str, status: str) -> bool:
        """Move a message forward; False when it already was there or beyond."""
        message = self.get(wamid)
        if message is None or _RANK[message.status] >= _RANK[status]:
            return False
        with self._store.transaction():
            self._store.write("UPDATE messages SET status = ? WHERE wamid = ?", status, wamid)
            self._store.insert(
                "INSERT INTO statuses (wamid, status, timestamp) VALUES (?, ?, ?)",
                wamid,
                status,
                int(self._clock().timestamp()),
            )
        self._hub.publish(message.phone, "message", wamid)
        return True

    def statuses(self, wamid: str) -> list[dict[str, object]]:
        """Give a message's path: status and time, in order."""
        rows = self._store.all("SELECT * FROM statuses WHERE wamid = ? ORDER BY seq", wamid)
        return [{"status": row["status"], "timestamp": row["timestamp"]} for row in rows]

    def read_by_business(self, wamid: str) -> Message | None:
        """Mark a person's message, and those before it, as read by the business."""
        message = self.get(wamid)
        if message is None or message.direction != "in":
            return None
        for earlier in self.of(message.phone, "in"):
            if earlier.seq <= message.seq and earlier.status == "delivered":
                self.advance(earlier.wamid, "read")
        self.advance(wamid, "read")
        return message

    def _add(self, **columns: Any) -> Message:
        columns["body"] = json.dumps(columns["body"], ensure_ascii=False)
        marks = ", ".join("?" * len(columns))
        self._store.insert(
            f"INSERT INTO messages ({', '.join(columns)}) VALUES ({marks})", *columns.values()
        )
        self._hub.publish(columns["phone"], "message", columns["wamid"])
        stored = self.get(columns["wamid"])
        if stored is None:
            raise LookupError(columns["wamid"])
        return stored


def new_wamid(phone: str) -> str:
    """Make a message id of Meta's shape."""
    raw = b"\x1c\x18" + phone.encode() + b"\x15\x02\x00" + secrets.token_bytes(20)
    return "wamid." + base64.b64encode(raw).decode()


def _message(row: Row) -> Message:
    return Message(**{**dict(row), "body": json.loads(row["body"])})
