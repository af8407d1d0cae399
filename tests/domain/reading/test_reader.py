"""What holds for every message: offsets, order, no exception, work in proportion to length."""

from __future__ import annotations

import sys
from datetime import date
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.reading.entity import Entity
from quita.domain.reading.reader import read_entities
from tests.domain.reading.forms import MONDAY, everything, values

_QUESTIONS = st.sampled_from(
    [
        *(None, "cpf_fragment", "birth_date", "option", "amount_monthly", "amount_down"),
        *("installments", "date", "something else"),
    ]
)
_VOCABULARY = """dia 10 31 05/12 29/02 1º 5ª útil quinto mês que vem fim do semana passada hoje
amanhã depois de antes ontem segunda feira sexta - daqui a dois dias há faz em x 10x vezes parcela
parcelas por cento % metade mil e cem duzentão R$ 1.234,56 1,5 k conto centavos cpf 529.982.247-25
zero meia primeiros são nasci 22/08/87 1987 87 agosto opção última nº pix boleto no cartão dinheiro
débito automático ana@x.com @ arroba ponto com (11) 98765-4321 +55 paguei pago vou até para entre ou
2026-11-23 99999999999999999999 0 , . ! ? : / 🙂 3️⃣ http://x.y/1"""
_WORDS = st.sampled_from([*_VOCABULARY.split(), "\n"])
_ANY_TEXT = st.one_of(st.text(max_size=300), st.lists(_WORDS, max_size=40).map(" ".join))


def _check(text: str, found: list[Entity]) -> None:
    end = 0
    for entity in found:
        assert end <= entity.start < entity.end <= len(text)
        assert text[entity.start : entity.end].strip() == text[entity.start : entity.end]
        assert entity.entity
        assert entity.value
        end = entity.end


@given(text=_ANY_TEXT, asked=_QUESTIONS, sent_on=st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_any_text_is_read_with_valid_offsets(text: str, asked: str | None, sent_on: date) -> None:
    _check(text, read_entities(text, sent_on, asked=asked))


@given(parts=st.lists(_WORDS, max_size=30))
def test_capitals_and_missing_accents_change_no_value(parts: list[str]) -> None:
    text = " ".join(parts)
    plain = text.translate(str.maketrans("áâãàéêíóôõúçÁ", "aaaaeeiooouca"))
    found = [(each.entity, each.value) for each in read_entities(text, MONDAY)]
    loud = [(each.entity, each.value) for each in read_entities(text.upper(), MONDAY)]
    assert loud == found
    assert len(read_entities(plain, MONDAY)) == len(found)


@given(before=st.text("ãéç🙂 \u0301́\u200b", max_size=10))
def test_offsets_are_those_of_the_original_text(before: str) -> None:
    text = f"{before} R$ 150,00"
    (found,) = read_entities(text, MONDAY)
    assert text[found.start : found.end] == "R$ 150,00"


def test_letters_written_with_combining_accents_are_read() -> None:
    text = "pago amanha\u0303 no carta\u0303o"
    found = read_entities(text, MONDAY)
    assert [text[each.start : each.end] for each in found] == ["amanha\u0303", "carta\u0303o"]


def test_an_empty_message_holds_nothing() -> None:
    assert read_entities("", MONDAY) == read_entities(" \n\u200b", MONDAY) == []


def test_one_message_may_hold_many_kinds() -> None:
    text = "sou eu, cpf 529.982.247-25, nasci 22/08/87. Dou 200 no pix amanhã e 10x de 90, 50% off?"
    assert [each.entity for each in read_entities(text, MONDAY)] == [
        *("cpf", "birth_date", "amount", "payment_method", "date", "installments", "amount"),
        "percent",
    ]


def test_drawn_out_letters_are_read() -> None:
    assert everything("pago hojeeee no pixxx") == {"date": "2026-11-23", "payment_method": "pix"}


def _steps(text: str) -> int:
    """Count the calls that reading a text takes."""
    count = 0

    def step(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(step)
    try:
        read_entities(text, MONDAY)
    finally:
        sys.setprofile(None)
    return count


_PIECES = """a 1 1_ 1. dia_10_ hoje_ e_ mil_e_ @ a@ arroba_ponto_ paguei_dia_10_e_ 10x_de_150_
cento_e_ segunda_ zero_cinco_ (11)_ +55_ parcela_em_ 05/12_ daqui_a_ 🙂 é pix_ cpf_052_ - R$_ de_
a_primeira_ não_ fico_com_a_3_ 529.982.247-25_ nasci_em_22/08/97_ 22/08/97_ 11987654321_ x10 http/
muda_pro_20_ numero_ a_numero_2_ faz_3_dias_que_ 50_a_60_%_ quinta_e_ sem_número_1_"""


@pytest.mark.parametrize("piece", _PIECES.split())
def test_work_grows_no_faster_than_the_message(piece: str) -> None:
    piece = piece.replace("_", " ")
    text = piece * (1024 // len(piece))
    read_entities(text, MONDAY)  # what is cached is cached
    once, twice = _steps(text), _steps(text + text)
    assert twice <= 2.3 * once + 200


USUAL = "oi, dou 150 por mês em 10x e pago dia 10 no pix, pode ser? meu zap é 11 98765-4321. "


@pytest.mark.parametrize(
    "text",
    [
        (USUAL * 60)[:4096],
        "eu queria saber se vocês podem me ajudar com isso porque já tentei " * 60,
        "",
        "🙂" * 4096,
        "👨‍👩‍👧‍👦" * 500,
        "привет как дела " * 256,
        "今天我不能付款" * 600,
        "\x00\x01\x07" * 1365,
        "a" * 10_000,
        "kkk" * 3_000,
        "1" * 10_000,
        "\u0301" * 4096,
    ],
)
def test_a_strange_or_very_long_message_takes_at_most_five_times_the_work(text: str) -> None:
    read_entities(USUAL, MONDAY)  # what is cached is cached
    read_entities(text, MONDAY)
    assert _steps(text) <= 5 * _steps(USUAL)


@pytest.mark.parametrize("piece", _PIECES.split())
def test_whatever_is_repeated_the_work_has_a_ceiling(piece: str) -> None:
    text = piece.replace("_", " ") * 20_000
    read_entities(text, MONDAY)
    assert _steps(text) <= 35 * _steps(USUAL)


def test_of_a_very_long_message_the_beginning_and_the_end_are_read() -> None:
    story = "eu perdi o emprego e fiquei doente e não deu mais para nada. " * 60
    text = f"meu cpf é 529.982.247-25. {story}Consigo pagar 150 por mês"
    found = read_entities(text, MONDAY)
    assert [each.value for each in found] == ["52998224725", "150.00"]
    assert [text[each.start : each.end] for each in found] == ["529.982.247-25", "150"]


def test_no_number_is_cut_in_two_where_a_long_message_is() -> None:
    for shift in range(12):
        text = "x" * shift + " 123456" * 300
        assert {each.value for each in read_entities(text, MONDAY)} <= {"123456.00"}


def test_a_stuck_key_holds_nothing() -> None:
    for letter in "a1k-@º%":
        assert values(letter * 10_000, "amount") == []
