"""Creditors' policy files."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from quita.adapters.demo.creditors import CREDITORS
from quita.adapters.policies import SCHEMA, PolicyFiles, read_policy
from quita.domain.errors import InvalidPolicy
from quita.domain.policy import (
    Authority,
    Bracket,
    ChargesOn,
    Delisting,
    Eligibility,
    Role,
    Terms,
)

CNPJ = "11222333000181"
SHIPPED = Path(__file__).parents[2] / "policies"
FULL = """
ageing:
  - {from_days: 30, cash_discount_pct: 10}
  - from_days: 180
    cash_discount_pct: 37.5
    max_installments: 6
    monthly_interest_pct: 0
max_cash_discount_pct: 60
max_installments: 18
min_installment: 1075.10
min_down_payment: 0
monthly_interest_pct: 1.99
interest_free_installments: 3
fine_pct: 1.5
default_interest_pct: 0
charges_on: corrected
correction_index: ipca
first_installment_days: 20
down_payment_days: 2
offer_validity_days: 10
grace_days: 7
discount_for: {from_days: 15}
installments_for: {min_owed: 100, max_owed: 5000.50}
authority:
  bot: {max_cash_discount_pct: 50}
  agent: {max_cash_discount_pct: 60, max_installments: 20}
  supervisor: {max_installments: 24}
delisting: settlement
max_due_date_changes: 1
max_due_date_shift_days: 10
max_agreements: 3
existential_minimum: 700
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
        ageing=(
            Bracket(30, Decimal(10)),
            Bracket(180, Decimal("37.5"), 6, Decimal(0)),
        ),
        max_cash_discount_pct=Decimal(60),
        max_installments=18,
        min_installment=Decimal("1075.10"),
        min_down_payment=Decimal("0.00"),
        monthly_interest_pct=Decimal("1.99"),
        interest_free_installments=3,
        fine_pct=Decimal("1.5"),
        default_interest_pct=Decimal(0),
        charges_on=ChargesOn.CORRECTED,
        correction_index="ipca",
        first_installment_days=20,
        down_payment_days=2,
        offer_validity_days=10,
        grace_days=7,
        discount_for=Eligibility(15),
        installments_for=Eligibility(0, Decimal(100), Decimal("5000.50")),
        bot=Authority(Decimal(50)),
        agent=Authority(Decimal(60), 20),
        supervisor=Authority(None, 24),
        delisting=Delisting.SETTLEMENT,
        max_due_date_changes=1,
        max_due_date_shift_days=10,
        max_agreements=3,
        existential_minimum=Decimal(700),
    )


def test_the_schema_is_one_and_knows_every_field_of_the_terms() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    roles = {role.value for role in Role}
    assert set(schema["properties"]) == {f.name for f in fields(Terms)} - roles | {"authority"}


def test_no_number_of_a_policy_becomes_a_float(tmp_path: Path) -> None:
    terms = read_policy(policy(tmp_path, "min_installment: 0.1\nfine_pct: 0.3"))
    assert (terms.min_installment, terms.fine_pct) == (Decimal("0.10"), Decimal("0.3"))


def test_a_field_left_out_keeps_its_default(tmp_path: Path) -> None:
    assert read_policy(policy(tmp_path, "max_installments: 3")) == Terms(max_installments=3)


def test_a_creditor_without_a_file_gets_the_default_one(tmp_path: Path) -> None:
    policy(tmp_path, "max_installments: 3", "default.yml")
    policy(tmp_path, "max_installments: 9")
    files = PolicyFiles(tmp_path)
    assert files.terms(CNPJ).max_installments == 9
    assert files.terms("12ABC34501DE35").max_installments == 3


def test_a_folder_without_a_default_says_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidPolicy, match=r"default\.yml: o arquivo não existe"):
        PolicyFiles(tmp_path).terms(CNPJ)


