"""The file of queues is read whole, or refused with everything that is wrong in it."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from quita.adapters.queues import read_book
from quita.domain.errors import Misconfigured
from quita.domain.handoff import AT_ONCE, PRIORITIES, Reason, Rules
from quita.settings import ROOT, Settings


def written(folder: Path, text: str) -> Path:
    path = folder / "queues.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_of_the_tree_says_what_the_domain_says() -> None:
    book = read_book(Settings.queues_file)
    assert Settings.queues_file.is_relative_to(ROOT)
    assert (book.rules.at_once, book.rules.priorities) == (AT_ONCE, PRIORITIES)
    assert book.rules.max_misunderstandings == Rules().max_misunderstandings
    for reason, skills in book.needs.items():
        assert any(skills <= queue.skills for queue in book.queues), reason
    assert book.queue("acolhimento").hours.openings == ()


def test_every_field_is_read(tmp_path: Path) -> None:
    book = read_book(
        written(
            tmp_path,
            """
rules: {max_misunderstandings: 3, max_unreadable: 4, max_attempts: 5, min_confidence: 0.25,
        at_once: {life_risk: life_risk}, priorities: {life_risk: 0, fraud: 2},
        sequences: [{intents: [complain, complain], reason: abuse}]}
needs: {fraud: [perito]}
queues:
  - {name: geral, title: Geral, overflow: loja}
  - {name: loja, title: Loja, reasons: [fraud], creditors: ["11222333000181"],
     languages: [pt, es], skills: [perito], open_on_holidays: true,
     first_reply_seconds: 60, timeout_seconds: 600,
     hours: [{days: [sex, seg], opens: "08:30", closes: "24:00"}]}
""",
        )
    )
    rules, shop = book.rules, book.queue("loja")
    assert (rules.max_misunderstandings, rules.max_unreadable, rules.max_attempts) == (3, 4, 5)
    assert (rules.min_confidence, dict(rules.at_once)) == (0.25, {"life_risk": Reason.LIFE_RISK})
    assert rules.priorities == {Reason.LIFE_RISK: 0, Reason.FRAUD: 2}
    assert rules.sequences[0].intents == ("complain", "complain")
    assert book.needs == {Reason.FRAUD: {"perito"}}
    assert (shop.creditors, shop.languages) == ({"11222333000181"}, {"pt", "es"})
    assert (shop.first_reply, shop.timeout) == (timedelta(minutes=1), timedelta(minutes=10))
    (opening,) = shop.hours.openings
    assert (opening.days, opening.opens, opening.closes) == ((0, 4), time(8, 30), time(23, 59, 59))
    assert shop.hours.on_holidays
    assert book.queue("geral").overflow == "loja"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("queues: []", "queues: não é uma lista de filas"),
        ("queues: [{name: A B, title: x}]", "queues.0.name"),
        ("queues: [{name: a, title: x, sla: 3}]", "sla: esse campo não existe"),
        ("queues: [{name: a, title: x, reasons: [tired]}]", "um dos motivos"),
        ("queues: [{name: a, title: x, timeout_seconds: 1}]", "um número de segundos"),
        ("queues: [{name: a, title: x, hours: never}]", "queues.0.hours"),
        ("queues: [{name: a, title: x}, {name: a, title: y}]", "há duas filas a"),
        ("queues: [{name: a, title: x, overflow: a}]", "overflow não é o nome de outra fila"),
        (
            "queues: [{name: a, title: x,"
            ' hours: [{days: [seg], opens: "18:00", closes: "09:00"}]}]',
            "closes vem depois de opens",
        ),
        (
            "queues: [{name: a, title: x}]\nrules: {priorities: {life_risk: 1, fraud: 1}}",
            "nada vai antes de life_risk",
        ),
        (
            "queues: [{name: a, title: x}]\nrules: {at_once: {request_human: requested}}",
            "life_risk vai direto",
        ),
        ("rules: {}", "queues"),
        ("- a", "uma lista de linhas"),
        ("a: [", "não é YAML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(Misconfigured, match=r"queues\.yml") as refused:
        read_book(written(tmp_path, text))
    assert problem in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="não existe"):
        read_book(tmp_path / "queues.yml")
