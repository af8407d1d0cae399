"""Reads weekdays ("sexta", "quinta passada", "terça da semana que vem"), telling ordinals apart.

"Segunda via", "a segunda" and "quinta parcela" count; "na segunda" and "segunda-feira" are days.
"""

from __future__ import annotations

from datetime import date, timedelta

from quita.domain.reading import days
from quita.domain.reading.message import Finding, Message
from quita.domain.reading.tense import Tense, tense_around
from quita.domain.reading.vocabulary import words

WEEKDAYS = {"segunda": 0, "terca": 1, "quarta": 2, "quinta": 3, "sexta": 4, "sabado": 5}
WEEKDAYS |= {"domingo": 6}
SHORT_WEEKDAYS = {"seg": 0, "qua": 2, "qui": 3, "sex": 4, "sab": 5}
_NUMBERED = {"2": 0, "3": 1, "4": 2, "5": 3, "6": 4}  # 6ª feira
_ORDINALS = frozenset({"segunda", "quarta", "quinta", "sexta"})
# After an ordinal these are counted, not awaited: segunda via, quinta parcela, sexta vez.
_COUNTED = words(
    """via vez vezes parcela parcelas prestacao mensalidade opcao alternativa proposta oferta chance
    mao serie chamada compra fatura cobranca mensagem msg ligacao tentativa pessoa casa linha pagina
    conta divida esposa mulher semana quinzena metade guerra categoria classe geracao rodada filha
    loja carta notificacao instancia vara turma copia etapa fase negociacao lista coisa empresa
    condicao ideia pergunta resposta folha tela avenida rua boleto marcha das dessas deles"""
)
_ARTICLES = words("a as uma minha sua outra aquela toda todas cada da")
_GREETINGS = words("bom boa otimo otima feliz lindo abencoado")


def _found(day: date | None, first: int, last: int) -> Finding | None:
    return Finding("date", day.isoformat(), first, last) if day else None


def read_weekday(message: Message, place: int) -> Finding | None:
    """Read "sexta", "segunda-feira", "quinta passada", "terça da semana que vem"."""
    named = _named_weekday(message, place)
    if named is None:
        return None
    day, end, certain = named
    if not certain and not _is_awaited(message, place, end):
        return None
    if _recurs(message, place, end):
        return None
    return _resolve_weekday(message, day, place, end)


def _named_weekday(message: Message, place: int) -> tuple[int, int, bool] | None:
    """Give the weekday, the place after it, and whether it can be nothing else."""
    word, end = message.word(place), place + 1
    feira = end + 1 if message.word(end) == "-" else end
    if word in _NUMBERED and message.word(end) in ("ª", "a") and message.glued(end):
        feira = end + 2 if message.word(end + 1) == "-" else end + 1
        return (_NUMBERED[word], feira + 1, True) if message.word(feira) == "feira" else None
    if word in WEEKDAYS:
        if message.word(feira) == "feira":
            return WEEKDAYS[word], feira + 1, True
        return WEEKDAYS[word], end, word not in _ORDINALS
    if word in SHORT_WEEKDAYS:
        if message.word(feira) == "feira":
            return SHORT_WEEKDAYS[word], feira + 1, True
        lead = message.word(place - 1)
        return (
            (SHORT_WEEKDAYS[word], end, True)
            if lead in ("na", "no", "ate", "para", "essa")
            else None
        )
    return None


def _is_awaited(message: Message, place: int, end: int) -> bool:
    """Tell the day "segunda" from the ordinal "segunda"."""
    after = message.word(end)
    if after in _COUNTED or after.startswith("parc") or message.says(end, "do", "acordo"):
        return False
    lead = message.word(place - 1)
    if lead == "da":
        return message.word(place - 2) in ("depois", "antes", "partir") or _has_modifier(
            message, end
        )
    if lead in ("primeira", "terceira") or (
        lead in ("e", "ou") and message.word(place - 2) == "primeira"
    ):
        return False
    return lead not in _ARTICLES or _has_modifier(message, end)


def _has_modifier(message: Message, end: int) -> bool:
    return message.word(end) in ("passada", "retrasada") or message.says(end, "que", "vem")


def _recurs(message: Message, place: int, end: int) -> bool:
    """Say whether it is every such day, opening hours or a greeting ("bom domingo")."""
    lead = message.word(place - 1)
    if lead in ("todo", "toda", "todos", "todas", "cada") or lead in _GREETINGS:
        return True
    other = message.word(end + 1) if message.word(end) in ("a", "ate", "ao") else ""
    before = message.word(place - 2) if lead in ("a", "ate", "ao") else ""
    if lead in ("a", "ate", "ao") and before == "feira":
        return True
    return (
        other in WEEKDAYS
        or other in SHORT_WEEKDAYS
        or before in WEEKDAYS
        or before in SHORT_WEEKDAYS
    )


def _resolve_weekday(message: Message, day: int, first: int, last: int) -> Finding | None:
    today = message.sent_on
    if message.word(last) in ("passada", "passado", "retrasada", "retrasado"):
        back = 7 if message.word(last).startswith("retras") else 0
        return _found(days.weekday(day, today, Tense.PAST) - timedelta(back), first, last + 1)
    if message.word(first - 1) in ("ultima", "ultimo"):
        return _found(days.weekday(day, today, Tense.PAST), first, last)
    if message.says(last, "que", "vem"):
        return _found(days.weekday(day, today, Tense.AHEAD), first, last + 2)
    if "hoje" in message.words(first - 3, first) and message.word(first - 1) in ("e", "eh"):
        return _found(today, first, last) if today.weekday() == day else None
    week = week_ahead(message, last + 1) if message.word(last) in ("da", "de", "na") else None
    if week is not None:
        return _found(days.next_monday(today) + timedelta(day), first, week)
    if message.word(last) in ("dessa", "desta") and message.word(last + 1) == "semana":
        return _found(days.next_monday(today) + timedelta(day - 7), first, last + 2)
    return _found(days.weekday(day, today, tense_around(message, first, last)), first, last)


def week_ahead(message: Message, place: int) -> int | None:
    """Give the place after "semana que vem" or "próxima semana"."""
    if message.word(place) == "semana":
        if message.word(place + 1) == "que" and message.word(place + 2) in ("vem", "entra", "bem"):
            return place + 3
        if message.word(place + 1) in ("quevem", "qvem", "seguinte", "proxima"):
            return place + 2
    if message.word(place) in ("proxima", "outra") and message.word(place + 1) == "semana":
        return place + 2
    return None
