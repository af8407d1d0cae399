"""Knows words that are typed as they are spoken: "sigunda", "quinhentus", "onti", "dizembro".

In much of Brazil an e that bears no stress sounds like i, an o like u, the m of "ontem" and the i
of "dinheiro" are not heard. Two spellings of one sound have one key; only words of the list below
are looked for, and none whose key another everyday word shares.
"""

from __future__ import annotations

import re

from quita.domain.reading.vocabulary import words

_SHORTEST = 4  # letters of a key; below, one key is many words
_HEARD = words(
    """hoje ontem anteontem segunda quinta sabado domingo vezes parcela parcelas primeira primeiro
    segundo terceira terceiro ultima ultimo quatorze quinze vinte trinta quarenta cinquenta sessenta
    setenta oitenta noventa duzentos trezentos quatrocentos quinhentos seiscentos setecentos
    oitocentos novecentos janeiro fevereiro marco abril junho julho agosto setembro outubro novembro
    dezembro dinheiro transferencia metade opcao depois semana quitar entrada"""
)
# One sound, the commoner spellings last; in this order.
_MERGED = (
    (re.compile(r"^h"), ""),
    (re.compile(r"qu(?=[ei])|k"), "c"),
    (re.compile(r"q"), "c"),
    (re.compile(r"c(?=[ei])|z|x|ss"), "s"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"ei|e"), "i"),
    (re.compile(r"ou|o"), "u"),
    (re.compile(r"(?<=[iu])[mn]$"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


def key(word: str) -> str:
    """Give what a folded word sounds like.

    >>> key("sigunda") == key("segunda"), key("onti") == key("ontem"), key("segue")
    (True, True, 'sigui')
    """
    for pattern, sound in _MERGED:
        word = pattern.sub(sound, word)
    return word


_BY_KEY = {key(word): word for word in _HEARD}


def heard(word: str) -> str | None:
    """Give the word of the list that sounds like this one, None where none does."""
    sound = key(word)
    return _BY_KEY.get(sound) if len(sound) >= _SHORTEST else None
