"""Creditors' policy files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from quita.adapters.demo.creditors import CREDITORS
from quita.adapters.policies import PolicyFiles, read_policy
from quita.domain.errors import InvalidPolicy
from quita.domain.policy import CashDiscount, Terms

CNPJ = "11222333000181"
SHIPPED = Path(__file__).parents[2] / "policies"
FULL = """
cash_discounts:
  - {from_days: 30, percent: 10}
  - from_days: 180
    percent: 37,5
max_cash_discount_pct: 60%
max_installments: 18
min_installment: R$ 1.075,10
min_down_payment: 0
monthly_interest_pct: 1.99
fine_pct: 1.5
default_interest_pct: 0
first_installment_days: 20
down_payment_days: 2
offer_validity_days: 010
"""


def policy(folder: Path, text: str, name: str = f"{CNPJ}.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(InvalidPolicy) as refused:
        read_policy(policy(folder, text))
    return str(refused.value)


def test_every_field_is_read_exactly(tmp_path: Path) -> None:
    assert read_policy(policy(tmp_path, FULL)) == Terms(
        cash_discounts=(CashDiscount(30, Decimal(10)), CashDiscount(180, Decimal("37.5"))),
        max_cash_discount_pct=Decimal(60),
        max_installments=18,
        min_installment=Decimal("1075.10"),
        min_down_payment=Decimal("0.00"),
        monthly_interest_pct=Decimal("1.99"),
        fine_pct=Decimal("1.5"),
        default_interest_pct=Decimal(0),
        first_installment_days=20,
        down_payment_days=2,
        offer_validity_days=10,
    )


def test_a_field_left_out_keeps_its_default(tmp_path: Path) -> None:
    assert read_policy(policy(tmp_path, "max_installments: 3")) == Terms(max_installments=3)


def test_a_creditor_without_a_file_gets_the_default_one(tmp_path: Path) -> None:
    policy(tmp_path, "max_installments: 3", "default.yml")
    policy(tmp_path, "max_installments: 9")
    files = PolicyFiles(tmp_path)
    assert files.terms(CNPJ).max_installments == 9
    assert files.terms("12ABC34501DE35").max_installments == 3


def test_a_folder_without_a_default_says_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidPolicy, match=r"default\.yml: there is no such file"):
        PolicyFiles(tmp_path).terms(CNPJ)


@pytest.mark.parametrize(
    ("text", "field", "told"),
    [
        ("max_instalments: 3", "max_instalments", "no such field"),
        ("max_installments: many", "max_installments", "whole number"),
        ("max_installments: 0", "max_installments", "between 1 and 120"),
        ("max_installments: [3]", "max_installments", "whole number"),
        ("max_installments:", "max_installments", "whole number"),
        ("min_installment: 10.9999", "min_installment", "reais"),
        ("min_installment: 0", "min_installment", "positive"),
        ("min_down_payment: -5", "min_down_payment", "reais"),
        ("fine_pct: 2.01", "fine_pct", "CDC art. 52"),
        ("default_interest_pct: 1.5", "default_interest_pct", "súmula 379"),
        ("monthly_interest_pct: .nan", "monthly_interest_pct", "percentage"),
        ("max_cash_discount_pct: 100", "max_cash_discount_pct", "between 0 and 100"),
        ("offer_validity_days: -1", "offer_validity_days", "whole number"),
        ("cash_discounts: 10", "cash_discounts", "list of brackets"),
        ("cash_discounts: [{percent: 10}]", "cash_discounts", "from_days and percent"),
        ("cash_discounts: [{from_days: 1, percent: ten}]", "cash_discounts", "percentage"),
        ("cash_discounts: [{from_days: [], percent: 1}]", "cash_discounts", "percentage"),
        ("cash_discounts: [{from_days: 1, percent: 100}]", "cash_discounts", "between 0 and 100"),
        (
            "cash_discounts: [{from_days: 9, percent: 1}, {from_days: 9, percent: 2}]",
            "cash_discounts",
            "go up",
        ),
    ],
)
def test_a_bad_field_is_named_with_its_file(
    tmp_path: Path, text: str, field: str, told: str
) -> None:
    message = refusal(tmp_path, text)
    assert message.startswith(f"{tmp_path.name}/{CNPJ}.yml: {field}: ")
    assert told in message


def test_all_bad_fields_are_named_at_once(tmp_path: Path) -> None:
    message = refusal(tmp_path, "fine_pct: 3\nmax_installments: 3\ncolour: blue")
    assert "fine_pct: " in message
    assert "colour: no such field" in message
    assert "max_installments" not in message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not a list of"),
        ("- 1", "not a list of"),
        ("a: b: c", "not YAML"),
        ("? [fine_pct]\n: 1", "not YAML"),
        ("fine_pct: 1\nfine_pct: 2", "fine_pct is there twice"),
        ("cash_discounts: [{from_days: 1, from_days: 2, percent: 1}]", "from_days is there twice"),
    ],
)
def test_what_is_no_policy_is_refused_with_its_file(tmp_path: Path, text: str, told: str) -> None:
    message = refusal(tmp_path, text)
    assert f"{CNPJ}.yml" in message
    assert told in message


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "default.yml"
    path.write_bytes("# é\nfine_pct: 2".encode("cp1252"))
    with pytest.raises(InvalidPolicy, match="UTF-8"):
        PolicyFiles(tmp_path).terms(CNPJ)


def test_a_check_names_every_file_that_is_wrong_or_would_never_be_read(tmp_path: Path) -> None:
    policy(tmp_path, "fine_pct: 3")
    policy(tmp_path, "fine_pct: 2", "11.222.333-0001-81.yml")
    policy(tmp_path, "fine_pct: 2", "12ABC34501DE35.yaml")
    policy(tmp_path, "fine_pct: 2", "12ABC34501DE35.yml")
    found = PolicyFiles(tmp_path).problems()
    assert len(found) == 4
    for name in ("11.222.333-0001-81.yml", f"{CNPJ}.yml", "12ABC34501DE35.yaml", "default.yml"):
        assert sum(f"/{name}: " in sentence for sentence in found) == 1


def test_the_shipped_policies_are_sound_and_cover_the_demonstration() -> None:
    assert PolicyFiles(SHIPPED).problems() == []
    expected = {"default.yml", *(f"{creditor.cnpj}.yml" for creditor in CREDITORS)}
    assert {path.name for path in SHIPPED.iterdir()} == expected


def test_the_shipped_policies_differ() -> None:
    files = PolicyFiles(SHIPPED)
    terms = [files.terms(cnpj) for cnpj in ("none", *(item.cnpj for item in CREDITORS))]
    assert all(terms.count(one) == 1 for one in terms)
