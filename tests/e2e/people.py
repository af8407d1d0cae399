"""A debtor with a phone: writes, presses, hears, pays."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from quita.cli.whole.phone import Phone, Said
from quita.domain.business_days import local_day
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.identity import PLACES, challenge_place, valid_cpf
from quita.domain.records import AddressKind
from tests.e2e.system import System
from tests.portfolio_samples import portfolio_file

BIRTH = date(1980, 5, 17)
_numbers = itertools.count(1)
_AMOUNT = re.compile(r"R\$ ?[\d.]+,\d\d")


@dataclass(frozen=True)
class Answer:
    """What the assistant said in return."""

    messages: tuple[Said, ...]

    @property
    def text(self) -> str:
        """All words, a paragraph a message."""
        return "\n\n".join(one.text for one in self.messages)

    @property
    def titles(self) -> list[str]:
        """Everything that can be pressed."""
        return [choice.title for one in self.messages for choice in one.choices]


@dataclass
class Debtor(Phone):
    """Somebody at a phone of the sandbox."""

    system: System
    name: str
    cpf: str
    birth: date = BIRTH

    def writes(self, *texts: str) -> Answer:
        """Write messages one right after the other, and give what is said in return."""
        return self.answer_to(*[self.types(text) for text in texts])

    def presses(self, title: str) -> Answer:
        """Press the newest button or list row of that title."""
        return self.answer_to(self.taps(title))

    def taps(self, title: str) -> str:
        """Press the newest button or list row of that title without waiting; give its id."""
        found = [pair for pair in self.on_screen() if pair[1].title == title]
        return self.press(*found[0])

    def answer_to(self, *message_ids: str) -> Answer:
        """Wait until messages are answered and everything is sent; give what is new."""
        self.system.wait_until(
            lambda: all(map(self.system.records.answered, message_ids)), "a turn that is finished"
        )
        known = self.conversation.id
        self.system.wait_until(lambda: self.system.quiet(known), "a quiet conversation")
        return self.news()

    def hears(self, words: str) -> Answer:
        """Wait for a message that nobody asked for; give everything new up to it."""
        self.system.wait_until(lambda: any(words in said.text for said in self.fresh()), words)
        known = self.conversation.id
        self.system.wait_until(lambda: self.system.quiet(known), "a quiet conversation")
        return self.news()

    def news(self) -> Answer:
        """Give what came since the last look."""
        return Answer(self.heard())

    @property
    def conversation(self) -> Conversation:
        """The conversation of this phone that is not closed."""
        with self.system.core.database() as tx:
            address_id = tx.people.ensure_address(AddressKind.PHONE, f"+{self.number}")
            held = tx.conversations.open_at(Channel.WHATSAPP, address_id)
        assert held is not None, "no conversation is open"
        return held

    def owner(self) -> Owner:
        """Say who answers this phone now."""
        return self.conversation.owner

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Give the data of this conversation's events of a type."""
        return self.system.events(self.conversation.id, kind)

    @property
    def fragment(self) -> str:
        """The three digits of the CPF that this conversation asks for."""
        start, end = PLACES[challenge_place(self.conversation.id)]
        return self.cpf[start:end]

    def identifies(self) -> Answer:
        """Answer the two questions of identity."""
        self.writes(self.fragment)
        return self.writes(f"{self.birth:%d/%m/%Y}")

    def asks_what_is_owed(self) -> Answer:
        """Say hello, prove who it is by buttons and fragments, and hear what is owed."""
        self.writes("oi")
        self.presses("Vamos lá")
        return self.identifies()


def newcomer(system: System, *debts: Mapping[str, str]) -> Debtor:
    """Give somebody new, with one debt for each of the changes to an ordinary one."""
    number = next(_numbers)
    person = stranger(system, f"Vitória Prado {_word(number)}", number)
    today = local_day(system.core.clock())
    ordinary = {
        "debtor_name": person.name,
        "cpf": person.cpf,
        "birth_date": person.birth.isoformat(),
        "phones": f"+{person.number}",
        "email": "",
        "due_date": (today - timedelta(days=200)).isoformat(),
        "max_cash_discount_pct": "20",
        "max_installments": "10",
        "min_installment": "50.00",
        "min_down_payment": "0",
        "monthly_interest_pct": "0",
    }
    lines = [
        {**ordinary, "external_id": f"E2E-{number}-{at}", "contract": f"C{number}-{at}", **debt}
        for at, debt in enumerate(debts)
    ]
    report = system.core.portfolio.load(portfolio_file(*lines), day=today)
    assert report.inserted == len(lines)
    return person


def stranger(system: System, name: str = "Pessoa Qualquer", number: int | None = None) -> Debtor:
    """Give somebody with a phone that no portfolio knows."""
    number = next(_numbers) if number is None else number
    base = f"{810_000_000 + number:09d}"
    cpf = next(f"{base}{check:02d}" for check in range(100) if valid_cpf(f"{base}{check:02d}"))
    return Debtor(system, f"55119700{number:05d}", name, cpf)


def wrong(digits: str) -> str:
    """Give as many digits that are all different from these."""
    return "".join(str((int(digit) + 5) % 10) for digit in digits)


def reais(text: str) -> list[str]:
    """Give the amounts that a text names, in order, as they are written."""
    return _AMOUNT.findall(text)


def _word(number: int) -> str:
    """Spell a number in letters, for names hold no digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).capitalize()
