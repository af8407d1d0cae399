"""Plays a dialogue: a debtor at a phone of the sandbox, a whole system at the other end."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import timedelta

import requests

from quita.cli.dialogues import acts
from quita.cli.dialogues.files import SMS_LINK, Dialogue, Turn
from quita.cli.dialogues.people import Somebody, portfolio_of
from quita.cli.dialogues.screen import find, line_of
from quita.cli.dialogues.told import DialogueTold, EventTold, TurnTold
from quita.cli.whole.browser import Browser
from quita.cli.whole.phone import Phone
from quita.cli.whole.records import Records
from quita.cli.whole.system import System
from quita.domain.business_days import local_day
from quita.domain.errors import InvalidDialogue, NotInTime, QuitaError
from quita.domain.events import PAYMENT_CONFIRMED
from quita.domain.identity import challenge_place

REPLY_WITHIN = 60.0  # seconds
SETTLES_WITHIN = 30.0
STEP = timedelta(days=1)  # time passes a day at a time, so that what is due on a day happens then
BREATH = 0.5  # seconds that the worker has for each step: more than one of its rounds
DIGITS_ALONE = re.compile(r"(?<![\d.,/-])\d{3}(?![\d.,/-])")


class Player:
    """Plays dialogues one after the other, each from an empty database and its own time."""

    def __init__(self, system: System) -> None:
        """Take a running system."""
        self._system, self._records = system, Records(system)

    def play(self, dialogue: Dialogue) -> DialogueTold:
        """Play a dialogue and tell it; what cannot be played says why."""
        told = DialogueTold(dialogue.id, dialogue.channel, dialogue.notes)
        began = time.monotonic()
        try:
            if dialogue.refused is not None:
                raise InvalidDialogue(dialogue.refused)
            self._prepare(dialogue)
            scene = _Scene(self._system, self._records, dialogue)
            for turn in dialogue.turns:
                told.turns.append(scene.play(turn))
                if told.turns[-1].problem is not None:
                    raise InvalidDialogue(f"{turn.user}: {told.turns[-1].problem}")
            told.owner = told.turns[-1].owner
        except (QuitaError, requests.RequestException) as error:
            told.not_played = str(error)
        told.seconds = round(time.monotonic() - began, 1)
        return told

    def leave(self) -> None:
        """Wait for the last web hooks of a dialogue, then empty the database."""
        system = self._system
        system.wait_until(lambda: not system.waiting(), "web hooks to be taken", SETTLES_WITHIN)
        self._records.forget()

    def _prepare(self, dialogue: Dialogue) -> None:
        system = self._system
        self.leave()
        system.clock.move_to(timedelta(0))
        if dialogue.begins is not None:
            system.clock.move_to(dialogue.begins - system.clock())
        today = local_day(system.clock())
        portfolio = portfolio_of(dialogue.people, today)
        if portfolio:
            system.core.portfolio.load(portfolio, updated_as_charges=True, day=today)


class _Scene:
    """One dialogue while it is played."""

    def __init__(self, system: System, records: Records, dialogue: Dialogue) -> None:
        self._system, self._records = system, records
        self._debtor: Somebody = dialogue.people[0]
        self._browser = Browser(system, self._debtor.cpf)
        on_the_web = dialogue.channel == SMS_LINK
        phone = Phone(system, dialogue.writes_from)
        self._phone: Phone | Browser = self._browser if on_the_web else phone
        self._waited_for: list[str] = []
        self._events = 0
        name = {"name": self._debtor.name}
        system.sandbox("PUT", f"/sandbox/phones/{dialogue.writes_from}", json=name)
        self._phone.heard()  # an earlier dialogue may have had this number

    def play(self, turn: Turn) -> TurnTold:
        told = TurnTold(turn.user, turn.expect)
        for act in turn.acts:
            self._do(act, told)
        self._listen(told)
        self._collect_events(told)
        held = self._records.conversation()
        told.owner = held.owner if held is not None else None
        return told

    def _do(self, act: acts.Act, told: TurnTold) -> None:
        if isinstance(act, acts.Write):
            self._write(self._at_the_place_asked_for(act.text, told), told)
        elif isinstance(act, acts.GiveDigits):
            self._listen(told)
            self._write(self._fragment(), told)
        elif isinstance(act, acts.GiveBirth):
            self._listen(told)
            self._write(f"{self._debtor.birth:%d/%m/%Y}", told)
        elif isinstance(act, acts.Press):
            self._press(act.title, told)
        elif isinstance(act, acts.Send):
            self._send(act, told)
        elif isinstance(act, acts.Pass):
            self._listen(told)
            self._let_pass(act.time, told)
        elif isinstance(act, acts.Pay):
            self._listen(told)
            self._pay(told)
        else:
            self._open_link(told)

    def _open_link(self, told: TurnTold) -> None:
        told.says("debtor", "[opens link]")
        if self._phone is self._browser:
            self._browser.open_link()
        else:
            self._write(self._browser.whatsapp_text(), told)

    def _write(self, text: str, told: TurnTold) -> None:
        told.says("debtor", text)
        self._waited_for.append(self._phone.types(text))

    def _press(self, title: str, told: TurnTold) -> None:
        self._listen(told)
        pressed = find(title, self._phone.on_screen())
        if pressed is None:
            told.notes.append(f"nothing on the screen is titled {title!r}: it was typed")
            self._write(title, told)
            return
        told.says("debtor", f"[presses: {pressed[1].title}]")
        self._waited_for.append(self._phone.press(*pressed))

    def _send(self, act: acts.Send, told: TurnTold) -> None:
        message = {"type": act.kind, "caption": act.caption}
        if act.kind == "document" and re.fullmatch(r"[\w.-]+\.\w{3,4}", act.shows):
            message["filename"] = act.shows
        if act.kind == "audio":  # heard only where a transcriber is set
            message["words"] = act.shows
        told.says("debtor", f"[{act.kind}: {act.shows}] {act.caption}".strip())
        self._waited_for.append(self._phone.sends(message))

    def _let_pass(self, passing: timedelta, told: TurnTold) -> None:
        clock = self._system.clock
        end = clock.offset + passing
        while clock.offset < end:
            clock.move_to(min(clock.offset + STEP, end))
            time.sleep(BREATH)
            self._settle()
        told.says("time", f"{_days(passing)} later")
        self._hear(told)

    def _pay(self, told: TurnTold) -> None:
        code = self._phone.pix_code()
        if code is None:
            told.problem = "nothing can be paid: the assistant sent no Pix code"
            return
        before = self._confirmed()
        try:
            paid = self._system.pay(code)
        except requests.HTTPError as refused:
            reason = refused.response.json()["message"]
            told.problem = f"the bank does not take the newest Pix code: {reason}"
            return
        told.says("bank", f"takes a Pix of R$ {paid['valor']}")
        try:
            self._system.wait_until(
                lambda: self._confirmed() > before, "the payment to be booked", REPLY_WITHIN
            )
        except NotInTime as late:
            told.no_reply = True
            told.notes.append(str(late))
        self._settle()
        self._hear(told)

    def _confirmed(self) -> int:
        return sum(kind == PAYMENT_CONFIRMED for kind, _ in self._records.events())

    def _listen(self, told: TurnTold) -> None:
        """Wait for the answer to whatever was written, and hear it."""
        waited_for, self._waited_for = self._waited_for, []
        if not waited_for:
            return
        try:
            self._system.wait_until(
                lambda: all(map(self._records.answered, waited_for)), "a reply", REPLY_WITHIN
            )
        except NotInTime as late:
            told.no_reply = True
            told.notes.append(str(late))
        self._settle()
        if not self._hear(told) and not told.no_reply:
            told.silence = True

    def _settle(self) -> None:
        self._system.wait_until(self._records.quiet, "everything to be sent", SETTLES_WITHIN)

    def _hear(self, told: TurnTold) -> int:
        heard = self._phone.heard()
        told.lines += map(line_of, heard)
        return len(heard)

    def _collect_events(self, told: TurnTold) -> None:
        every = self._records.events()
        told.events += [EventTold(kind, data) for kind, data in every[self._events :]]
        self._events = len(every)

    def _fragment(self) -> str:
        held = self._records.conversation()
        place = challenge_place(held.id) if held is not None else 0
        return self._debtor.fragments[place]

    def _at_the_place_asked_for(self, text: str, told: TurnTold) -> str:
        """Put the debtor's digits asked for where a file, which cannot know, has others of theirs.

        Which three digits of the CPF are asked for is drawn anew for each conversation.
        """
        held = self._records.conversation()
        if held is None or held.verified_until is not None:
            return text
        asked = self._fragment()
        own = {one for one in self._debtor.fragments if one != asked}
        given = [found for found in DIGITS_ALONE.findall(text) if found in own]
        if len(given) != 1:
            return text
        told.notes.append(f"{given[0]} became {asked}: the digits of the CPF that were asked for")
        return DIGITS_ALONE.sub(lambda m: asked if m[0] == given[0] else m[0], text)


def _days(passing: timedelta) -> str:
    units: Sequence[tuple[str, float]] = (("days", 86400), ("hours", 3600), ("minutes", 60))
    for name, seconds in units:
        count = passing.total_seconds() / seconds
        if count >= 1 and count == int(count):
            return f"{int(count)} {name if count > 1 else name[:-1]}"
    return str(passing)
