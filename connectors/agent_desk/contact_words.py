"""What agents read of contacts and promises."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.agent_desk import words
from quita.domain.handoff_records import CallbackState
from quita.domain.promises import PromiseKind, PromiseState
from quita.domain.records import OutboxState
from quita.services.contact_line import ContactMade, Via
from quita.services.missed_hours import MissedHour

VIAS: Mapping[Via, str] = {
    Via.WHATSAPP: "WhatsApp",
    Via.WEB_CHAT: "Chat do SMS",
    Via.SMS: "SMS",
    Via.CALLBACK: "Retorno",
}
AUTHORS: Mapping[str, str] = {
    "person": "pessoa",
    "bot": "robô",
    "agent": "atendente",
    "system": "Quita",
}
HOURS: Mapping[CallbackState, str] = {
    CallbackState.PROMISED: "a cumprir",
    CallbackState.DUE: "esperando",
    CallbackState.KEPT: "atendido",
    CallbackState.WITHDRAWN: "desmarcado",
}
PROMISES: Mapping[PromiseState, str] = {
    PromiseState.OPEN: "em aberto",
    PromiseState.KEPT: "cumprida",
    PromiseState.KEPT_LATE: "cumprida com atraso",
    PromiseState.BROKEN: "não cumprida",
    PromiseState.RELEASED: "sem efeito",
}
TONES: Mapping[PromiseState, str] = {  # of the chip
    PromiseState.OPEN: "",
    PromiseState.KEPT: "good",
    PromiseState.KEPT_LATE: "warm",
    PromiseState.BROKEN: "late",
    PromiseState.RELEASED: "",
}
KINDS: Mapping[PromiseKind, str] = {
    PromiseKind.PAYMENT: "Parcela",
    PromiseKind.HOUR: "Retorno na hora combinada",
    PromiseKind.OPENING: "Retorno na abertura",
}
MISSED = "A hora combinada ({when}) chegou com a janela do WhatsApp fechada."
TEMPLATE_WENT = (
    "Um modelo aprovado pediu para a pessoa responder. Quando ela escrever, a janela abre e a "
    "conversa está no topo."
)
WAIT = "Não escreva por outro caminho. Quando a pessoa escrever, a conversa volta ao topo."
UNREACHED: Mapping[str, str] = {  # by the rule that kept a template back
    "no_template": (
        "O modelo retomar_conversa não está aprovado, e nada foi enviado. Avise a supervisão, "
        "ou use outro contato que a pessoa já autorizou."
    ),
    "nobody_known": f"Ainda não se sabe quem é, e nada foi enviado. {WAIT}",
    "hours": (
        "A lei não deixa escrever nesta hora, e nada foi enviado. Use outro contato que a pessoa "
        "já autorizou, em horário comercial."
    ),
}
KEPT_BACK = f"A regra de contato não deixa escrever, e nada foi enviado. {WAIT}"
DOWN_PAYMENT = "Entrada"
INCOMING, OUTGOING = "recebida", "enviada"


def what(contact: ContactMade) -> str:
    """Say what a contact was: its side, how many messages, a template or free words."""
    author = AUTHORS.get(contact.author, contact.author)
    if contact.via is Via.CALLBACK:
        return "na abertura" if contact.author == "system" else "na hora combinada"
    if contact.via is Via.SMS:
        return "com o link"
    if contact.template:
        return f"modelo {contact.template}"
    many = "" if contact.count == 1 else f" · {contact.count} mensagens"
    return f"{author}{many}" if contact.incoming else f"{author} · texto livre{many}"


def state(contact: ContactMade) -> str:
    """Say how far it got; nothing of what a person wrote, which is here."""
    if isinstance(contact.state, OutboxState):
        return words.DELIVERY[contact.state]
    return HOURS[contact.state] if contact.state else ""


def promise(kind: PromiseKind, number: int | None) -> str:
    """Say what was promised."""
    if kind is not PromiseKind.PAYMENT:
        return KINDS[kind]
    return f"{KINDS[kind]} {number}" if number else DOWN_PAYMENT


def missed(hour: MissedHour) -> tuple[str, str]:
    """Say that an hour came too late to write, and what to do now."""
    said = TEMPLATE_WENT if hour.why is None else UNREACHED.get(hour.why, KEPT_BACK)
    return MISSED.format(when=words.moment(hour.due_at)), said
