"""What the bank answers, well or badly, and what is made of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.http.messages import HttpResponse
from quita.adapters.pix import fields
from quita.adapters.pix.answers import read_charge
from quita.domain.errors import ProviderError, ProviderRefused, ProviderUnavailable
from quita.domain.pix import parse
from quita.domain.pix_building import build_static
from quita.services.ports import PixCharge, PixPayment
from tests.adapters.pix.bank import (
    CODE,
    CONFIG,
    END_TO_END_ID,
    LOCATION,
    TXID,
    charge,
    payment,
    said,
)

REFUND = {
    "id": "123ABC",
    "rtrId": "D1234567820200909122120200808006",
    "valor": "10.00",
    "horario": {"solicitacao": "2026-11-23T15:30:00.358Z"},
    "status": "EM_PROCESSAMENTO",
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def to_pay(shown: Any) -> PixCharge:
    return read_charge(said(201, shown), CONFIG, TXID, to_pay=True)


def looked_up(shown: Any) -> PixCharge:
    return read_charge(said(200, shown), CONFIG, TXID, to_pay=False)


@pytest.mark.parametrize(
    "shown",
    [
        charge(pixCopiaECola=None),
        charge(pixCopiaECola=None, location=None),
        charge(pixCopiaECola="", location=f"https://{LOCATION}", loc=None),
    ],
)
def test_code_that_the_bank_leaves_out_is_built_from_its_location(shown: dict[str, Any]) -> None:
    given = replace(CONFIG, receiver_name="Credora São João", receiver_city="São Paulo")
    read = parse(read_charge(said(201, shown), given, TXID, to_pay=True).code)
    assert (read.kind, read.url) == ("dynamic", LOCATION)
    assert (read.merchant_name, read.merchant_city) == ("CREDORA SAO JOAO", "SAO PAULO")


BROKEN_CODES = [
    CODE[:-1] + ("0" if CODE[-1] != "0" else "1"),
    CODE.lower(),
    CODE + CODE,
    "pix copia e cola",
    "\ud800",
    build_static("chave@exemplo.com.br", "Quita", "São Paulo"),
]


@pytest.mark.parametrize("code", BROKEN_CODES)
def test_code_that_cannot_be_paid_refuses_the_charge(code: str) -> None:
    with pytest.raises(ProviderRefused, match="cannot be paid"):
        to_pay(charge(pixCopiaECola=code))


@pytest.mark.parametrize("location", [None, "", "x" * 78, "a b"])
def test_charge_without_a_code_and_a_usable_location_is_refused(location: str | None) -> None:
    with pytest.raises(ProviderRefused, match="cannot be paid"):
        to_pay(charge(pixCopiaECola=None, location=location, loc=None))


@pytest.mark.parametrize("code", [*BROKEN_CODES, None])
def test_payments_are_known_even_where_the_code_is_not(code: str | None) -> None:
    shown = charge(status="CONCLUIDA", pixCopiaECola=code, location=None, loc=None, pix=[payment()])
    found = looked_up(shown)
    assert found.code == ""
    assert [item.end_to_end_id for item in found.payments] == [END_TO_END_ID]


def test_payment_is_read_with_its_moment_in_utc() -> None:
    shown = charge(status="CONCLUIDA", pix=[payment(horario="2026-11-23T12:20:00.3-03:00")])
    at = datetime(2026, 11, 23, 15, 20, 0, 300000, tzinfo=timezone.utc)
    assert looked_up(shown).payments == (PixPayment(END_TO_END_ID, Decimal("37.00"), at),)


@pytest.mark.parametrize(
    ("refunds", "left"),
    [
        ([REFUND], "27.00"),
        (REFUND, "27.00"),
        ([REFUND, {**REFUND, "status": "DEVOLVIDO"}], "17.00"),
        ([{**REFUND, "status": "NAO_REALIZADO"}], "37.00"),
        ([], "37.00"),
        ({}, "37.00"),
        (None, "37.00"),
    ],
)
def test_refunds_come_as_list_or_object_and_count_against_the_payment(
    refunds: Any, left: str
) -> None:
    (paid,) = looked_up(charge(pix=[payment() | {"devolucoes": refunds}])).payments
    assert paid.amount == Decimal("37.00")
    assert paid.amount - paid.refunded == Decimal(left)


@pytest.mark.parametrize("none", [None, []])
def test_charge_without_payments_has_none(none: Any) -> None:
    assert looked_up(charge() | {"pix": none}).payments == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"endToEndId": None},
        {"endToEndId": "curto"},
        {"endToEndId": END_TO_END_ID[:-1] + "-"},
        {"valor": None},
        {"valor": 37.0},
        {"valor": "37"},
        {"valor": "-37.00"},
        {"valor": "37,00"},
        {"horario": None},
        {"horario": "ontem"},
        {"horario": "2026-11-23T15:20:00"},
        {"horario": "2026-13-23T15:20:00Z"},
        {"txid": TXID[::-1]},
        {"devolucoes": [{**REFUND, "valor": "dez"}]},
        {"devolucoes": [{**REFUND, "valor": "37.01"}]},
        {"devolucoes": "sim"},
    ],
)
def test_payment_that_cannot_be_read_is_never_counted(changes: dict[str, Any]) -> None:
    with pytest.raises(ProviderRefused):
        looked_up(charge(status="CONCLUIDA", pix=[payment(**changes)]))


@pytest.mark.parametrize(
    "shown",
    [
        charge(txid=None),
        charge(txid=TXID.upper()),
        charge(chave="outra@exemplo.com.br"),
        charge(valor=None),
        charge(valor={"original": 37.0}),
        charge(valor={"original": "R$ 37,00"}),
        charge(status=None),
        charge(status=7),
        charge(pix={"endToEndId": END_TO_END_ID}),
        charge(pix=["rubbish"]),
        {},
    ],
)
def test_answer_that_is_not_of_our_charge_is_refused(shown: dict[str, Any]) -> None:
    with pytest.raises(ProviderRefused):
        looked_up(shown)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"\xff", b"[" * 100_000, b"1" * 9999])
def test_answer_that_is_no_json_object_is_asked_for_again(body: bytes) -> None:
    with pytest.raises(ProviderUnavailable):
        read_charge(HttpResponse(200, body), CONFIG, TXID, to_pay=True)


@given(st.sampled_from(sorted(charge() | {"pix": []})), json_values, st.booleans())
def test_whatever_one_field_holds_the_answer_is_read_or_refused(
    name: str, value: Any, pay: bool
) -> None:
    body = json.dumps(charge() | {name: value}).encode()
    try:
        found = read_charge(HttpResponse(200, body), CONFIG, TXID, to_pay=pay)
    except ProviderError:
        return
    assert found.txid == TXID
    assert parse(found.code).url if found.code else not pay


@given(st.integers(100, 599), json_values | st.fixed_dictionaries({"violacoes": json_values}))
def test_whatever_a_refusal_holds_it_is_an_error_of_ours(status: int, body: Any) -> None:
    if 200 <= status < 300:
        return
    with pytest.raises(ProviderError) as caught:
        read_charge(said(status, body), CONFIG, TXID, to_pay=True)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


@given(st.datetimes(min_value=datetime(1990, 1, 1)), st.integers(-12 * 60, 14 * 60))
def test_every_moment_of_rfc_3339_is_read(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    try:
        expected = aware.astimezone(timezone.utc)
    except OverflowError:
        assert fields.instant({"at": aware.isoformat()}, "at") is None
        return
    assert fields.instant({"at": aware.isoformat()}, "at") == expected


@pytest.mark.parametrize(
    ("written", "microsecond"),
    [
        ("2026-11-23T15:20:00Z", 0),
        ("2026-11-23t15:20:00z", 0),
        ("2026-11-23 15:20:00.5Z", 500_000),
        ("2026-11-23T15:20:00.358Z", 358_000),
        ("2026-11-23T15:20:00.123456789Z", 123_456),
        ("2026-11-23T12:20:00-0300", 0),
    ],
)
def test_spellings_of_banks_are_read(written: str, microsecond: int) -> None:
    at = datetime(2026, 11, 23, 15, 20, 0, microsecond, tzinfo=timezone.utc)
    assert fields.instant({"horario": written}, "horario") == at


@given(st.text(max_size=40))
def test_any_other_text_is_no_moment_or_an_aware_one(text: str) -> None:
    found = fields.instant({"at": text}, "at")
    assert found is None or found.tzinfo is timezone.utc
