"""Cuts a turn into the pieces that may each hold a wish of their own.

Lines (each a message typed on its own) and sentences are pieces; so are the parts of a run-on where
a new request begins: "quanto eu devo e tem como parcelar", "sou o João cpf 052 quero parcelar".
"""

from __future__ import annotations

import re

MOST = 5  # pieces looked at; each is understood apart, and that takes time
_LONGEST = 600  # characters; in a longer story pieces are no requests
_SHORTEST = 2  # words
_STOPS = re.compile(r"[\n;!?…]+|\.{2,}|(?<!\d)\.|\.(?!\d)")
# How a request begins, after "e", "mas", "também" or a comma.
_ASKS = (
    r"quero|qro|kero|queria|gostaria|preciso|precisava|tem como|teria como|d[aá] (?:pra|para|p)|"
    r"posso|pode|podem|poderia|consigo|qual|quais|quanto|qto|quando|qdo|onde|como|que dia|"
    r"me (?:diz|manda|mande|passa|envia|explica|fala|v[eê])|manda|mande|cad[eê]|aceita|aceitam|"
    r"vcs?|voc[eê]s?|se (?:d[aá]|tem|pode|posso)|(?:por )?(?:que|pq|porque)|quem|chama|vou|j[aá]|"
    r"n[aã]o|eu|tamb[eé]m|tbm?|antes|depois|a[ií]"
)
_JOINTS = re.compile(
    rf"\s*,\s*(?:(?:e|mas|por[eé]m|s[oó] que|a[ií]|ent[aã]o)\s+)?(?=(?:{_ASKS})\b)"
    rf"|\s+(?:e|mas|por[eé]m|s[oó] que)\s+(?=(?:{_ASKS})\b)"
    r"|\s+mas\s+antes\s+",
    re.I,
)
# "cpf 052 quero parcelar": a wish begins in the middle of a run-on.
_WANTS = re.compile(
    r"(?<!\bn[aã]o)(?<!\beu)(?<!\bque)(?<!\bse)(?<!\bs[oó])(?<!\bnem)(?<!\be)"
    r"\s+(?=(?:eu\s+)?(?:quero|qro|queria|gostaria|preciso)\b)",
    re.I,
)


def pieces(text: str) -> list[str]:
    """Give the pieces of a turn in their order, at most `MOST`; none where it is one piece.

    >>> pieces("quanto eu devo? e tem como parcelar?")
    ['quanto eu devo', 'tem como parcelar']
    >>> pieces("quero parcelar em 10x")
    []
    """
    if len(text) > _LONGEST:
        return []
    found: list[str] = []
    for sentence in _STOPS.split(text):
        for part in _JOINTS.split(sentence):
            found += [piece for piece in _WANTS.split(part) if piece]
    cut = [_trimmed(piece) for piece in found]
    kept = [piece for piece in cut if len(piece.split()) >= _SHORTEST]
    return kept[:MOST] if len(cut) > 1 else []


def _trimmed(piece: str) -> str:
    piece = piece.strip(" ,.-")
    return re.sub(r"\A(?:e|mas|antes)\s+", "", piece, flags=re.I)
