"""CPF and its parts, birth dates, phones and e-mails."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.reading.forms import everything, in_words, values

_DIGITS = ("zero", "um", "dois", "três", "quatro", "cinco", "meia", "sete", "oito", "nove")


@st.composite
def _cpfs(draw: st.DrawFn) -> str:
    base = draw(st.text("0123456789", min_size=9, max_size=9).filter(lambda s: len(set(s)) > 1))
    for weight in (10, 11):
        rest = sum(int(digit) * (weight - place) for place, digit in enumerate(base)) * 10 % 11
        base += str(rest % 10)
    return base


@pytest.mark.parametrize(
    "text",
    [
        "529.982.247-25",
        "52998224725",
        "529 982 247 25",
        "529982247-25",
        "529.982.247/25",
        "5 2 9 9 8 2 2 4 7 2 5",
        "529🙂982🙂247🙂25",
        "CPF:529.982.247-25.",
        "meu cpf é 529 ponto 982 ponto 247 traço 25",
        "cinco dois nove, nove oito dois, dois quatro sete, dois cinco",
        "quinhentos e vinte e nove novecentos e oitenta e dois duzentos e quarenta e sete 25",
    ],
)
def test_a_cpf_is_read_however_it_is_separated(text: str) -> None:
    assert everything(text) == {"cpf": "52998224725"}


@pytest.mark.parametrize("text", ["529.982.247-26", "111.111.111-11", "meu cpf 123 456 789 00"])
def test_a_cpf_whose_check_digits_do_not_hold_is_nothing(text: str) -> None:
    assert everything(text) == {}


@given(cpf=_cpfs(), separators=st.sampled_from(["..-", "   ", "", ". -", "--/"]))
def test_any_cpf_comes_back(cpf: str, separators: str) -> None:
    parts = [cpf[:3], cpf[3:6], cpf[6:9], cpf[9:]]
    marks = [*separators.ljust(3)[:3], ""] if separators else [""] * 4
    text = "anota: " + "".join(part + mark for part, mark in zip(parts, marks, strict=True))
    assert values(text, "cpf") == [cpf]


@given(cpf=_cpfs())
def test_a_cpf_said_digit_by_digit_comes_back(cpf: str) -> None:
    text = "o cpf é " + " ".join(_DIGITS[int(digit)] for digit in cpf)
    assert values(text, "cpf") == [cpf]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("os três primeiros são 052", "052"),
        ("os 3 primeiro é 114", "114"),
        ("meu cpf começa com 996", "996"),
        ("começa com 104 o cpf", "104"),
        ("o começo do cpf é 956.75", "95675"),
        ("CPF final 318-04", "31804"),
        ("os últimos quatro dígitos são 2690", "2690"),
        ("o comecinho é três sete um zero", "3710"),
        ("os três primeiros é 4 1 2", "412"),
        ("meu CPF começa com trezentos e setenta e um", "371"),
        ("115 os três primeiros", "115"),
        ("os três do finalzinho é 318", "318"),
        ("final 318 do cpf", "318"),
        ("052", "052"),
    ],
)
def test_a_part_of_a_cpf_is_read_where_it_is_announced(text: str, digits: str) -> None:
    assert everything(text) == {"cpf_fragment": digits}


@pytest.mark.parametrize(
    "text",
    [
        "cartão final 1234",
        "protocolo 123456",
        "conta 12345",
        "o começo da dívida era 300 reais",
        "o primeiro boleto é 150",
    ],
)
def test_other_digits_are_no_part_of_a_cpf(text: str) -> None:
    assert values(text, "cpf_fragment") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("nasci em 22/08/97", "1997-08-22"),
        ("nasci dia 3 de junho de 1941", "1941-06-03"),
        ("nascimento: 01.02.1980", "1980-02-01"),
        ("data de nascimento 7 de maio de 92", "1992-05-07"),
        ("nacido 12 do 6 de 1969", "1969-06-12"),
        ("nasci em vinte e dois de agosto de noventa e cinco", "1995-08-22"),
        ("14/03/2006 nasc", "2006-03-14"),
        ("vim ao mundo em 7/9/85", "1985-09-07"),
        ("Patrícia Lemos, 07/05/1992", "1992-05-07"),
        ("nasci em 1987", "1987"),
    ],
)
def test_a_birth_is_read_as_such_and_as_no_other_date(text: str, day: str) -> None:
    assert everything(text) == {"birth_date": day}


@pytest.mark.parametrize(
    "text",
    ["débito vencido em 10/01/2005", "comprei em 12/03/2004", "meu filho nasceu ontem", "22/08"],
)
def test_other_dates_are_no_births(text: str) -> None:
    assert values(text, "birth_date") == []


@given(
    birth=st.dates(date(1930, 1, 1), date(2011, 12, 31)),
    form=st.sampled_from(["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%d %m %Y"]),
)
def test_any_birth_comes_back_after_the_question(birth: date, form: str) -> None:
    text = format(birth, form)
    assert values(text, "birth_date", asked="birth_date") == [format(birth, "%Y-%m-%d")]


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("11 97654-3210", "+5511976543210"),
        ("(51) 99876-1122", "+5551998761122"),
        ("+55 98 98456-7788", "+5598984567788"),
        ("5511987654321", "+5511987654321"),
        ("me chama no 62984127765", "+5562984127765"),
        ("(34) 3831-2290", "+553438312290"),
        ("11 9 8765 4321", "+5511987654321"),
        ("+351 912 345 678", "+351912345678"),
        ("meu zap é onze nove oito sete meia cinco quatro três dois um", "+5511987654321"),
    ],
)
def test_a_phone_is_written_in_e164(text: str, phone: str) -> None:
    assert everything(text) == {"phone": phone}


@pytest.mark.parametrize(
    "text", ["4004-1234", "protocolo 1132145566", "cpf 62984127760", "zap onze nove oito sete"]
)
def test_other_numbers_are_no_phones(text: str) -> None:
    assert values(text, "phone") == []


@given(area=st.sampled_from(["11", "21", "51", "81", "92"]), digits=st.integers(0, 99_999_999))
def test_any_mobile_comes_back(area: str, digits: int) -> None:
    subscriber = f"9{60_000_000 + digits % 40_000_000}"
    for text in (
        f"({area}) {subscriber[:5]}-{subscriber[5:]}",
        f"meu zap é {area} {subscriber[:5]} {subscriber[5:]}",
        f"+55{area}{subscriber}",
    ):
        assert values(text, "phone") == [f"+55{area}{subscriber}"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("meu email é Ana.Lima@Gmail.com.", "ana.lima@gmail.com"),
        ("manda no ze.da_moto+1@yahoo.com.br pfv", "ze.da_moto+1@yahoo.com.br"),
        ("ana @ gmail.com", "ana@gmail.com"),
        ("ana95 arroba gmail ponto com", "ana95@gmail.com"),
    ],
)
def test_an_email_comes_in_lower_case(text: str, address: str) -> None:
    assert everything(text) == {"email": address}


@pytest.mark.parametrize("text", ["ana@gmail", "@ana", "vendi duas arrobas de café", "a@@b.c"])
def test_half_an_email_is_none(text: str) -> None:
    assert values(text, "email") == []


def test_digits_said_as_hundreds_are_joined() -> None:
    text = " ".join(in_words(number) for number in (529, 982, 247, 25))
    assert values(text, "cpf") == ["52998224725"]
