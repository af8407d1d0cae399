"""What agents do with a case: the identity check, offers, agreements, codes, cases, approvals."""

from __future__ import annotations

import asyncio
import re

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk import words
from connectors.agent_desk.answers import address, deliver, done, field
from connectors.agent_desk.door import Core, Door, Refused
from connectors.agent_desk.session import PATH
from quita.domain.errors import InvalidAmount
from quita.domain.identity import Answers, Outcome
from quita.domain.money import parse_amount
from quita.domain.offer import Wish
from quita.domain.permissions import Permission
from quita.services.desk_tools import MAX_NOTE

MAX_COUNT = 120  # installments that a form may ask for


def add_casework(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the routes."""
    _identity(routes, core, door)
    _deals(routes, core, door)
    _cases(routes, core, door)
    _approvals(routes, core, door)


def _identity(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.post("/conversations/<conversation_id:str>/identify")
    async def identify(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.IDENTIFY)
        digits = re.sub(r"\D", "", field(request, "digits", 20))
        birth = _birth(field(request, "birth", 10))
        owned = core().desk_deals.check_owned
        await asyncio.to_thread(owned, conversation_id, seat.user)
        check = core().identity.check
        found = await asyncio.to_thread(check, conversation_id, Answers(digits, birth))
        outcome = words.IDENTITY[found.outcome.value]
        passed = found.outcome is Outcome.VERIFIED
        return done(request, address(conversation_id), told=outcome, passed=passed)


def _deals(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.post("/conversations/<conversation_id:str>/offer")
    async def offer(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.NEGOTIATE)
        debt, wish, key = field(request, "debt"), wish_of(request), field(request, "key")
        make = core().desk_deals.offer
        made = await asyncio.to_thread(make, conversation_id, seat.user, debt, wish, key)
        beyond = [reason.value for reason in made.reasons]
        told = words.BEYOND if beyond else ""
        return done(request, address(conversation_id), told=told, beyond=bool(beyond))

    @routes.post("/conversations/<conversation_id:str>/agree")
    async def agree(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.NEGOTIATE)
        close, chosen = core().desk_deals.close, field(request, "offer")
        await asyncio.to_thread(close, conversation_id, seat.user, chosen)
        return done(request, address(conversation_id), told=words.AGREED)

    @routes.post("/conversations/<conversation_id:str>/send-code")
    async def send_code(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.NEGOTIATE)
        send, boleto = core().desk_deals.send_code, request.form.get("kind") == "boleto"
        sent = await asyncio.to_thread(send, conversation_id, seat.user, boleto=boleto)
        if sent:
            deliver(request, conversation_id)
        told = words.CODE_SENT if sent else words.CODE_COMES
        return done(request, address(conversation_id), told=told)


def _cases(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.post("/conversations/<conversation_id:str>/register")
    async def register(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.REGISTER)
        kind, note, key = (
            field(request, "kind"),
            field(request, "note", MAX_NOTE),
            field(request, "key"),
        )
        save = core().desk_deals.register
        case = await asyncio.to_thread(save, conversation_id, seat.user, kind, note, key)
        return done(request, address(conversation_id), told=words.registered(case.protocol))

    @routes.post("/conversations/<conversation_id:str>/judge")
    async def judge(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.JUDGE_RECEIPT)
        case, outcome = field(request, "case"), field(request, "outcome")
        note = field(request, "note", MAX_NOTE)
        decide = core().desk_deals.judge
        await asyncio.to_thread(decide, conversation_id, seat.user, case, outcome, note)
        return done(request, address(conversation_id))


def _approvals(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.post("/conversations/<conversation_id:str>/ask-approval")
    async def ask(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.NEGOTIATE)
        debt, why = field(request, "debt"), field(request, "why", MAX_NOTE)
        send = core().desk_deals.ask_approval
        await asyncio.to_thread(send, conversation_id, seat.user, debt, wish_of(request), why)
        return done(request, address(conversation_id), told=words.ASKED)

    @routes.get("/approvals")
    async def approvals(request: Request) -> HTTPResponse:
        await door.enter(request, Permission.APPROVE)
        return response.redirect(f"{PATH}?tray=approvals", status=303)

    @routes.post("/approvals/<approval_id:str>/<verdict:str>")
    async def decide(request: Request, approval_id: str, verdict: str) -> HTTPResponse:
        seat = await door.act(request, Permission.APPROVE)
        if verdict not in ("grant", "refuse"):
            raise Refused(404, "not_found")
        answer, grant = field(request, "answer", MAX_NOTE), verdict == "grant"
        judge = core().desk_deals.decide
        decided = await asyncio.to_thread(judge, approval_id, seat.user, answer, grant=grant)
        told = words.DECIDED[decided.state]
        return done(request, f"{address(decided.conversation_id)}?tray=approvals", told=told)


def wish_of(request: Request) -> Wish:
    """Read a wish from a form; what is left empty is not wished.

    Raises:
        Refused: an amount or a number that cannot be read.
    """
    count = field(request, "count", 4)
    try:
        total, monthly, down = (
            parse_amount(text) if text else None
            for text in (field(request, name, 30) for name in ("total", "monthly", "down"))
        )
    except InvalidAmount:
        raise Refused(400, "unfit") from None
    if count and not (count.isascii() and count.isdecimal() and 1 <= int(count) <= MAX_COUNT):
        raise Refused(400, "unfit")
    return Wish(total, monthly, down, int(count) if count else None)


def _birth(text: str) -> str:
    """Read a date as a browser or a person writes it, or a year alone."""
    written = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text)
    return "-".join(reversed(written.groups())) if written else text
