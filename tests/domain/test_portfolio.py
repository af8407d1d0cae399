"""A portfolio file: what is read, what is refused, and on which line."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.debt import LegalStatus
from quita.domain.errors import InvalidPortfolio
from quita.domain.money import brl
from quita.domain.policy import Terms
from quita.domain.portfolio import Problem, decode, parse
from quita.domain.portfolio_row import COLUMNS, PortfolioRow
from tests.portfolio_samples import GOOD, OPTIONAL, portfolio_file

DAY = date(2026, 11, 23)


def row(**change: str) -> PortfolioRow:
    """The row of a file of one good line, changed."""
    parsed = parse(portfolio_file(change), DAY)
    assert parsed.problems == ()
    return parsed.rows[0]


def reasons(**change: str) -> list[str]:
    """Why a line, good but for the change, is bad."""
    parsed = parse(portfolio_file(change), DAY)
    assert all(line == 2 for line, _ in parsed.problems)
    return [reason for _, reason in parsed.problems]


def refusal(text: str) -> Problem:
    """The one problem of a file that is none."""
    with pytest.raises(InvalidPortfolio) as refused:
        parse(text, DAY)
    (problem,) = refused.value.problems
    return problem


def test_a_good_line_is_read_whole() -> None:
    assert row() == PortfolioRow(
        line=2,
        external_id="A-1",
        debtor_name="Maria da Conceição",
        cpf="52998224725",
        birth_date=date(1987, 8, 22),
        phones=("+5551981234567", "+5551987654321"),
        email="maria@example.com",
        creditor_name="Loja do Povo S.A.",
        creditor_cnpj="11222333000181",
        creditor_address="Rua da Praia, 1, Porto Alegre - RS",
        product="Cartão da loja",
        contract="0099",
        original_amount=Decimal("1000.00"),
        due_date=date(2026, 1, 10),
        updated_amount=None,
        max_cash_discount_pct=None,
        max_installments=None,
        min_installment=None,
        min_down_payment=None,
        monthly_interest_pct=None,
        correction_amount=Decimal("0.00"),
        fine_amount=Decimal("0.00"),
        interest_amount=Decimal("0.00"),
        fees_amount=Decimal("0.00"),
        original_creditor_name=None,
        assignment_date=None,
        prescription_date=None,
        legal_status=LegalStatus.NONE,
    )


def test_every_column_that_is_filled_in_counts() -> None:
    full = row(
        updated_amount="R$ 1.129,50",
        max_cash_discount_pct="37,5%",
        max_installments="18",
        min_installment="75,10",
        min_down_payment="0",
        monthly_interest_pct="1.99",
        correction_amount="-10,50",
        fine_amount="20.00",
        interest_amount="100",
        fees_amount="20",
        original_creditor_name="Banco Antigo",
        assignment_date="01/05/2026",
        prescription_date="2031-01-10",
        legal_status="Protested",
    )
    assert full.updated_amount == Decimal("1129.50")
    assert full.max_cash_discount_pct == Decimal("37.5")
    assert full.max_installments == 18
    assert (full.min_installment, full.min_down_payment) == (Decimal("75.10"), Decimal("0.00"))
    assert full.monthly_interest_pct == Decimal("1.99")
    assert full.supplied.charges == Decimal("129.50")
    assert full.original_creditor_name == "Banco Antigo"
    assert (full.assignment_date, full.prescription_date) == (date(2026, 5, 1), date(2031, 1, 10))
    assert full.legal_status is LegalStatus.PROTESTED


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_spreadsheets_of_all_kinds_say_the_same(mark: str, separator: str, end: str) -> None:
    columns = [name.upper() for name in reversed(GOOD)]
    good = {name.upper(): value for name, value in GOOD.items()}
    text = portfolio_file(good, columns=columns, separator=separator).replace("\n", end)
    assert parse(decode((mark + text).encode()), DAY).rows == (row(),)


def test_optional_columns_may_be_missing_altogether() -> None:
    assert parse(portfolio_file({}, columns=list(GOOD)), DAY).rows == (row(),)


def test_an_empty_contract_is_the_external_id() -> None:
    assert row(contract="").contract == "A-1"


def test_no_minimum_installment_is_one_cent() -> None:
    assert row(min_installment="0").min_installment == Decimal("0.01")


def test_a_cnpj_with_letters_is_a_creditors() -> None:
    assert row(creditor_cnpj="12.abc.345/01de-35").creditor_cnpj == "12ABC34501DE35"


def test_the_same_phone_twice_counts_once_and_foreign_ones_need_a_plus() -> None:
    read = row(phones="51 98123-4567 | 051981234567 || +351 912 345 678").phones
    assert read == ("+5551981234567", "+351912345678")
    assert row(phones="").phones == ()


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("external_id", "", "está vazio"),
        ("external_id", "x" * 201, "máximo é 200"),
        ("debtor_name", "   ", "está vazio"),
        ("debtor_name", "12345", "não parece um nome"),
        ("debtor_name", "Jo\ufffdo Silva", "UTF-8"),
        ("cpf", "529.982.247-24", "confira os dígitos"),
        ("cpf", "111.111.111-11", "confira os dígitos"),
        ("cpf", "5212345678", "zeros da esquerda"),
        ("cpf", "11.222.333/0001-81", "CNPJ; empresa como devedora não é aceita"),
        ("cpf", "12ABC34501DE35", "CNPJ; empresa como devedora não é aceita"),
        ("cpf", "maria", "não é um CPF"),
        ("cpf", "٥٢٩٩٨٢٢٤٧٢٥", "não é um CPF"),
        ("birth_date", "22/08/87", "não é uma data"),
        ("birth_date", "31/02/1987", "não existe no calendário"),
        ("birth_date", "2026-01-09", "de 16 a 120 anos"),
        ("birth_date", "2010-11-24", "de 16 a 120 anos"),
        ("birth_date", "1900-01-01", "de 16 a 120 anos"),
        ("phones", "51 98123-4567|123", "o 2º telefone"),
        ("phones", "98123-4567", "o 1º telefone"),
        ("email", "maria@", "e-mail"),
        ("creditor_name", "", "está vazio"),
        ("creditor_cnpj", "11.222.333/0001-80", "confira os dígitos"),
        ("creditor_cnpj", "1222333000181", "zeros da esquerda"),
        ("creditor_address", "", "está vazio"),
        ("product", "", "está vazio"),
        ("original_amount", "", "está vazio"),
        ("original_amount", "0,00", "maior que zero"),
        ("original_amount", "-10", "não é um valor"),
        ("original_amount", "1e3", "não é um valor"),
        ("original_amount", "1,234.56", "não é um valor"),
        ("original_amount", "10,999", "não é um valor"),
        ("original_amount", "99999999999", "dez bilhões"),
        ("due_date", "", "está vazio"),
        ("due_date", "10-01-2026", "não é uma data"),
        ("due_date", "1994-06-30", "antes do real"),
        ("due_date", "2206-01-10", "anos no futuro"),
        ("updated_amount", "a calcular", "não é um valor"),
        ("updated_amount", "0", "maior que zero"),
        ("max_cash_discount_pct", "100", "menos de 100"),
        ("max_cash_discount_pct", "40 por cento", "porcentagem"),
        ("max_installments", "0", "de 1 a 120"),
        ("max_installments", "121", "de 1 a 120"),
        ("max_installments", "12.5", "número inteiro"),
        ("monthly_interest_pct", "21", "de 0 a 20"),
        ("min_down_payment", "-1", "não é um valor"),
        ("fees_amount", "-1", "não é um valor"),
        ("assignment_date", "2026-11-24", "está no futuro"),
        ("prescription_date", "2026-01-10", "depois do vencimento"),
        ("legal_status", "processo", "none, protested ou lawsuit"),
    ],
)
def test_a_bad_cell_is_named_with_its_reason(column: str, value: str, told: str) -> None:
    (reason,) = reasons(**{column: value})
    assert reason.startswith(f"{column}: ")
    assert told in reason


def test_a_line_is_bad_for_all_its_reasons_at_once() -> None:
    told = reasons(cpf="1", due_date="amanhã", max_installments="muitas")
    assert [reason.split(":")[0] for reason in told] == ["cpf", "due_date", "max_installments"]


def test_no_reason_quotes_what_identifies_somebody() -> None:
    told = reasons(
        debtor_name="4321",
        cpf="52998224724",
        birth_date="1787-08-22",
        phones="98123-4567",
        email="@",
    )
    assert len(told) == 5
    assert not any(secret in " ".join(told) for secret in ("4321", "5299", "1787", "98123", "@"))


def test_a_debt_of_before_the_birth_is_refused() -> None:
    assert reasons(birth_date="2000-05-05", due_date="2000-05-05") == [
        "due_date: vem antes do nascimento"
    ]


def test_a_fine_above_two_percent_is_refused() -> None:
    (reason,) = reasons(fine_amount="20.01")
    assert "CDC art. 52 §1" in reason
    assert "R$ 20,00" in reason
    assert reasons(fine_amount="20.00") == []


def test_a_fine_may_be_reckoned_on_the_corrected_amount() -> None:
    assert reasons(correction_amount="100", fine_amount="22.00") == []
    assert reasons(correction_amount="100", fine_amount="22.01") != []
    assert reasons(correction_amount="-100", fine_amount="20.00") == []


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    first = portfolio_file(
        {"creditor_address": "Rua da Praia, 1\nPorto Alegre\r\nRS"},  # lines 2 to 4
        {"external_id": "A-2", "product": "Cartão\nda loja", "due_date": "nunca"},  # 5 and 6
    )
    blank = "\n,,,,\n"  # 7 and 8
    last = portfolio_file({"external_id": "A-3", "cpf": "0"}).partition("\n")[2]  # 9
    text = first + blank + last
    assert text.splitlines()[8].startswith("A-3")
    problems = parse(text, DAY).problems
    assert [(line, reason.split(":")[0]) for line, reason in problems] == [
        (5, "due_date"),
        (9, "cpf"),
    ]


def test_white_space_within_a_text_becomes_single() -> None:
    assert row(creditor_address=" Rua da Praia, 1\n  Porto Alegre ").creditor_address == (
        "Rua da Praia, 1 Porto Alegre"
    )


def test_a_line_of_too_few_or_too_many_cells_is_named() -> None:
    parsed = parse(portfolio_file({}) + "A-2,Maria\n" + "," * 30 + "x\n", DAY)
    assert [line for line, _ in parsed.problems] == [3, 4]
    assert "tem 2 colunas e o cabeçalho tem 27" in parsed.problems[0][1]
    assert len(parsed.rows) == 1
    assert parsed.bad_lines == 2


def test_a_quote_that_nothing_closes_is_named_where_it_opens() -> None:
    parsed = parse(portfolio_file({}) + 'A-2,"Maria\n' + "A-3,João\n", DAY)
    ((line, reason),) = parsed.problems
    assert line == 3
    assert "aspas" in reason
    assert "até a linha 4" in reason


def test_a_debt_that_is_there_twice_is_named_with_its_first_line() -> None:
    parsed = parse(portfolio_file({}, {"creditor_cnpj": "11222333000181"}), DAY)
    assert parsed.problems == ((3, "external_id: esta dívida do mesmo credor já está na linha 2"),)
    assert [kept.line for kept in parsed.rows] == [2]


def test_two_creditors_may_use_the_same_external_id() -> None:
    assert parse(portfolio_file({}, {"creditor_cnpj": "12ABC34501DE35"}), DAY).problems == ()


def test_one_cpf_with_two_birth_dates_is_named() -> None:
    parsed = parse(portfolio_file({}, {"external_id": "A-2", "birth_date": "23/08/1987"}), DAY)
    assert parsed.problems == ((3, "birth_date: é outra para o mesmo CPF na linha 2"),)


@pytest.mark.parametrize("text", ["", "\ufeff", "\n \n", "\ufeff\r\n"])
def test_an_empty_file_is_one_problem(text: str) -> None:
    assert refusal(text) == (1, "o arquivo está vazio")


def test_a_header_alone_is_one_problem() -> None:
    line, reason = refusal(portfolio_file())
    assert line == 1
    assert "nenhuma dívida" in reason


def test_a_header_names_all_that_is_wrong_with_it() -> None:
    columns = [*(name for name in GOOD if name not in ("cpf", "due_date")), "prescripton_date"]
    line, reason = refusal(portfolio_file({}, columns=[*columns, "email"]))
    assert line == 1
    assert "faltam: cpf, due_date" in reason
    assert "não existem: prescripton_date" in reason
    assert "estão repetidas: email" in reason


@pytest.mark.parametrize("text", ["A-1,Maria,1\nx", ";;;;\n", '"aspas', "a\x00b,c\n"])
def test_what_is_no_portfolio_is_one_problem(text: str) -> None:
    assert refusal(text)[0] == 1


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_another_encoding_is_one_problem_that_says_where(encoding: str) -> None:
    with pytest.raises(InvalidPortfolio) as refused:
        decode(portfolio_file({}).encode(encoding))
    ((line, reason),) = refused.value.problems
    assert line == 1
    assert "UTF-8" in reason
    assert ("linha 2" in reason) == (encoding == "cp1252")


def test_the_operators_guide_has_every_column_and_an_example_that_loads() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "portfolio-file.md").read_text(encoding="utf-8")
    assert [name for name in COLUMNS if f"| `{name}` |" not in guide] == []
    assert [item.name for item in fields(Terms) if f"| `{item.name}` |" not in guide] == []
    assert "| `authority` |" in guide
    example = guide.partition("```csv\n")[2].partition("```")[0]
    assert parse(example, DAY).problems == ()
    assert len(parse(example, DAY).rows) == 2


def test_all_optional_columns_are_known() -> None:
    assert parse(portfolio_file({}, columns=[*OPTIONAL, *GOOD]), DAY).rows == (row(),)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(InvalidPortfolio):
        parse(text, DAY)


# The csv module writes no NUL.
cells = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=30
)


@given(st.dictionaries(st.sampled_from([*GOOD, *OPTIONAL]), cells, max_size=6))
def test_any_cells_are_read_or_named(change: dict[str, str]) -> None:
    parsed = parse(portfolio_file(change), DAY)
    assert bool(parsed.rows) != bool(parsed.problems)


@given(st.decimals("0.01", "9999999999.99", places=2))
def test_an_amount_comes_back_from_each_way_of_writing_it(amount: Decimal) -> None:
    brazilian = brl(amount)
    for text in (
        str(amount),
        brazilian,
        brazilian.removeprefix("R$ "),
        f"{amount}".replace(".", ","),
    ):
        assert row(original_amount=text).original_amount == amount


@given(st.dates(date(1994, 7, 1), date(2036, 11, 23)))
def test_a_date_comes_back_from_each_way_of_writing_it(day: date) -> None:
    for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}"):
        assert row(due_date=text).due_date == day


@given(st.decimals(0, "99.99", places=2))
def test_a_percentage_comes_back_from_each_way_of_writing_it(percent: Decimal) -> None:
    for text in (str(percent), f"{percent}%".replace(".", ","), f"{percent} %"):
        assert row(max_cash_discount_pct=text).max_cash_discount_pct == percent