@pytest.mark.parametrize(
    ("text", "field", "told"),
    [
        ("max_installments: many", "max_installments", "de 1 a 120"),
        ("max_installments: 0", "max_installments", "de 1 a 120"),
        ("max_installments: 2.5", "max_installments", "de 1 a 120"),
        ("max_installments: [3]", "max_installments", "de 1 a 120"),
        ("max_installments:", "max_installments", "de 1 a 120"),
        ("max_installments: '3'", "max_installments", "de 1 a 120"),
        ("min_installment: 10.999", "min_installment", "reais"),
        ("min_installment: 1.075,10", "min_installment", "reais"),
        ("min_installment: 0", "min_installment", "acima de zero"),
        ("min_down_payment: -5", "min_down_payment", "reais"),
        ("fine_pct: 2.01", "fine_pct", "CDC art. 52"),
        ("default_interest_pct: 1.5", "default_interest_pct", "súmula 379"),
        ("monthly_interest_pct: .nan", "monthly_interest_pct", "porcentagem"),
        ("monthly_interest_pct: 1.00001", "monthly_interest_pct", "porcentagem"),
        ("max_cash_discount_pct: 100", "max_cash_discount_pct", "menos de 100"),
        ("max_cash_discount_pct: 60%", "max_cash_discount_pct", "porcentagem"),
        ("offer_validity_days: -1", "offer_validity_days", "dias"),
        ("delisting: never", "delisting", "first_payment"),
        ("charges_on: all", "charges_on", "corrected"),
        ("correction_index: ../../etc/x", "correction_index", "policies/indexes"),
        ("discount_for: 3", "discount_for", "from_days"),
        ("authority: {agent: {max_installments: 0}}", "authority.agent.max_installments", "120"),
        ("ageing: 10", "ageing", "lista de faixas"),
        ("ageing: [{cash_discount_pct: 10}]", "ageing.0", "from_days"),
        ("ageing: [{from_days: 1, cash_discount_pct: ten}]", "ageing.0.cash_discount_pct", "porc"),
        ("ageing: [{from_days: 1, cash_discount_pct: 1.12345}]", "ageing.0.cash_discount_pct", "p"),
        ("ageing: [{from_days: []}]", "ageing.0.from_days", "dias"),
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
    assert "fine_pct: não é" in message
    assert "colour: esse campo não existe" in message
    assert "max_installments" not in message
    message = refusal(tmp_path, "authority: {intern: {}}")
    assert "authority: intern: esse campo não existe" in message


def test_brackets_go_up_by_age(tmp_path: Path) -> None:
    assert "ageing goes up" in refusal(tmp_path, "ageing: [{from_days: 9}, {from_days: 9}]")


def test_an_index_that_is_not_there_is_named(tmp_path: Path) -> None:
    policy(tmp_path, "correction_index: igpm", "default.yml")
    assert PolicyFiles(tmp_path).problems() == ["indexes/igpm.csv: o arquivo não existe"]


def test_an_index_that_lacks_the_newest_months_is_told(tmp_path: Path) -> None:
    policy(tmp_path, "correction_index: x1", "default.yml")
    (tmp_path / "indexes").mkdir()
    (tmp_path / "indexes" / "x1.csv").write_text("month,percent\n2026-08,0.1\n")
    files = PolicyFiles(tmp_path)
    assert files.stale_indexes(date(2026, 10, 31)) == []
    (told,) = files.stale_indexes(date(2026, 11, 1))
    assert "x1.csv: termina em 08/2026" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "uma lista de linhas"),
        ("- 1", "uma lista de linhas"),
        ("a: b: c", "não é YAML"),
        ("? [fine_pct]\n: 1", "não é YAML"),
        ("fine_pct: 1\nfine_pct: 2", "fine_pct aparece duas vezes"),
        ("ageing: [{from_days: 1, from_days: 2}]", "from_days aparece duas vezes"),
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
    assert {path.name for path in SHIPPED.glob("*.*")} == expected


def test_the_shipped_policies_differ() -> None:
    files = PolicyFiles(SHIPPED)
    terms = [files.terms(cnpj) for cnpj in ("none", *(item.cnpj for item in CREDITORS))]
    assert all(terms.count(one) == 1 for one in terms)
