"""Days, resolved against the day of the message."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.business_days import is_business_day
from tests.domain.reading.forms import MONTHS, in_words, values

_SENT = st.dates(date(2025, 1, 1), date(2030, 12, 31))
_WEEKDAYS = ("segunda-feira", "terça", "quarta-feira", "quinta-feira", "sexta-feira", "sábado")


def _day(text: str, sent_on: str = "2026-11-23") -> list[str]:
    return values(text, "date", date.fromisoformat(sent_on))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hoje", "2026-11-23"),
        ("pago hj", "2026-11-23"),
        ("amanhã cedo", "2026-11-24"),
        ("amanha", "2026-11-24"),
        ("amnh eu pago", "2026-11-24"),
        ("depois de amanhã", "2026-11-25"),
        ("dps d amanha", "2026-11-25"),
        ("paguei ontem", "2026-11-22"),
        ("anteontem", "2026-11-21"),
        ("antes de ontem", "2026-11-21"),
        ("05/12", "2026-12-05"),
        ("5/12/26", "2026-12-05"),
        ("05.12.2026", "2026-12-05"),
        ("05-12-2026", "2026-12-05"),
        ("2026-12-05", "2026-12-05"),
        ("5 de dezembro", "2026-12-05"),
        ("1º de dezembro", "2026-12-01"),
        ("primeiro de dezenbro", "2026-12-01"),
        ("dia cinco de dez", "2026-12-05"),
        ("dia 10", "2026-12-10"),
        ("dia 30", "2026-11-30"),
        ("dia 1º", "2026-12-01"),
        ("dia primeiro", "2026-12-01"),
        ("dia vinte e cinco", "2026-11-25"),
        ("dia 10/12", "2026-12-10"),
        ("dia 10 do 12", "2026-12-10"),
        ("dia 10 do mês que vem", "2026-12-10"),
        ("10 do mes q vem", "2026-12-10"),
        ("dia 5 do próximo mês", "2026-12-05"),
        ("depois do dia 10", "2026-12-10"),
        ("quero todo dia 10", "2026-12-10"),
        ("semana que vem", "2026-11-30"),
        ("próxima semana", "2026-11-30"),
        ("mês que vem", "2026-12-01"),
        ("fim do mês", "2026-11-30"),
        ("final de mês", "2026-11-30"),
        ("fim do mês que vem", "2026-12-31"),
        ("começo do mês", "2026-12-01"),
        ("daqui a 10 dias", "2026-12-03"),
        ("daqui uns quinze dias", "2026-12-08"),
        ("daqui 2 semanas", "2026-12-07"),
        ("daqui a um mês", "2026-12-23"),
        ("pago em 5 dias", "2026-11-28"),
        ("daqui a 3 dias úteis", "2026-11-26"),
        ("sexta", "2026-11-27"),
        ("sesta feira", "2026-11-27"),
        ("6ª feira", "2026-11-27"),
        ("sexta que vem", "2026-11-27"),
        ("terça da semana que vem", "2026-12-01"),
        ("domingo", "2026-11-29"),
        ("segunda-feira", "2026-11-30"),
        ("pago na segunda", "2026-11-30"),
        ("quinto dia útil", "2026-12-07"),
        ("onti eu deposite", "2026-11-22"),
        ("hoji", "2026-11-23"),
        ("vou dormir que manhã eu pago", "2026-11-24"),
        ("manhã eu resolvo isso", "2026-11-24"),
        ("sigunda-fera", "2026-11-30"),
        ("mês que vem, dia 12", "2026-12-12"),
        ("até o natal", "2026-12-25"),
        ("dizembro não, 20 de dizembro", "2026-12-20"),
        ("5º dia útil", "2026-12-07"),
        ("primeiro dia útil do mês que vem", "2026-12-01"),
        ("último dia útil", "2026-11-30"),
        ("muda o dia do boleto pro 20", "2026-12-20"),
    ],
)
def test_a_day_is_read_in_the_forms_people_write(text: str, day: str) -> None:
    assert _day(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("paguei dia 10", "2026-11-10"),
        ("pagui dia 10", "2026-11-10"),
        ("pagu dia 10", "2026-12-10"),
        ("podi sê dia 10", "2026-12-10"),
        ("vô na loja dia 10 conversá", "2026-12-10"),
        ("errei, dia 10", "2026-12-10"),
        ("desconto para pagamento em 03/12", "2026-12-03"),
        ("paguei no dia 23", "2026-11-23"),
        ("o boleto foi pago dia 10", "2026-11-10"),
        ("paguei quinta", "2026-11-19"),
        ("paguei segunda", "2026-11-16"),
        ("sexta passada", "2026-11-20"),
        ("sábado retrasado", "2026-11-14"),
        ("quitei em 05/10", "2026-10-05"),
        ("paguei 24/07", "2026-07-24"),
        ("o comprovante de 15/10", "2026-10-15"),
        ("vencido em 14/06", "2026-06-14"),
        ("ele partiu quinta de infarto", "2026-11-19"),
        ("tentei pagar dia 10 e não deu", "2026-11-10"),
        ("desde o dia 3", "2026-11-03"),
        ("já faz três dias que paguei", "2026-11-20"),
        ("paguei há 2 semanas", "2026-11-09"),
        ("uns 3 dias atrás", "2026-11-20"),
        ("semana passada", "2026-11-16"),
        ("fim do mês passado", "2026-10-31"),
        ("o salário caiu no quinto dia útil", "2026-11-09"),
        ("vence 05/10", "2026-10-05"),
    ],
)
def test_what_has_happened_lies_in_the_past(text: str, day: str) -> None:
    assert _day(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("pago dia 10", "2026-12-10"),
        ("pagarei dia 10", "2026-12-10"),
        ("combinei de pagar dia 10", "2026-12-10"),
        ("eles mudaram para o dia 10", "2026-12-10"),
        ("agendei pra sexta", "2026-11-27"),
        ("meu salário atrasou, recebo sexta", "2026-11-27"),
        ("o benefício é depositado no dia 4", "2026-12-04"),
        ("quem inventou vencimento dia 10", "2026-12-10"),
    ],
)
def test_what_is_to_come_lies_in_the_future(text: str, day: str) -> None:
    assert _day(text) == [day]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("em vez do dia 10 pode ser 15?", ["2026-12-10", "2026-12-15"]),
        ("dia 10 não, o 20", ["2026-12-10", "2026-12-20"]),
        ("tira 1/3 que eu pago", []),
        ("de manhã eu não consigo", []),
        ("passei a manhã toda no banco", []),
        ("moro em Natal", []),
        ("moro na rua 7 de setembro", []),
    ],
)
def test_a_day_that_takes_the_place_of_another_is_read(text: str, found: list[str]) -> None:
    assert _day(text) == found


def test_each_day_takes_the_tense_of_its_own_clause() -> None:
    assert _day("paguei dia 10 e o resto pago dia 20") == ["2026-11-10", "2026-12-20"]
    assert _day("paguei no sábado. Só processa na segunda?") == ["2026-11-21", "2026-11-30"]


def test_the_day_of_the_message_itself_is_meant_by_its_number_but_not_by_its_weekday() -> None:
    assert _day("pago dia 23") == ["2026-11-23"]
    assert _day("pago segunda") == ["2026-11-30"]
    assert _day("hoje é segunda") == ["2026-11-23", "2026-11-23"]


def test_a_year_turns() -> None:
    assert _day("pago 15/01", "2026-12-30") == ["2027-01-15"]
    assert _day("paguei isso 30/12", "2027-01-05") == ["2026-12-30"]
    assert _day("mês que vem", "2026-12-30") == ["2027-01-01"]


def test_a_month_without_that_day_is_passed_over() -> None:
    assert _day("pago dia 31", "2026-11-23") == ["2026-12-31"]
    assert _day("vence 29/02", "2027-12-01") == ["2028-02-29"]


def test_business_days_skip_national_holidays() -> None:
    assert _day("no quinto dia util", "2026-09-01") == ["2026-09-08"]


def test_two_days_of_one_month_are_both_read() -> None:
    assert _day("dia 5 ou 20") == ["2026-12-05", "2026-12-20"]
    assert _day("dias 5 e 20") == ["2026-12-05", "2026-12-20"]


def test_a_weekday_and_its_date_are_one_day() -> None:
    assert _day("sexta, dia 27") == ["2026-11-27"]
    assert _day("hoje (23/11)") == ["2026-11-23"]


@pytest.mark.parametrize(
    "text",
    [
        "preciso da segunda via",
        "a quinta parcela",
        "segunda opção",
        "pela sexta vez",
        "travei na quarta do acordo",
        "de segunda a sexta",
        "toda sexta eu recebo",
        "hoje em dia é golpe pra todo lado",
        "ano que vem eu caso",
        "em dezembro",
        "12/2026",
        "parcela 3/12",
        "1/3 do valor",
        "atendimento 24/7",
        "faz 2 semanas que nem durmo",
        "parado faz dois meses",
        "daqui a pouco",
        "31/02",
        "demora quantos dias?",
        "comprov. TED em seguida",
        "3 meses",
    ],
)
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    assert _day(text) == []


@given(sent_on=_SENT, ahead=st.integers(0, 200), form=st.sampled_from(range(7)))
def test_any_coming_day_comes_back(sent_on: date, ahead: int, form: int) -> None:
    day = sent_on + timedelta(days=ahead)
    month = MONTHS[day.month - 1]
    text = [
        f"pago {day:%d/%m}",
        f"pago em {day.day}/{day.month}/{day:%y}",
        f"vence {day:%d/%m/%Y}",
        f"pago dia {day.day} de {month}",
        f"até {day.day} de {month.upper()}",
        f"pago {in_words(day.day)} de {month} de {day.year}",
        f"{day.isoformat()}",
    ][form]
    assert values(text, "date", sent_on) == [day.isoformat()]


@given(sent_on=_SENT, back=st.integers(0, 300), form=st.sampled_from(range(4)))
def test_any_past_day_comes_back(sent_on: date, back: int, form: int) -> None:
    day = sent_on - timedelta(days=back)
    text = [
        f"paguei {day:%d/%m}",
        f"eu já quitei isso em {day.day}/{day.month}",
        f"minha mãe faleceu dia {day.day} de {MONTHS[day.month - 1]}",
        f"fizeram a compra em {day:%d.%m.%Y}",
    ][form]
    assert values(text, "date", sent_on) == [day.isoformat()]


@given(sent_on=_SENT, day=st.integers(1, 31))
def test_a_day_of_the_month_is_the_nearest_one_ahead_or_behind(sent_on: date, day: int) -> None:
    ahead = date.fromisoformat(values(f"pago dia {day}", "date", sent_on)[0])
    behind = date.fromisoformat(values(f"paguei dia {day}", "date", sent_on)[0])
    assert ahead.day == behind.day == day
    assert behind <= sent_on <= ahead
    assert (ahead - sent_on).days <= 61
    assert (sent_on - behind).days <= 61


@given(sent_on=_SENT, weekday=st.integers(0, 5))
def test_a_weekday_lies_within_a_week(sent_on: date, weekday: int) -> None:
    name = _WEEKDAYS[weekday]
    ahead = date.fromisoformat(values(f"pago {name}", "date", sent_on)[0])
    behind = date.fromisoformat(values(f"paguei {name}", "date", sent_on)[0])
    assert ahead.weekday() == behind.weekday() == weekday
    assert (ahead - behind).days in (7, 14)
    assert behind < sent_on < ahead


@given(sent_on=_SENT, count=st.integers(1, 90), spoken=st.booleans())
def test_a_span_is_counted_from_the_message(sent_on: date, count: int, spoken: bool) -> None:
    text = f"daqui a {in_words(count) if spoken else count} dias"
    assert values(text, "date", sent_on) == [(sent_on + timedelta(days=count)).isoformat()]


@given(sent_on=_SENT, nth=st.integers(1, 15))
def test_the_nth_business_day_is_the_nth_of_its_month(sent_on: date, nth: int) -> None:
    day = date.fromisoformat(values(f"recebo no {nth}º dia útil", "date", sent_on)[0])
    first = day.replace(day=1)
    assert day >= sent_on
    assert sum(is_business_day(first + timedelta(n)) for n in range(day.day)) == nth
    assert is_business_day(day)
