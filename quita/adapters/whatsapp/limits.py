"""WhatsApp's limits, as Meta's documentation states them (read 2025-12 to 2026-05).

Lengths are in characters. Meta does not say how it counts an emoji, so the code counts UTF-16
units, which is never less than any other reading (see text.units).

Sources, all under developers.facebook.com/documentation/business-messaging/whatsapp:
text "Text messages"; buttons "Interactive reply buttons messages"; lists "Interactive list
messages"; links "Interactive call-to-action URL button messages"; media "Media" and the
OpenAPI description of v23 (`MediaObject`, `ActionObject`, `SectionObject`); typing "Typing
indicators"; pace "Throughput" and error 131056; callback data `biz_opaque_callback_data`.
"""

from __future__ import annotations

TEXT_BODY = 4096
INTERACTIVE_BODY = 1024
MEDIA_CAPTION = 1024
FILENAME = 240

BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256

LIST_ROWS = 10
LIST_BUTTON = 20
ROW_TITLE = 24
ROW_DESCRIPTION = 72
ROW_ID = 200

LINK_TITLE = 20
LINK_URL = 2000

ORDER_NAME = 60
ORDER_REFERENCE = 60

TEMPLATE_BODY = 1024
"""With its values filled in; beyond it, error 132005."""

TEMPLATE_PAYLOAD = 128

CALLBACK_DATA = 512

TYPING_SECONDS = 25
"""A typing indicator ends by itself after this long, or at the reply."""

PAIR_SECONDS = 6
"""One message to the same person in this many seconds; beyond it, error 131056."""

PAIR_BURST = 45
"""Messages that may be borrowed ahead of PAIR_SECONDS."""

MESSAGES_PER_SECOND = 80
"""Of one business number, all recipients together."""

WEBHOOK_BYTES = 3 * 1024 * 1024
"""The largest POST that Meta sends; it may hold 1,000 updates."""
