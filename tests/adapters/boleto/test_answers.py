"""The bank's answers about a boleto: read whole, or refused with what is wrong."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.boleto.answers import read_boleto
from quita.adapters.http.messages import HttpResponse
from quita.domain.boleto.bars import Boleto
from quita.domain.boleto.factor import factor_of
from quita.domain.errors import ProviderError, ProviderRefused, ProviderUnavailable
from quita.domain.pix_building import build_dynamic

DUE = date(2026, 11, 30)
BARS = Boleto("999", factor_of(DUE), Decimal("37.00"), "7".zfill(25))
OTHER = Boleto("999", factor_of(DUE), Decimal("38.00"), "7".zfill(25))
PAYMENT = {"id": "abc123", "valor": "37.00", "horario": "2026-11-24T12:00:00.000Z"}
GOOD: dict[str, Any] = {
    "numero": "N1",
    "nossoNumero": "00000000007",
    "situacao": "REGISTRADO",
    "valor": "37.00",
    "vencimento": "2026-11-30",
    "linhaDigitavel": BARS.line,
    "codigoBarras": BARS.bars,
    "pixCopiaECola": build_dynamic("pix.example.com/1", "Quita", "São Paulo"),
    "banco": {"codigo": "999", "nome": "Banco de Teste"},
    "pagamentos": [],
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def answer(status: int = 200, **changes: Any) -> HttpResponse:
    return HttpResponse(status, json.dumps({**GOOD, **changes}).encode())


def test_answer_is_read_whole() -> None:
    boleto = read_boleto(answer(pagamentos=[PAYMENT]), "N1")
    assert (boleto.code, boleto.due_date, boleto.status) == (BARS.line, DUE, "ATIVA")
    assert boleto.payments[0].end_to_end_id == "boleto:abc123"
    assert boleto.emv


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"numero": "N2"}, "another boleto"),
        ({"situacao": "SUSPENSO"}, "no status"),
        ({"valor": 37}, "no status, amount"),
        ({"valor": "37.0"}, "no status, amount"),
        ({"vencimento": "2026-02-31"}, "due date"),
        ({"linhaDigitavel": ""}, "cannot be paid"),
        ({"linhaDigitavel": BARS.line[:-1] + "1"}, "cannot be paid"),
        ({"codigoBarras": OTHER.bars}, "different boletos"),
        ({"linhaDigitavel": OTHER.line, "codigoBarras": OTHER.bars}, "another amount"),
        ({"vencimento": "2026-12-01"}, "due date"),
        ({"pagamentos": {}}, None),
        ({"pagamentos": "sim"}, "list of payments"),
        ({"pagamentos": [{}]}, "cannot be read"),
        ({"pagamentos": [{**PAYMENT, "valor": "-1.00"}]}, "cannot be read"),
    ],
)
def test_answer_that_is_not_what_can_be_paid_is_refused(
    changes: dict[str, Any], reason: str | None
) -> None:
    if reason is None:
        assert read_boleto(answer(**changes), "N1").payments == ()
        return
    with pytest.raises(ProviderRefused, match=reason):
        read_boleto(answer(**changes), "N1")


@pytest.mark.parametrize("broken", [HttpResponse(200, b"<html>"), HttpResponse(200, b"[]"),
                                    answer(situacao="EM_REGISTRO"), answer(502)])  # fmt: skip
def test_no_answer_yet_is_unavailable(broken: HttpResponse) -> None:
    with pytest.raises(ProviderUnavailable):
        read_boleto(broken, "N1")


@pytest.mark.parametrize("emv", ["", None, "lixo", "00020101021226"])
def test_pix_that_no_app_can_read_is_left_out_and_the_bars_still_pay(emv: object) -> None:
    boleto = read_boleto(answer(pixCopiaECola=emv), "N1")
    assert (boleto.emv, boleto.code) == ("", BARS.line)


@given(st.sampled_from(sorted(GOOD)), anything)
def test_any_field_may_be_anything(name: str, value: Any) -> None:
    try:
        boleto = read_boleto(answer(**{name: value}), "N1")
    except ProviderError as error:
        assert str(error)
        return
    assert boleto.amount == Decimal("37.00")
    assert len(boleto.code) == 47
