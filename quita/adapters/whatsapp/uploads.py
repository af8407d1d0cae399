"""Files of ours go to Meta just ahead of the message that shows them.

Nothing of it is kept for a second try: Meta's ids are of one number, and these files are small.
Whatever fails here comes before the message, so the message was surely not sent.
"""

from __future__ import annotations

import asyncio
from typing import Any

from quita.adapters.whatsapp.client_async import AsyncWhatsAppClient
from quita.adapters.whatsapp.client_sync import WhatsAppClient
from quita.adapters.whatsapp.departure import Departure
from quita.adapters.whatsapp.errors import Action
from quita.adapters.whatsapp.responses import Answer, Refused
from quita.services.ports import MediaFiles

GONE = Refused(code=None, title="the file is gone", details=None, action=Action.OURS)
_SAYS_ITS_CODEC = {"audio/ogg": "audio/ogg; codecs=opus"}  # Meta takes no other Ogg


async def send_async(client: AsyncWhatsAppClient, files: MediaFiles, found: Departure) -> Answer:
    """Post a departure, its file first."""
    if not (name := _file(found)):
        return await client.send(found.body, found.number_id)
    data = await asyncio.to_thread(files.get, name)
    if data is None:
        return GONE
    uploaded = await client.upload(data, _type(found), found.number_id)
    if isinstance(uploaded, Refused):
        return uploaded
    return await client.send(_with_media(found.body, uploaded), found.number_id)


def send_sync(client: WhatsAppClient, files: MediaFiles, found: Departure) -> Answer:
    """Post a departure, its file first."""
    if not (name := _file(found)):
        return client.send(found.body, found.number_id)
    data = files.get(name)
    if data is None:
        return GONE
    uploaded = client.upload(data, _type(found), found.number_id)
    if isinstance(uploaded, Refused):
        return uploaded
    return client.send(_with_media(found.body, uploaded), found.number_id)


def _file(found: Departure) -> str:
    return str(found.message.payload.get("file") or "")


def _type(found: Departure) -> str:
    kept = str(found.message.payload["mime_type"])
    return _SAYS_ITS_CODEC.get(kept, kept)


def _with_media(body: dict[str, Any], media_id: str) -> dict[str, Any]:
    kind = body["type"]
    return {**body, kind: {"id": media_id, **body[kind]}}
