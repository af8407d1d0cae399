"""Builds Pix orders inside WhatsApp, and what became of them: pure.

Meta, "Receive payments via dynamic Pix code, boleto and payment links" (Brazil): `order_details`
with `review_and_pay`, then `order_status` with `review_order`. Amounts are whole cents with an
offset of 100. Only a Brazilian account that accepted the payment terms may send them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from quita.adapters.whatsapp import limits
from quita.adapters.whatsapp.payloads import OrderPayload, OrderStatusPayload
from quita.adapters.whatsapp.text import one_line, shorten
from quita.domain.errors import InvalidInput
from quita.domain.pix_keys import key_kind

OFFSET = 100

_REFERENCE = re.compile(rf"[A-Za-z0-9_.-]{{1,{limits.ORDER_REFERENCE}}}")


def order_details(payload: OrderPayload) -> dict[str, Any]:
    """Builds the `interactive` of an order to be paid by Pix, but for its body.

    Raises InvalidInput for an amount, a key, a reference or a name that no order holds.
    """
    kind = key_kind(payload["key"])
    cents = Decimal(payload["amount"]).scaleb(2)
    if kind is None or cents != cents.to_integral_value() or cents <= 0:
        raise InvalidInput("an order needs a Pix key and a positive amount in cents")
    amount = {"value": int(cents), "offset": OFFSET}
    merchant = shorten(one_line(payload["merchant"]), limits.ORDER_NAME)
    name = shorten(one_line(payload["item"]), limits.ORDER_NAME)
    if not (merchant and name and payload["code"].strip()):
        raise InvalidInput("an order needs a merchant, an item and a code")
    code = {
        "code": payload["code"],
        "merchant_name": merchant,
        "key": payload["key"],
        "key_type": kind,
    }
    parameters = {
        "reference_id": _reference(payload["reference"]),
        "type": "digital-goods",
        "payment_type": "br",
        "currency": "BRL",
        "total_amount": amount,
        "payment_settings": [{"type": "pix_dynamic_code", "pix_dynamic_code": code}],
        "order": {
            "status": "pending",
            "items": [{"retailer_id": "1", "name": name, "amount": amount, "quantity": 1}],
            "subtotal": amount,
            "tax": {"value": 0, "offset": OFFSET},
        },
    }
    action = {"name": "review_and_pay", "parameters": parameters}
    return {"type": "order_details", "action": action}


def order_status(payload: OrderStatusPayload) -> dict[str, Any]:
    """Builds the `interactive` that says an order was paid, but for its body.

    Raises InvalidInput for a reference that no order has.
    """
    parameters = {
        "reference_id": _reference(payload["reference"]),
        "order": {"status": "completed"},
        "payment": {"status": "captured"},
    }
    action = {"name": "review_order", "parameters": parameters}
    return {"type": "order_status", "action": action}


def _reference(reference: str) -> str:
    if not _REFERENCE.fullmatch(reference):
        raise InvalidInput("a reference that no order has")
    return reference
