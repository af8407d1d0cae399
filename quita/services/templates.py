"""Messages outside an open window: approved templates, which say nothing to a stranger."""

from __future__ import annotations

from datetime import datetime

from quita.domain.conversation import Channel, Conversation
from quita.domain.records import Payload
from quita.domain.window import Window
from quita.services.ports import Phrases, TemplateRegistry, UnitOfWork

REMINDER_TEMPLATE, NEWS_TEMPLATE = "lembrete_neutro", "novidade_neutra"
LANGUAGE = "pt_BR"


def neutral(
    tx: UnitOfWork,
    phrases: Phrases,
    registry: TemplateRegistry,
    conversation: Conversation,
    free: Payload,
    template: str,
    now: datetime,
) -> Payload | None:
    """Give what may be sent now: free text in an open window, else a template, else None."""
    if Window.of(conversation).open(now):
        return free
    if conversation.channel is not Channel.WHATSAPP or not registry.usable(tx, template):
        return None
    said = phrases.say(f"utter_template_{template}")
    return {**said, "kind": "template", "name": template, "language": LANGUAGE, "parameters": []}
