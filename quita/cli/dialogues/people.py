"""The people of a dialogue file: what it says of them, and inventions for what it leaves out."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stdnum.br import cnpj as cnpj_number

from quita.domain.errors import InvalidDialogue
from quita.domain.identity import PLACES, valid_cpf
from quita.domain.phone import canonical
from quita.domain.portfolio_row import COLUMNS

NAME, BIRTH = "Pessoa de Exemplo", date(1985, 4, 12)
OVERDUE = timedelta(days=200)  # of a debt without a due date
STREETS = ("Rua das Acácias", "Avenida Brasil", "Rua Sete de Setembro", "Alameda dos Ipês")
ALIASES = {"creditor": "creditor_name", "original_creditor": "original_creditor_name"}


@dataclass(frozen=True)
class Somebody:
    """A debtor and the lines that a portfolio has of them; digits only where numbers are meant.

    Attributes:
        debts: cells by column, without who owes; empty for somebody in no portfolio.
        notes: what of the setup was left out.
    """

    name: str
    cpf: str
    birth: date
    phones: tuple[str, ...]
    email: str
    debts: tuple[Mapping[str, str], ...]
    notes: tuple[str, ...]

    @property
    def fragments(self) -> tuple[str, ...]:
        """The three digits that may be asked for, by place."""
        return tuple(self.cpf[start:end] for start, end in PLACES)


class Invention:
    """Invents what a file leaves out, never the same number twice; creditors keep theirs."""

    def __init__(self) -> None:
        """Nothing is invented yet."""
        self._numbers = itertools.count(1)
        self._cnpjs: dict[str, str] = {}

    def somebody(self, setup: Mapping[str, Any], phones: Sequence[str] = ()) -> Somebody:
        """Make the person of a setup, at these phones where it names none.

        Raises:
            InvalidDialogue: naming what cannot be read.
        """
        debtor, debts = setup.get("debtor") or {}, setup.get("debts") or []
        if not isinstance(debtor, Mapping) or not isinstance(debts, list):
            raise InvalidDialogue("setup: debtor is a mapping and debts is a list")
        number = next(self._numbers)
        given = debtor.get("phones") or debtor.get("phone")
        several = given if isinstance(given, list) else str(given or "").split("|")
        found = tuple(phone for phone in map(self.phone, several) if phone)
        cells, notes = zip(*map(self._debt, debts), strict=True) if debts else ((), ())
        return Somebody(
            name=str(debtor.get("name") or NAME),
            cpf=re.sub(r"\D", "", str(debtor.get("cpf") or "")) or _cpf(number),
            birth=_day(debtor.get("birth_date") or BIRTH),
            phones=found or tuple(phones) or (f"5511960{number:06d}",),
            email=str(debtor.get("email") or ""),
            debts=cells,
            notes=tuple(itertools.chain.from_iterable(notes)),
        )

    def phone(self, given: Any) -> str | None:
        """Read a phone into digits with its country; None where none is given.

        Raises:
            InvalidDialogue: it is no phone.
        """
        if not given:
            return None
        written = canonical(str(given))
        if written is None:
            raise InvalidDialogue(f"{given!r} is no phone")
        return written.removeprefix("+")

    def _debt(self, entry: Any) -> tuple[dict[str, str], list[str]]:
        if not isinstance(entry, Mapping):
            raise InvalidDialogue("setup: a debt is no mapping")
        named = {_column(str(name)): _cell(value) for name, value in entry.items()}
        cells = {name: cell for name, cell in named.items() if name in COLUMNS}
        notes = [f"setup: {name} of a debt means nothing here" for name in named.keys() - cells]
        number, creditor = next(self._numbers), cells.get("creditor_name") or "Credor Exemplo S.A."
        invented = {
            "external_id": f"D{number}",
            "creditor_name": creditor,
            "creditor_cnpj": self._cnpj(creditor),
            "creditor_address": f"{STREETS[len(creditor) % len(STREETS)]}, 100, São Paulo - SP",
            "product": "Conta",
            "contract": f"{7_000_000 + number}",
            "original_amount": cells.get("updated_amount") or "1000.00",
        }
        given = {name: cell for name, cell in cells.items() if cell}
        return {**dict.fromkeys(COLUMNS, ""), **invented, **given}, sorted(notes)

    def _cnpj(self, creditor: str) -> str:
        if creditor not in self._cnpjs:
            base = f"9{len(self._cnpjs) + 1:07d}0001"
            self._cnpjs[creditor] = base + str(cnpj_number.calc_check_digits(base))
        return self._cnpjs[creditor]


def portfolio_of(people: Sequence[Somebody], today: date) -> str:
    """Write the portfolio file of people; empty where nobody owes anything."""
    lines = [
        {
            **debt,
            "due_date": debt["due_date"] or (today - OVERDUE).isoformat(),
            "debtor_name": one.name,
            "cpf": one.cpf,
            "birth_date": one.birth.isoformat(),
            "phones": "|".join(f"+{phone}" for phone in one.phones),
            "email": one.email,
        }
        for one in people
        for debt in one.debts
    ]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(COLUMNS))
    if lines:
        writer.writeheader()
        writer.writerows(lines)
    return out.getvalue()


def _column(name: str) -> str:
    spelled = name.strip().lower().replace("instalment", "installment")
    return ALIASES.get(spelled, spelled)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value).strip()


def _day(given: Any) -> date:
    written = _cell(given)
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", written)
    iso = "-".join([found[3], found[2].zfill(2), found[1].zfill(2)]) if found else written
    try:
        return date.fromisoformat(iso)
    except ValueError:
        raise InvalidDialogue(f"{given!r} is no date") from None


def _cpf(number: int) -> str:
    base = f"{730_184_500 + number:09d}"
    return next(f"{base}{check:02d}" for check in range(100) if valid_cpf(f"{base}{check:02d}"))
