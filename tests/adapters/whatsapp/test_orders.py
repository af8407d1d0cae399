"""Orders inside WhatsApp: the sandbox's Graph API takes every one that is built."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.whatsapp.bodies import to_graph_bodies
from quita.adapters.whatsapp.payloads import OrderPayload, Payload, Recipient
from quita.domain.errors import InvalidInput
from quita.domain.pix_txid import charge_txid
from sandbox.graph.schemas import check_message

TO = Recipient(phone="5551987654321")


def order(**changes: Any) -> OrderPayload:
    """Give an order."""
    values = {
        "kind": "order",
        "text": "Para pagar",
        "reference": charge_txid("1"),
        "amount": "1250.00",
        "code": "000201...",
        "merchant": "Quita Ltda",
        "key": "recebe@quita.example",
        "item": "Pagamento do acordo",
    }
    return cast(OrderPayload, {**values, **changes})


@given(
    st.decimals("0.01", "9999999.99", places=2),
    st.text(min_size=1, max_size=1500).filter(str.strip),
    st.text(st.characters(whitelist_categories=["L"]), min_size=1, max_size=90),
)
def test_every_order_is_taken(amount: Decimal, text: str, merchant: str) -> None:
    payload = order(amount=f"{amount:.2f}", text=f"Pix {text}", merchant=merchant)
    (body,) = to_graph_bodies(payload, TO, "m1")
    check_message(body)
    parameters = body["interactive"]["action"]["parameters"]
    assert parameters["total_amount"]["value"] == int(amount * 100)


def test_key_is_named_by_its_kind() -> None:
    for key, kind in (("52998224725", "CPF"), ("+5551987654321", "PHONE")):
        (body,) = to_graph_bodies(order(key=key), TO, "m1")
        setting = body["interactive"]["action"]["parameters"]["payment_settings"][0]
        assert setting["pix_dynamic_code"]["key_type"] == kind


@pytest.mark.parametrize("changes", [{"amount": "0.00"}, {"amount": "1.005"}, {"key": "chave"}])
def test_order_that_meta_would_refuse_is_not_built(changes: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        to_graph_bodies(order(**changes), TO, "m1")


def test_paid_order_is_called_captured() -> None:
    payload: Payload = {"kind": "order_status", "reference": charge_txid("1"), "text": "Pago"}
    (body,) = to_graph_bodies(payload, TO, "m1")
    check_message(body)
    assert body["interactive"]["action"]["parameters"]["payment"] == {"status": "captured"}
