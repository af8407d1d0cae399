"""The bare words by which people ask for no more messages, on any channel."""

from __future__ import annotations

import re

_ALONE = "sair|parar|pare|stop|descadastrar"
# In a chat these answer a question ("para", "cancela") or begin one; to an SMS they say one thing.
_BY_SMS = f"{_ALONE}|para|cancelar|cancela|remover|remova"
_IN_CHAT = re.compile(rf"\W*({_ALONE})\W*", re.I)
_IN_SMS = re.compile(rf"\W*({_BY_SMS})\W*", re.I)


def asks_to_stop(text: str) -> bool:
    """Say whether the answer to an SMS is nothing but a word that opts out.

    >>> asks_to_stop(" SAIR. "), asks_to_stop("cancela"), asks_to_stop("quero sair dessa")
    (True, True, False)
    """
    return _IN_SMS.fullmatch(text) is not None


def stops_in_chat(text: str) -> bool:
    """Say whether a message of a chat is nothing but a word that opts out, and no answer.

    >>> stops_in_chat("PARAR!"), stops_in_chat("cancela"), stops_in_chat("para")
    (True, False, False)
    """
    return _IN_CHAT.fullmatch(text) is not None
