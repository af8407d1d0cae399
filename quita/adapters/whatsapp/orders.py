"""Builds Pix orders inside WhatsApp, and what became of them: pure.

Meta, "Receive payments via dynamic Pix code, boleto and payment links" (Brazil): `order_details`
with `review_and_pay`, then `order_status` with `review_order`. Amounts are whole cents with an
offset of 100. Only a Brazilian account that accepted the payment terms may send them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from quita.adapters.whatsapp import limits
from quita.adapters.whatsapp.payloads import OrderPayload, OrderStatusPayload
from quita.adapters.whatsapp.text import clean, one_line, shorten
from quita.domain.errors import InvalidInput
from quita.domain.pix_keys import key_kind

OFFSET = 100


def order_details(payload: OrderPayload) -> dict[str, Any]:
    """Builds the `interactive` of an order to be paid by Pix.

    Raises InvalidInput for an amount or a key that no order holds.
    """
    kind = key_kind(payload["key"])
    cents = Decimal(payload["amount"]).scaleb(2)
    if kind is None or cents != cents.to_integral_value() or cents <= 0:
        raise InvalidInput("an order needs a Pix key and a positive amount in cents")
    amount = {"value": int(cents), "offset": OFFSET}
    code = {
        "code": payload["code"],
        "merchant_name": shorten(one_line(payload["merchant"]), limits.ORDER_NAME),
        "key": payload["key"],
        "key_type": kind,
    }
    name = shorten(one_line(payload["item"]), limits.ORDER_NAME)
    parameters = {
        "reference_id": payload["reference"],
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
    return {
        "type": "order_details",
        "body": {"text": shorten(clean(payload["text"]), limits.INTERACTIVE_BODY)},
        "action": {"name": "review_and_pay", "parameters": parameters},
    }


def order_status(payload: OrderStatusPayload) -> dict[str, Any]:
    """Builds the `interactive` that says an order was paid."""
    parameters = {
        "reference_id": payload["reference"],
        "order": {"status": "completed"},
        "payment": {"status": "captured"},
    }
    return {
        "type": "order_status",
        "body": {"text": shorten(clean(payload["text"]), limits.INTERACTIVE_BODY)},
        "action": {"name": "review_order", "parameters": parameters},
    }
