"""Choices among listed things."""

from __future__ import annotations

import pytest

from tests.domain.reading.forms import everything, values


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("a primeira", "1"),
        ("A PRIMEIRA, POR FAVOR.", "1"),
        ("a segunda", "2"),
        ("a 2ª", "2"),
        ("a 1a", "1"),
        ("opção 2", "2"),
        ("opçao dois", "2"),
        ("opcao 4 porra", "4"),
        ("Opção número 4.", "4"),
        ("opção b", "2"),
        ("letra C", "3"),
        ("segunda opção", "2"),
        ("Opto pela terceira alternativa", "3"),
        ("fico com a 3", "3"),
        ("fico com a segunda", "2"),
        ("pode ser a 1", "1"),
        ("vou na quarta da lista", "4"),
        ("manda a numero tres", "3"),
        ("número dois", "2"),
        ("3", "3"),
        ("3️⃣", "3"),
        ("a 2 pfv", "2"),
        ("dois", "2"),
        ("primeira", "1"),
        ("a última", "-1"),
        ("a última, menos dolorosa", "-1"),
        ("quero a ultima da lista", "-1"),
        ("a derradeira", "-1"),
        ("a premera que tu mandou", "1"),
        ("acho que a terceira é a melhor", "3"),
        ("bota aí a última mesmo que já deu", "-1"),
        ("que seja a segunda das que mandaram", "2"),
        ("iscoi a tercera pra mim", "3"),
        ("3 porra", "3"),
        ("o segundo plano", "2"),
        ("tem que ser a 4 mesmo", "4"),
        ("num quero a 1 nem a 2, qro a tercera", "3"),
    ],
)
def test_a_choice_is_read_in_the_forms_people_write(text: str, option: str) -> None:
    assert everything(text) == {"option": option}


@pytest.mark.parametrize(
    "text",
    [
        "segunda via",
        "a quinta parcela",
        "a primeira pode ser depois disso?",
        "quero pagar na segunda",
        "é a segunda vez",
        "essa proposta é uma piada",
        "duas opções",
        "a opção de 12x",
        "tenho 3 filhos",
        "não quero a primeira",
        "paguei a primeira e a segunda parcela",
        "150",
        "dia 10",
        "o número 3 da minha rua",
        "parcela 2",
        "primeiro eu quero saber o valor",
    ],
)
def test_other_ordinals_and_numbers_are_no_choice(text: str) -> None:
    assert values(text, "option") == []


def test_a_weekday_word_alone_is_a_day_unless_options_were_shown() -> None:
    assert everything("segunda") == {"date": "2026-11-30"}
    assert everything("segunda", asked="option") == {"option": "2"}
    assert everything("na quarta", asked="option") == {"option": "4"}
    assert everything("segunda-feira", asked="option") == {"date": "2026-11-30"}
