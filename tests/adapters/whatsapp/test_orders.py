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
    *ahead, body = to_graph_bodies(payload, TO, "m1")
    for one in [*ahead, body]:
        check_message(one)
    parameters = body["interactive"]["action"]["parameters"]
    assert parameters["total_amount"]["value"] == int(amount * 100)


def test_key_is_named_by_its_kind() -> None:
    for key, kind in (("52998224725", "CPF"), ("+5551987654321", "PHONE")):
        (body,) = to_graph_bodies(order(key=key), TO, "m1")
        setting = body["interactive"]["action"]["parameters"]["payment_settings"][0]
        assert setting["pix_dynamic_code"]["key_type"] == kind


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "0.00"},
        {"amount": "1.005"},
        {"key": "chave"},
        {"reference": "abc!"},
        {"reference": "r" * 61},
        {"reference": ""},
        {"item": " "},
        {"merchant": ""},
        {"code": ""},
    ],
)
def test_order_that_meta_would_refuse_is_not_built(changes: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        to_graph_bodies(order(**changes), TO, "m1")


def test_long_words_go_ahead_of_the_order_and_none_is_lost() -> None:
    text = "Como pagar: **abra** o banco. " * 60 + "Credor: Loja Girassol, CNPJ 12.345.678/0001-95"
    *ahead, asked = to_graph_bodies(order(text=text), TO, "m1")
    pieces = [one["text"]["body"] for one in ahead] + [asked["interactive"]["body"]["text"]]
    assert " ".join(pieces).split() == text.replace("**", "*").split()
    assert pieces[-1].endswith("12.345.678/0001-95")


def test_order_without_words_is_named_by_what_it_pays() -> None:
    (body,) = to_graph_bodies(order(text=" "), TO, "m1")
    assert body["interactive"]["body"] == {"text": "Pagamento do acordo"}


@pytest.mark.parametrize("changes", [{"text": " "}, {"reference": "a b"}])
def test_status_without_words_or_order_is_refused(changes: dict[str, str]) -> None:
    payload = {"kind": "order_status", "reference": "r1", "text": "Pago", **changes}
    with pytest.raises(InvalidInput):
        to_graph_bodies(cast(Payload, payload), TO, "m1")


def test_paid_order_is_called_captured() -> None:
    payload: Payload = {"kind": "order_status", "reference": charge_txid("1"), "text": "Pago"}
    (body,) = to_graph_bodies(payload, TO, "m1")
    check_message(body)
    assert body["interactive"]["action"]["parameters"]["payment"] == {"status": "captured"}
