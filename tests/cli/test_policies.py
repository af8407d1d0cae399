"""`quita policy`: what creditors allow, checked and explained."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quita.cli import main
from quita.cli.policy_words import explain
from quita.domain.policy import Authority, Bracket, ChargesOn, Delisting, Eligibility, Terms


def test_the_shipped_policies_are_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check"]) == 0
    said = capsys.readouterr()
    assert "Todas as políticas estão em ordem." in said.out


def test_a_creditors_policy_is_explained_and_the_default_one_where_it_has_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["policy", "explain", "99101001000190"]) == 0
    assert "de 60 até 179 dias de atraso: 15%; no máximo 12 parcelas." in capsys.readouterr().out
    assert main(["policy", "explain", "00000000000000"]) == 0
    assert capsys.readouterr().out.startswith("default.yml")


def test_a_full_policy_leaves_nothing_unsaid() -> None:
    terms = Terms(
        ageing=(Bracket(0, Decimal(5), None, Decimal(1)), Bracket(90, Decimal("12.5"))),
        min_down_payment=Decimal(80),
        monthly_interest_pct=Decimal("1.99"),
        interest_free_installments=3,
        charges_on=ChargesOn.CORRECTED,
        correction_index="ipca",
        discount_for=Eligibility(30, Decimal(100)),
        installments_for=Eligibility(0, Decimal(0), Decimal(900)),
        agent=Authority(Decimal(60), 20),
        delisting=Delisting.SETTLEMENT,
    )
    text = "\n".join(explain(terms))
    for said in (
        "de 0 até 89 dias de atraso: 5%; parcelas com 1% ao mês.",
        "de 90 dias ou mais de atraso: 12,5%.",
        "entrada de pelo menos R$ 80,00",
        "Em até 3 vezes, sem juros.",
        "corrigido pelo IPCA",
        "sobre o valor corrigido",
        "O desconto é só para dívidas com 30 dias de atraso ou mais e a partir de R$ 100,00.",
        "O parcelamento é só para dívidas de até R$ 900,00.",
        "depois de tudo pago",
        "Um atendente pode oferecer até 60% de desconto à vista e até 20 parcelas.",
    ):
        assert said in text


def test_cash_only_and_no_discount_are_said_in_so_many_words() -> None:
    said = explain(Terms(max_installments=1))
    assert "À vista: sem desconto." in said
    assert "Só à vista: não há parcelamento." in said
    own = explain(Terms(max_cash_discount_pct=Decimal(40)))
    assert "À vista: desconto de até 40%, com qualquer atraso." in own
