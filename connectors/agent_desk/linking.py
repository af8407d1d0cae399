"""The SMS with a link beside a case: what an agent reads of it, and the form that sends it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk import words
from connectors.agent_desk.answers import address, done, field, problem
from connectors.agent_desk.door import Core, Door, Refused
from quita.bootstrap import Container
from quita.domain.errors import ContactRefused
from quita.domain.links import Link, LinkState
from quita.domain.permissions import Permission
from quita.domain.phone import masked
from quita.domain.records import OutboxState
from quita.domain.sms import SmsReason
from quita.services.ports.sms import SmsMessage
from quita.services.sms import Sent

WAITS: Mapping[str, str] = {
    "hours": "agora está fora do horário",
    "caps": "esta pessoa já recebeu mensagem nossa há pouco",
}
NEVER: Mapping[str, str] = {
    "life_at_risk": "Há risco de vida nesta história. Cuide da pessoa primeiro.",
    "suppressed_address": "Este telefone pediu silêncio.",
    "suppressed_person": "Esta pessoa não deve ser procurada agora.",
    "suppressed_debt": "A dívida desta pessoa não deve ser cobrada agora.",
    "do_not_disturb": "Este telefone está na lista Não Me Ligue.",
    "on_hold": "A dívida foi contestada e ainda está em análise.",
    "time_barred": "A dívida prescreveu: ninguém deve ser procurado por ela.",
    "permission": "A pessoa disse que não quer receber mensagens.",
}
STATES: Mapping[OutboxState, str] = {
    OutboxState.QUEUED: "a caminho",
    OutboxState.SENDING: "a caminho",
    OutboxState.UNCLEAR: "sem notícia",
    OutboxState.SENT: "enviado",
    OutboxState.DELIVERED: "entregue",
    OutboxState.READ: "entregue",
    OutboxState.FAILED: "não foi",
}
ON_ITS_WAY = "O SMS está a caminho."
REVOKED = "O link foi cancelado. Quem abrir vê que ele não vale mais."
ENDED: Mapping[LinkState, str] = {
    LinkState.REVOKED: "link cancelado",
    LinkState.EXPIRED: "link vencido",
}


def add_linking(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the routes."""

    @routes.post("/conversations/<conversation_id:str>/send-link")
    async def send_link(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.SEND_LINK)
        if core().settings.sms is None:
            raise Refused(404, "not_found")
        to, key, asked = field(request, "to"), field(request, "key"), field(request, "asked")
        send = partial(core().desk_links.send, asked=asked == "yes")
        try:
            sent = await asyncio.to_thread(send, conversation_id, seat.user, to, key)
        except ContactRefused as refused:
            why = NEVER.get(refused.rule)
            said = {"text": f"{why} Nada foi enviado."} if why else {}
            return problem(request, door, 409, "contact", **said)
        return done(request, address(conversation_id), told=told(sent))

    @routes.post("/conversations/<conversation_id:str>/revoke-link")
    async def revoke_link(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.SEND_LINK)
        revoke, link_id = core().desk_links.revoke, field(request, "link")
        await asyncio.to_thread(revoke, conversation_id, seat.user, link_id)
        return done(request, address(conversation_id), told=REVOKED)


def choice_of(container: Container, conversation_id: str) -> dict[str, object] | None:
    """Give what the panel shows, in an agent's words; None without an SMS gateway."""
    if container.settings.sms is None:
        return None
    choice = container.desk_links.choice(conversation_id)
    return {
        "phones": [(address_id, masked(phone)) for address_id, phone in choice.phones],
        "text": choice.prepared.body,
        "parts": choice.prepared.length.parts,
        "units": choice.prepared.length.units,
        "earlier": [_line(link, sms, container.clock()) for link, sms in choice.earlier],
    }


def told(sent: Sent) -> str:
    """Say when an SMS leaves."""
    if sent.not_before is None:
        return ON_ITS_WAY
    why = WAITS.get(sent.waits_for or "", "agora não pode")
    return f"O SMS sai em {_moment(sent.not_before)}: {why}."


def _moment(at: datetime) -> str:
    return f"{words.day(at)}, às {words.clock_time(at)}"


@dataclass(frozen=True)
class Line:
    """An SMS that was sent, or waits; `link` is the id of one that may still be ended."""

    words: str
    link: str | None


def _line(link: Link, sms: SmsMessage, now: datetime) -> Line:
    asked = ", a pedido" if sms.reason is SmsReason.REQUESTED else ""
    made = _moment(sms.created_at) if sms.created_at else ""
    state = STATES[sms.state]
    if sms.state is OutboxState.QUEUED and sms.error and sms.next_at:
        state = f"sai em {_moment(sms.next_at)}"
    ended = ENDED.get(link.state(now))
    if ended and sms.state is OutboxState.QUEUED:
        state = "não sai"
    words_of_it = f"{made}{asked}: {f'{state}, {ended}' if ended else state}"
    return Line(words_of_it, None if ended else link.id)
