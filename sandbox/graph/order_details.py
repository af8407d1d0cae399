"""Schemas of payment messages in Brazil: order_details asks for a payment, order_status follows it.

From Meta's "Receive payments via dynamic Pix code, boleto and payment links" (Brazil).
"""

from __future__ import annotations

from typing import Any

from sandbox.graph import checks

REFERENCE = 60
ITEM_NAME = 60
OFFSET = 100

_AMOUNT = checks.record(
    {"value": checks.whole(), "offset": checks.choice(OFFSET)}, {"description": checks.text(60)}
)
_POSITIVE = checks.record({"value": checks.whole(1), "offset": checks.choice(OFFSET)})
_ITEM = checks.record(
    {
        "retailer_id": checks.text(100),
        "name": checks.text(ITEM_NAME),
        "amount": _POSITIVE,
        "quantity": checks.whole(1),
    },
    {"sale_amount": _POSITIVE},
)
_ORDER = checks.record(
    {
        "status": checks.choice("pending"),
        "items": checks.array(_ITEM, 999),
        "subtotal": _AMOUNT,
        "tax": _AMOUNT,
    },
    {"shipping": _AMOUNT, "discount": _AMOUNT},
)
_SETTING = checks.by_type(
    "type",
    {
        "pix_dynamic_code": checks.record(
            {
                "type": checks.choice("pix_dynamic_code"),
                "pix_dynamic_code": checks.record(
                    {
                        "code": checks.text(512),
                        "merchant_name": checks.text(60),
                        "key": checks.text(77),
                        "key_type": checks.choice("CPF", "CNPJ", "EMAIL", "PHONE", "EVP"),
                    }
                ),
            }
        ),
        "boleto": checks.record(
            {
                "type": checks.choice("boleto"),
                "boleto": checks.record({"digitable_line": checks.text(60)}),
            }
        ),
        "payment_link": checks.record(
            {
                "type": checks.choice("payment_link"),
                "payment_link": checks.record({"uri": checks.url()}),
            }
        ),
    },
)
_PARAMETERS = checks.record(
    {
        "reference_id": checks.text(REFERENCE, pattern=r"[A-Za-z0-9_.-]+"),
        "type": checks.choice("digital-goods", "physical-goods"),
        "payment_type": checks.choice("br"),
        "currency": checks.choice("BRL"),
        "total_amount": _POSITIVE,
        "payment_settings": checks.array(_SETTING, 3),
        "order": _ORDER,
    }
)
_ACTION = checks.record({"name": checks.choice("review_and_pay"), "parameters": _PARAMETERS})


def check_order_details(value: Any, path: str) -> None:
    """Check the action of an order, and that its sums agree."""
    _ACTION(value, path)
    parameters = value["parameters"]
    order = parameters["order"]
    at = checks.join(checks.join(path, "parameters"), "order")
    items = sum(
        item.get("sale_amount", item["amount"])["value"] * item["quantity"]
        for item in order["items"]
    )
    if items != order["subtotal"]["value"]:
        raise checks.refuse(checks.join(at, "subtotal"), "does not equal the sum of the items.")
    extras = sum(order.get(name, {"value": 0})["value"] for name in ("tax", "shipping"))
    total = order["subtotal"]["value"] + extras - order.get("discount", {"value": 0})["value"]
    if total != parameters["total_amount"]["value"]:
        raise checks.refuse(
            checks.join(checks.join(path, "parameters"), "total_amount"),
            "does not equal subtotal + tax + shipping - discount.",
        )


ORDER_STATUS = checks.record(
    {
        "name": checks.choice("review_order"),
        "parameters": checks.record(
            {
                "reference_id": checks.text(REFERENCE),
                "order": checks.record(
                    {
                        "status": checks.choice(
                            "pending",
                            "processing",
                            "partially_shipped",
                            "shipped",
                            "completed",
                            "canceled",
                        )
                    },
                    {"description": checks.text(120)},
                ),
            },
            {
                "payment": checks.record(
                    {"status": checks.choice("pending", "captured", "failed")},
                    {"timestamp": checks.whole()},
                )
            },
        ),
    }
)
