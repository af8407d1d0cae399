"""Says whether a message asks for the picture of a Pix, and not only for its code."""

from __future__ import annotations

import re
import unicodedata

_PICTURE = re.compile(
    r"\bq\s?r\b|\bqr[\s-]?code?\b|\bqe?rcode\b|\bquadrad(?:o|inho)s?\b|\bquadriculad\w*"
    r"|\b(?:escane\w+|scane\w+|apont\w+|camera)\b"
)
_NOT = re.compile(r"\b(?:nao|sem|nem)\b(?:\s\w+){0,3}\s(?:o\s)?(?:qr|quadrad|camera|escane)")


def wants_picture(text: str) -> bool:
    """Say whether somebody asks for the QR code.

    >>> wants_picture("manda o QR pfv"), wants_picture("manda o copia e cola")
    (True, False)
    """
    folded = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return bool(_PICTURE.search(folded)) and not _NOT.search(folded)
