"""Reads Bacen's Pix callback and the bank's of boletos: pure, typed, total.

Anybody who finds the address can post one, so a notice is only a hint to ask the bank by GET
(mutual TLS ends at the proxy). API Pix 2.9, `PUT /webhook/{chave}`, callback
`{webhookUrl}/pix`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from quita.adapters.pix import fields
from quita.domain.errors import MalformedWebhook

_NUMBER = re.compile(r"[A-Z0-9]{1,15}")


@dataclass(frozen=True)
class PixNotice:
    """A Pix that the bank says has arrived; reais. Not yet confirmed.

    Attributes:
        end_to_end_id: the bank's key of the payment.
        txid: the charge's, or a static code's; None where the Pix has none.
        refunded: whether it speaks of money that was given back (`devolucoes`, list or object).
    """

    end_to_end_id: str
    txid: str | None
    amount: Decimal
    at: datetime
    refunded: bool = False


def parse_callback(raw: bytes) -> list[PixNotice]:
    """Read every Pix of a callback, in order; what cannot be read costs only itself.

    Raises MalformedWebhook, and nothing else, where the body is not Bacen's, or nothing in it
    can be read: the bank then tells again, and polling finds the payment meanwhile.
    """
    found = _list(raw, "pix")
    notices = [notice for notice in map(_notice, found) if notice is not None]
    if found and not notices:
        raise MalformedWebhook("no Pix that can be read")
    return notices


def parse_boleto_callback(raw: bytes) -> list[str]:
    """Read the numbers of the boletos that a callback names, in order.

    The body is `{"boletos": [{"numero", ...}]}`; nothing else of it is believed, so nothing else
    is read. Raises MalformedWebhook where no number can be read.
    """
    found = _list(raw, "boletos")
    numbers = [fields.text(item, "numero") for item in found]
    known = [number for number in numbers if _NUMBER.fullmatch(number)]
    if found and not known:
        raise MalformedWebhook("no boleto that can be read")
    return known


def _list(raw: bytes, name: str) -> list[Any]:
    try:
        tree = json.loads(raw)
    except RecursionError:
        raise MalformedWebhook("nested too deeply") from None
    except ValueError:
        raise MalformedWebhook("not JSON") from None
    found = tree.get(name) if isinstance(tree, dict) else None
    if not isinstance(found, list):
        raise MalformedWebhook(f"no list of {name}")
    return found


def _notice(item: Any) -> PixNotice | None:
    end_to_end_id = fields.end_to_end_id(item)
    amount, at = fields.amount(item, "valor"), fields.instant(item, "horario")
    if end_to_end_id is None or amount is None or at is None:
        return None
    return PixNotice(end_to_end_id, fields.txid(item), amount, at, bool(item.get("devolucoes")))
