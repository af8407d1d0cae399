"""Whether somebody asks for the paper of their agreement, and not for that of the old debt."""

from __future__ import annotations

import re
import unicodedata

_PAPER = re.compile(r"\b(termo|contrato|pdf|documento|papel|copia|por escrito|comprovante)\b")
_AGREED = re.compile(r"\b(termo|acordo|combinado|\w*negociacao|parcelamento|que fechei)\b")
_ANOTHER = re.compile(r"quita|nada consta|\b(original|antig[oa]|da epoca)\b")
_OF_THE_DEBT = re.compile(
    r"\b(divida|debito|conta|compra|cartao|loja|pagamento|paguei|pago|cobranca|assinei|fatura)\b"
)


def wants_term(text: str) -> bool:
    """Say whether a message asks for the term of an agreement as a document.

    >>> wants_term("me manda o termo do acordo?"), wants_term("quero o contrato em pdf")
    (True, True)
    >>> wants_term("cadê o contrato original da dívida"), wants_term("como está meu acordo?")
    (False, False)
    """
    decomposed = unicodedata.normalize("NFKD", text.lower())
    folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    if not _PAPER.search(folded) or _ANOTHER.search(folded):
        return False
    return bool(_AGREED.search(folded)) or not _OF_THE_DEBT.search(folded)
