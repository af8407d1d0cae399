"""Proof of identity by fragments, before anything is disclosed.

On WhatsApp only fragments are asked: digits of the CPF at named places, and the birth date or its
year; a full CPF that is typed anyway is taken. A phone number alone proves nothing. "Not found",
"wrong" and "no debt" are the same outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from stdnum.br import cpf as cpf_number

MAX_FAILURES = 3
FAILURES_COUNT_FOR = timedelta(hours=24)
PLACES: tuple[tuple[int, int], ...] = ((0, 3), (3, 6), (6, 9))


class Outcome(str, Enum):
    """How a check ended."""

    VERIFIED = "verified"
    FAILED = "failed"
    LOCKED = "locked"  # three failures within 24 hours: a human


@dataclass(frozen=True)
class Candidate:
    """A person who may be the one writing."""

    person_id: str
    cpf: str
    birth_date: date


@dataclass(frozen=True)
class Answers:
    """What the person gave.

    Attributes:
        cpf_digits: the three digits asked for, or all eleven.
        birth: ISO date, or the year alone ("1987").
    """

    cpf_digits: str
    birth: str


def challenge_place(conversation_id: str) -> int:
    """Choose which three digits of the CPF this conversation asks for; stable for its life."""
    return sum(conversation_id.encode()) % len(PLACES)


def check(candidates: list[Candidate], answers: Answers, place: int) -> str | None:
    """Give the id of the only candidate whom both answers fit, else None."""
    fitting = [
        candidate.person_id
        for candidate in candidates
        if _cpf_fits(candidate, answers.cpf_digits, place) and _birth_fits(candidate, answers.birth)
    ]
    return fitting[0] if len(fitting) == 1 else None


def valid_cpf(digits: str) -> bool:
    """Say whether eleven digits are a CPF: check digits hold and not all the same.

    Repeated digits pass Receita Federal's modulo 11 and are never issued.
    """
    return len(set(digits)) > 1 and len(digits) == 11 and bool(cpf_number.is_valid(digits))


def mask_cpf(cpf: str) -> str:
    """Show a CPF as banks do.

    >>> mask_cpf("05212345678")
    '***.123.456-**'
    """
    return f"***.{cpf[3:6]}.{cpf[6:9]}-**"


def cpf_text(cpf: str) -> str:
    """Write a CPF with its signs; only who gave a reason sees it whole.

    >>> cpf_text("52998224725")
    '529.982.247-25'
    """
    return f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"


def cnpj_text(cnpj: str) -> str:
    """Write a CNPJ, which is public, with its signs.

    >>> cnpj_text("11222333000181")
    '11.222.333/0001-81'
    """
    bare = "".join(c for c in cnpj if c.isalnum())
    return f"{bare[:2]}.{bare[2:5]}.{bare[5:8]}/{bare[8:12]}-{bare[12:]}"


def mask_name(name: str) -> str:
    """Show a name as its first word and initials.

    >>> mask_name("Maria das Dores Silva")
    'Maria D. S.'
    """
    first, *rest = name.split() or [""]
    return " ".join([first, *(f"{word[0].upper()}." for word in rest if len(word) > 3)])


def _cpf_fits(candidate: Candidate, digits: str, place: int) -> bool:
    if len(digits) == 11:
        return digits == candidate.cpf
    start, end = PLACES[place]
    return digits == candidate.cpf[start:end]


def _birth_fits(candidate: Candidate, birth: str) -> bool:
    return birth in (candidate.birth_date.isoformat(), str(candidate.birth_date.year))
