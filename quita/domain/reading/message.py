"""One message on its way through the readers: its tokens, and which of them are spoken for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from quita.domain.reading.entity import Entity
from quita.domain.reading.numbers import Number, read_number
from quita.domain.reading.tokens import Kind, Token, tokenize_bounded

_NO_STOPS = frozenset("ºª$%")


@dataclass(frozen=True)
class Finding:
    """Tokens that a reader claims: from `first` up to, not with, `last`.

    `entity` is empty for what is only kept from other readers (an hour, a protocol number).
    """

    entity: str
    value: str
    first: int
    last: int


@dataclass
class Message:
    """A message, the day it was sent on, and what the assistant asked last."""

    text: str
    sent_on: date
    asked: str | None = None
    tokens: list[Token] = field(init=False)
    _taken: list[bool] = field(init=False)
    _numbers: dict[int, Number | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Cut the text; of a very long one the beginning and the end."""
        self.tokens = tokenize_bounded(self.text)
        self._taken = [False] * len(self.tokens)

    def __len__(self) -> int:
        """Count the tokens."""
        return len(self.tokens)

    def word(self, place: int) -> str:
        """Give the token at a place, or an empty string outside the message."""
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words of the message."""
        return frozenset(token.text for token in self.tokens)

    def typed(self, place: int) -> str:
        """Give what was typed at a place, with its accents, in lower case."""
        token = self.tokens[place]
        return self.text[token.start : token.end].lower()

    def words(self, first: int, last: int) -> list[str]:
        """Give the tokens of a span that may reach over the message's edges."""
        return [token.text for token in self.tokens[max(first, 0) : max(last, 0)]]

    def says(self, place: int, *words: str) -> bool:
        """Say whether these words stand from a place on."""
        return self.words(place, place + len(words)) == list(words) and place >= 0

    def kind(self, place: int) -> Kind | None:
        """Tell what stands at a place, None outside the message."""
        return self.tokens[place].kind if 0 <= place < len(self.tokens) else None

    def glued(self, place: int) -> bool:
        """Say whether the token at a place touches the one before it."""
        return 0 <= place < len(self.tokens) and self.tokens[place].glued

    def stops(self, place: int) -> bool:
        """Say whether a phrase ends before this place (a sign, a new line, the end)."""
        if not 0 <= place < len(self.tokens):
            return True
        token = self.tokens[place]
        return token.line or (token.kind is Kind.SIGN and token.text not in _NO_STOPS)

    def phrase_start(self, place: int, reach: int) -> int:
        """Give where the phrase that leads to a place begins, at most `reach` tokens before."""
        start = place
        while start > max(0, place - reach) and not (start < place and self.tokens[start].line):
            if self.kind(start - 1) is Kind.SIGN and self.word(start - 1) not in _NO_STOPS:
                break
            start -= 1
        return start

    def number(self, place: int) -> Number | None:
        """Read the number that begins at a place, if nobody claimed it."""
        if not 0 <= place < len(self.tokens):
            return None
        if place not in self._numbers:
            self._numbers[place] = read_number(self.tokens, place)
        number = self._numbers[place]
        return number if number and self.free(number.first, number.last) else None

    def has_number(self, place: int) -> bool:
        """Say whether digits or number words begin at a place."""
        return self.kind(place) is Kind.NUMBER or self.number(place) is not None

    def free(self, first: int, last: int) -> bool:
        """Say whether nobody claimed any of these tokens."""
        return not any(self._taken[first:last])

    def places(self) -> Iterator[int]:
        """Go over the words and numbers that nobody claimed, also while claims are being made."""
        return (
            place
            for place, token in enumerate(self.tokens)
            if token.kind is not Kind.SIGN and not self._taken[place]
        )

    def claim(self, finding: Finding) -> bool:
        """Keep the tokens for one finding, unless some are spoken for."""
        if finding.first >= finding.last or not self.free(finding.first, finding.last):
            return False
        self._taken[finding.first : finding.last] = [True] * (finding.last - finding.first)
        return True

    def entity(self, finding: Finding) -> Entity:
        """Give a finding its place in the original text."""
        start, end = self.tokens[finding.first].start, self.tokens[finding.last - 1].end
        return Entity(finding.entity, finding.value, start, end)
