"""The bank's callback: every Pix in it is read, and rubbish is named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.psp.callback import PixNotice, parse_boleto_callback, parse_callback
from quita.domain.errors import MalformedWebhook

# As the example of API Pix 2.9, with the ids and moments of these tests.
PIX: dict[str, Any] = {
    "endToEndId": "E1234567820261123122102061234567A",
    "txid": "655dfdb1a4514b8fbb58254b958913fb",
    "valor": "110.00",
    "componentesValor": {"original": {"valor": "110.00"}},
    "chave": "7d9f0335-8dcc-4054-9bf9-0dbd61d36906",
    "horario": "2026-11-23T12:21:02.358Z",
    "infoPagador": "Pagamento ✅",
}
PIX["endToEndId"] = PIX["endToEndId"][:32]
NOTICE = PixNotice(
    end_to_end_id=PIX["endToEndId"],
    txid="655dfdb1a4514b8fbb58254b958913fb",
    amount=Decimal("110.00"),
    at=datetime(2026, 11, 23, 12, 21, 2, 358000, tzinfo=timezone.utc),
)
REFUND = {"id": "1", "rtrId": "D" * 32, "valor": "1.00", "horario": {}, "status": "DEVOLVIDO"}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def body(*items: Any) -> bytes:
    return json.dumps({"pix": items}).encode()


def test_pix_is_read_with_its_charge_amount_and_moment() -> None:
    assert parse_callback(body(PIX)) == [NOTICE]


def test_several_pix_come_in_their_order() -> None:
    other = {**PIX, "endToEndId": "E" + "0" * 31, "txid": "y" * 26}
    found = parse_callback(body(other, PIX))
    assert [notice.txid for notice in found] == ["y" * 26, NOTICE.txid]


@pytest.mark.parametrize("refunds", [[REFUND], REFUND, [], None])
def test_refunds_in_any_shape_are_told_and_do_not_hide_the_pix(refunds: Any) -> None:
    told = replace(NOTICE, refunded=bool(refunds))
    assert parse_callback(body({**PIX, "devolucoes": refunds})) == [told]


@pytest.mark.parametrize("txid", [None, "", "com hífen", "x" * 36, 7, "../../desk"])
def test_pix_without_a_usable_txid_has_none(txid: Any) -> None:
    (notice,) = parse_callback(body({**PIX, "txid": txid}))
    assert notice.txid is None


def test_short_txid_of_a_static_code_is_kept() -> None:
    assert parse_callback(body({**PIX, "txid": "LOJA1"}))[0].txid == "LOJA1"


@pytest.mark.parametrize(
    "broken",
    [
        {**PIX, "endToEndId": "curto"},
        {**PIX, "endToEndId": None},
        {**PIX, "valor": "muito"},
        {**PIX, "valor": 110},
        {**PIX, "valor": "NaN"},
        {**PIX, "horario": "ontem"},
        {**PIX, "horario": "2026-02-30T12:21:02Z"},
        "rubbish",
        None,
        [],
    ],
)
def test_pix_that_cannot_be_read_costs_only_itself(broken: Any) -> None:
    assert parse_callback(body(broken, PIX)) == [NOTICE]
    with pytest.raises(MalformedWebhook, match="no Pix"):
        parse_callback(body(broken))


def test_callback_about_nothing_is_empty() -> None:
    assert parse_callback(b'{"pix": []}') == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"pix",
        b"null",
        b"[]",
        b"{}",
        b'{"pix": null}',
        b'{"pix": {"endToEndId": "x"}}',
        b'{"pix": "x"}',
        b"\xff\xfe\xfa",
        b"[" * 100_000,
        b'{"pix": [' + b"9" * 10_000 + b"]}",
    ],
)
def test_body_that_is_not_bacens_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedWebhook):
        parse_callback(raw)


def test_reason_never_quotes_the_body() -> None:
    with pytest.raises(MalformedWebhook) as caught:
        parse_callback(b'{"pix": [{"infoPagador": "segredo"}]}')
    assert "segredo" not in caught.value.reason


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_malformed(raw: bytes) -> None:
    try:
        assert isinstance(parse_callback(raw), list)
    except MalformedWebhook as error:
        assert error.reason


@given(anything)
def test_any_json_is_read_or_malformed(tree: Any) -> None:
    for raw in (json.dumps(tree).encode(), body(tree)):
        try:
            parse_callback(raw)
        except MalformedWebhook as error:
            assert error.reason


@given(st.lists(st.sampled_from(sorted(PIX)), max_size=4), anything)
def test_any_field_may_be_anything(names: list[str], value: Any) -> None:
    for notice in parse_callback(body({**PIX, **dict.fromkeys(names, value)}, PIX)):
        assert len(notice.end_to_end_id) == 32
        assert notice.at.tzinfo is not None


def test_boletos_are_named_by_number_and_nothing_else_is_believed() -> None:
    told = {"boletos": [{"numero": "ABC1", "situacao": "PAGO", "valor": "9.99"}, {"numero": "x"}]}
    assert parse_boleto_callback(json.dumps(told).encode()) == ["ABC1"]
    assert parse_boleto_callback(b'{"boletos": []}') == []


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b'{"pix": []}', b'{"boletos": {}}', b'{"boletos": [{"numero": 7}]}']
)
def test_body_that_names_no_boleto_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedWebhook):
        parse_boleto_callback(raw)


@given(anything)
def test_any_json_about_boletos_is_read_or_malformed(tree: Any) -> None:
    for raw in (json.dumps(tree).encode(), json.dumps({"boletos": tree}).encode()):
        try:
            assert isinstance(parse_boleto_callback(raw), list)
        except MalformedWebhook as error:
            assert error.reason
