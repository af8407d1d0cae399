"""Whether a code to pay by, or a letter, was issued here: said to anybody, told of nobody.

The answer is the same whoever asks and whosever it is. It never says for whom, how much, or
whether it was paid: only whether it is ours, and whether it may still be used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from quita.domain.boleto.bars import read as read_boleto
from quita.domain.charge_records import Charge, ChargeState
from quita.domain.errors import InvalidBoleto, InvalidBrCode
from quita.domain.pix import parse as parse_pix
from quita.services.ports import Clock, UnitOfWorkFactory

MAX_TEXT = 2000  # of what is pasted; the longest code has 512 characters
_LETTER = re.compile(r"[A-Z0-9]{4,12}(?:-?[A-Z0-9]{2,12}){0,5}")

LetterFinder = Callable[[str], bool | None]
"""Says of a letter's code whether it stands (True) or was withdrawn (False); None: not ours."""


class CodeKind(str, Enum):
    """What was pasted."""

    PIX = "pix"
    BOLETO = "boleto"
    LETTER = "letter"
    UNREADABLE = "unreadable"  # none of these, or damaged on the way


@dataclass(frozen=True)
class Verdict:
    """What is known of a code.

    Attributes:
        issued: whether it was issued here.
        usable: whether it may still be paid, or the letter still stands.
    """

    kind: CodeKind
    issued: bool = False
    usable: bool = False


def no_letters(code: str) -> bool | None:
    """Know no letter."""
    return None


class Verification:
    """Answers for whoever doubts what they received."""

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, letters: LetterFinder = no_letters
    ) -> None:
        """Wire the ports; `letters` looks settlement letters up by their code."""
        self._uow, self._clock, self._letters = uow, clock, letters

    def check(self, text: str) -> Verdict:
        """Say whether a Pix code, linha digitável, bar code or letter code was issued here."""
        pasted = text.strip()
        if not 0 < len(pasted) <= MAX_TEXT:
            return Verdict(CodeKind.UNREADABLE)
        if pasted.startswith("000201"):
            return self._pix(pasted)
        if re.fullmatch(r"[0-9 .\-]{44,70}", pasted):
            return self._boleto(pasted)
        code = pasted.upper().replace(" ", "")
        if _LETTER.fullmatch(code):
            stands = self._letters(code)
            return Verdict(CodeKind.LETTER, stands is not None, bool(stands))
        return Verdict(CodeKind.UNREADABLE)

    def _pix(self, pasted: str) -> Verdict:
        try:
            parse_pix(pasted)
        except InvalidBrCode:
            return Verdict(CodeKind.UNREADABLE)
        with self._uow() as tx:
            charge = tx.charges.by_code(pasted)
            if charge is None:
                boleto = tx.boletos.by_emv(pasted)
                charge = tx.charges.get(boleto.charge_id) if boleto else None
        return self._verdict(CodeKind.PIX, charge)

    def _boleto(self, pasted: str) -> Verdict:
        try:
            line = read_boleto(pasted).line
        except InvalidBoleto:
            return Verdict(CodeKind.UNREADABLE)
        with self._uow() as tx:
            charge = tx.charges.by_code(line)
        return self._verdict(CodeKind.BOLETO, charge)

    def _verdict(self, kind: CodeKind, charge: Charge | None) -> Verdict:
        if charge is None:
            return Verdict(kind)
        payable = charge.state is ChargeState.ISSUED and charge.expires_at > self._clock()
        return Verdict(kind, issued=True, usable=payable)
