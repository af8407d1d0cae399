"""Makes bodies of web hooks as Meta posts them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tests.adapters.whatsapp.sending import NUMBER

ACCOUNT = "104400000000001"


def account_change(field: str, value: dict[str, Any], at: datetime) -> bytes:
    """Make one change of a field."""
    change = {"field": field, "value": value}
    entry = {"id": ACCOUNT, "time": int(at.timestamp()), "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def status(wamid: str, word: str, callback: str, at: datetime, **more: Any) -> bytes:
    """Make a status of one message."""
    entry = {
        "id": wamid,
        "status": word,
        "timestamp": str(int(at.timestamp())),
        "recipient_id": "5551981234567",
        "biz_opaque_callback_data": callback,
        **more,
    }
    metadata = {"display_phone_number": "551140000000", "phone_number_id": NUMBER}
    value = {"messaging_product": "whatsapp", "metadata": metadata, "statuses": [entry]}
    return account_change("messages", value, at)


def failed_status(wamid: str, code: int, callback: str, at: datetime) -> bytes:
    """Make the status of a message that was accepted and then failed."""
    errors = [{"code": code, "title": f"error {code}"}]
    return status(wamid, "failed", callback, at, errors=errors)
