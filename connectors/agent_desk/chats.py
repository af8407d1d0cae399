"""One conversation at the desk: the pane that shows it, and who answers in it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from secrets import token_urlsafe
from types import ModuleType

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk import contact_words, replies, view, words
from connectors.agent_desk.answers import address, deliver, done, part_of, problem
from connectors.agent_desk.asks import Ask, asks_of
from connectors.agent_desk.door import Core, Door, Refused, Seat
from connectors.agent_desk.linking import choice_of
from connectors.agent_desk.listing import filter_of, frame
from connectors.agent_desk.pages import before_of
from connectors.agent_desk.receipts import Slip, slips_of
from connectors.agent_desk.render import page
from connectors.agent_desk.session import PATH
from quita.bootstrap import Container
from quita.domain.permissions import Permission, answers
from quita.domain.queues import Queue
from quita.domain.records import Payload, User
from quita.domain.timeline import Mark
from quita.services.case_file import CaseFile

MAX_REPLY = 4096  # characters, as WhatsApp has it
_TEMPLATES = {"pane": "_pane.html", "log": "_chat.html", "case": "_case.html"}


@dataclass(frozen=True)
class Pane:
    """What a conversation's pane shows besides the conversation itself."""

    page: view.Page
    file: CaseFile
    draft: str
    others: list[tuple[str, str]]  # who else is there: name, reading or typing
    replies: list[replies.Reply]
    colleagues: list[User]
    queues: tuple[Queue, ...]
    names: view.Names
    snoozed: str | None
    guesses: list[tuple[str, int]]  # what the bot took the words for, in percent
    asks: list[Ask]
    receipts: list[Slip]
    key: str
    link: dict[str, object] | None  # what may be sent by SMS
    before: bool  # whether these are older messages than the last ones
    said: ModuleType = contact_words
    max_reply: int = MAX_REPLY


def add_chats(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the routes."""
    _reading(routes, core, door)
    _answering(routes, core, door)
    _handing(routes, core, door)


def _reading(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.get("/conversations/<conversation_id:str>")
    async def conversation(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.enter(request, Permission.READ)
        chat = await asyncio.to_thread(pane, core, seat, conversation_id, before_of(request))
        part = part_of(request)
        if part in _TEMPLATES:
            return page(_TEMPLATES[part], seat=seat, chat=chat)
        shown = await asyncio.to_thread(frame, core, seat, filter_of(request, seat))
        return page("desk.html", seat=seat, frame=shown, chat=chat, open_id=conversation_id)


def _answering(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.post("/conversations/<conversation_id:str>/reply")
    async def reply(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.ANSWER)
        payload, key = _reply_of(request, conversation_id)
        tools = core().desk_tools
        said = str(payload["text"])
        revealed = await asyncio.to_thread(tools.reveals, conversation_id, said)
        if revealed and request.form.get("sure") != "yes":
            return problem(request, door, 409, "reveals")
        write = core().ownership.reply
        await asyncio.to_thread(write, conversation_id, seat.user.id, payload, key)
        if revealed:
            await asyncio.to_thread(tools.audit_disclosure, conversation_id, seat.user, revealed)
        await asyncio.to_thread(tools.save_draft, conversation_id, seat.user, "")
        deliver(request, conversation_id)
        return done(request, address(conversation_id), key=token_urlsafe(12))

    @routes.post("/conversations/<conversation_id:str>/give-back")
    async def give_back(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.ANSWER)
        said = core().phrases.say("utter_returned_by_agent")
        give = core().ownership.give_back
        await asyncio.to_thread(give, conversation_id, seat.user.id, said)
        deliver(request, conversation_id)
        return done(request, address(conversation_id))


def _handing(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.post("/conversations/<conversation_id:str>/claim")
    async def claim(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.ANSWER)
        await asyncio.to_thread(core().ownership.claim, conversation_id, seat.user.id)
        return done(request, address(conversation_id))

    @routes.post("/conversations/<conversation_id:str>/take")
    async def take(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.TAKE_OVER)
        await asyncio.to_thread(core().ownership.take_over, conversation_id, seat.user)
        return done(request, address(conversation_id))

    @routes.post("/conversations/<conversation_id:str>/transfer")
    async def transfer(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.TRANSFER)
        kind, _, name = str(request.form.get("to", "")).partition(":")
        to = {"to_queue": name} if kind == "queue" else {"to_agent": name}
        pass_on = partial(core().ownership.transfer, conversation_id, seat.user, **to)
        await asyncio.to_thread(pass_on)
        return done(request, address(conversation_id))

    @routes.post("/conversations/<conversation_id:str>/close")
    async def close(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.ANSWER)
        await asyncio.to_thread(core().ownership.close, conversation_id, seat.user.id)
        return done(request, PATH)


def pane(core: Core, seat: Seat, conversation_id: str, before: Mark | None = None) -> Pane:
    """Read a conversation for somebody: its last messages, or those right before a mark.

    Raises:
        NotReadable: it is the bot's or has ended, and they had no part in it.
        NotFound: there is no such conversation.
    """
    container, user = core(), seat.user
    container.desk.check_readable(conversation_id, user)
    story, now = container.desk.transcript(conversation_id, before), container.clock()
    file = container.case_files.of(conversation_id)
    container.desk_tools.see_mentions(user, conversation_id)
    everybody = container.accounts.everybody()
    names = {one.id: one.name for one in everybody}
    present = container.board.presences(conversation_id, user.id)
    row = container.board.row(conversation_id)
    card = view.list_card(row, names, now) if row else None
    shown = view.conversation(story, names, user.id, now)
    first_name = f", {file.who.name.split()[0]}" if file.who.verified and file.who.name else ""
    return Pane(
        shown,
        file,
        container.board.draft(user, conversation_id) if seat.acts else "",
        [(names.get(one.user_id, "Colega"), one.doing) for one in present],
        replies.ready(
            file.conversation.handoff_reason,
            atendente=user.name.split()[0],
            empresa=container.settings.company.name,
            protocolo=file.conversation.protocol,
            nome=first_name,
        ),
        [one for one in everybody if answers(one) and one.id != user.id],
        container.handoff_book.queues,
        names,
        card.snoozed if card else None,
        _guesses(container, file),
        asks_of(file, names, now),
        slips_of(file, names),
        token_urlsafe(12),
        choice_of(container, conversation_id),
        before is not None,
    )


def _guesses(container: Container, file: CaseFile) -> list[tuple[str, int]]:
    """Name the ranking as debtors read it on buttons; of what has no share only the first."""
    found = []
    for intent, score in file.why.ranking:
        name = f"utter_guess_{intent}"
        known = container.phrases.has(name)
        title = str(container.phrases.say(name)["text"]) if known else words.OTHER_INTENT
        found.append((title, round(100 * score)))
    return [guess for at, guess in enumerate(found) if guess[1] or at == 0]


def _reply_of(request: Request, conversation_id: str) -> tuple[Payload, str]:
    """Read a reply and its key of idempotency.

    The words are part of the key: a form that the browser kept is sent once for each text.

    Raises:
        Refused: no words, too many, or no key.
    """
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    given = request.form.get("key", "")
    if not text or not given:
        raise Refused(400, "empty")
    if len(text) > MAX_REPLY:
        raise Refused(400, "too_long")
    whole = "\n".join((conversation_id, given, text)).encode("utf-8", "surrogatepass")
    return {"kind": "text", "text": text}, sha256(whole).hexdigest()
