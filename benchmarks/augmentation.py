"""Synthetic typing noise, to ask whether learning from it helps (docs/ablation.md has the answer).

No part of the product uses it.
"""

from __future__ import annotations

import random
import unicodedata

NEIGHBOURS = {
    "a": "sqz", "b": "vgn", "c": "xdv", "d": "sfce", "e": "wrd", "f": "dgv", "g": "fhb",
    "h": "gjn", "i": "uok", "j": "hkn", "k": "jlm", "l": "kop", "m": "njk", "n": "bmh",
    "o": "ipl", "p": "ol", "q": "wa", "r": "etf", "s": "adx", "t": "ryg", "u": "yij",
    "v": "cbf", "w": "qes", "x": "zsc", "y": "tuh", "z": "xas",
}  # fmt: skip
SHORT = {
    "você": "vc", "voce": "vc", "não": "n", "nao": "naum", "porque": "pq", "que": "q",
    "também": "tb", "quanto": "qto", "quando": "qdo", "hoje": "hj", "muito": "mto",
    "obrigado": "obg", "beleza": "blz", "depois": "dps", "agora": "agr", "mesmo": "msm",
}  # fmt: skip
TYPO, SHORTENED = 0.04, 0.5  # per letter, per word that has a short form


def noisy(text: str, dice: random.Random) -> str:
    """Give the text as a hurried thumb or a dictation might have written it."""
    words = [_short(word, dice) for word in text.split(" ")]
    typed = "".join(_typo(letter, dice) for letter in " ".join(words))
    if dice.random() < 0.5:
        typed = _bare(typed)
    if dice.random() < 0.5:
        typed = "".join(letter for letter in typed if letter not in ",.!?;:")
    return typed


def _short(word: str, dice: random.Random) -> str:
    return SHORT[word] if word in SHORT and dice.random() < SHORTENED else word


def _typo(letter: str, dice: random.Random) -> str:
    if letter not in NEIGHBOURS or dice.random() >= TYPO:
        return letter
    return dice.choice(["", letter * 2, dice.choice(NEIGHBOURS[letter])])


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
