"""Reads Bacen's Pix callback: pure, typed, total.

Anybody who finds the address can post one, so a notice is only a hint to ask the bank by GET
(mutual TLS ends at the proxy). API Pix 2.9, `PUT /webhook/{chave}`, callback
`{webhookUrl}/pix`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from quita.adapters.pix import fields
from quita.domain.errors import MalformedWebhook


@dataclass(frozen=True)
class PixNotice:
    """A Pix that the bank says has arrived; reais. Not yet confirmed.

    Attributes:
        end_to_end_id: the bank's key of the payment.
        txid: the charge's, or a static code's; None where the Pix has none.
    """

    end_to_end_id: str
    txid: str | None
    amount: Decimal
    at: datetime


def parse_callback(raw: bytes) -> list[PixNotice]:
    """Read every Pix of a callback, in order; what cannot be read costs only itself.

    Raises MalformedWebhook, and nothing else, where the body is not Bacen's, or nothing in it
    can be read: the bank then tells again, and polling finds the payment meanwhile.
    """
    try:
        tree = json.loads(raw)
    except RecursionError:
        raise MalformedWebhook("nested too deeply") from None
    except ValueError:
        raise MalformedWebhook("not JSON") from None
    found = tree.get("pix") if isinstance(tree, dict) else None
    if not isinstance(found, list):
        raise MalformedWebhook("no list of Pix")
    notices = [notice for notice in map(_notice, found) if notice is not None]
    if found and not notices:
        raise MalformedWebhook("no Pix that can be read")
    return notices


def _notice(item: Any) -> PixNotice | None:
    end_to_end_id = fields.end_to_end_id(item)
    amount, at = fields.amount(item, "valor"), fields.instant(item, "horario")
    if end_to_end_id is None or amount is None or at is None:
        return None
    return PixNotice(end_to_end_id, fields.txid(item), amount, at)
