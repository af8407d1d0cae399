"""Reads days said from where one stands: "depois de amanhã", "sexta passada", "daqui a 10 dias"."""

from __future__ import annotations

from datetime import date, timedelta

from quita.domain.business_days import add_business_days, add_months
from quita.domain.reading import days
from quita.domain.reading.message import Finding, Message
from quita.domain.reading.tense import Tense, tense_around
from quita.domain.reading.tokens import is_digits

WEEKDAYS = {"segunda": 0, "terca": 1, "quarta": 2, "quinta": 3, "sexta": 4, "sabado": 5}
WEEKDAYS |= {"domingo": 6}
_SHORT = {"seg": 0, "qua": 2, "qui": 3, "sex": 4, "sab": 5}
_NUMBERED = {"2": 0, "3": 1, "4": 2, "5": 3, "6": 4}  # 6ª feira
_ORDINALS = frozenset({"segunda", "quarta", "quinta", "sexta"})
# After an ordinal these are counted, not awaited: segunda via, quinta parcela, sexta vez.
_COUNTED = frozenset(
    """via vez vezes parcela parcelas prestacao mensalidade opcao alternativa proposta oferta chance
    mao serie chamada compra fatura cobranca mensagem msg ligacao tentativa pessoa casa linha pagina
    conta divida esposa mulher semana quinzena metade guerra categoria classe geracao rodada filha
    loja carta notificacao instancia vara turma copia etapa fase negociacao lista coisa empresa
    condicao ideia pergunta resposta folha tela avenida rua boleto das dessas deles""".split()
)
_ARTICLES = frozenset({"a", "as", "uma", "minha", "sua", "outra", "toda", "todas", "cada", "da"})
_GREETINGS = frozenset({"bom", "boa", "otimo", "otima", "feliz", "lindo", "abencoado"})
_NTH = {
    **{"primeiro": 1, "segundo": 2, "terceiro": 3, "quarto": 4, "quinto": 5, "sexto": 6},
    **{"setimo": 7, "oitavo": 8, "nono": 9, "decimo": 10, "ultimo": -1},
}
_LONGEST_SPAN = 400  # days, weeks or months; more is no plan


def _found(day: date | None, first: int, last: int) -> Finding | None:
    return Finding("date", day.isoformat(), first, last) if day else None


def read_word(message: Message, place: int) -> Finding | None:
    """Read hoje, amanhã, depois de amanhã, ontem, anteontem."""
    word = message.word(place)
    if word == "depois" and "amanha" in (message.word(place + 1), message.word(place + 2)):
        last = place + 2 if message.word(place + 1) == "amanha" else place + 3
        return _found(message.sent_on + timedelta(days=2), place, last)
    if message.says(place, "antes", "de", "ontem"):
        return _found(message.sent_on - timedelta(days=2), place, place + 3)
    if word == "hoje" and message.says(place + 1, "em", "dia"):
        return None  # nowadays
    step = {"hoje": 0, "amanha": 1, "ontem": -1, "anteontem": -2}.get(word)
    return None if step is None else _found(message.sent_on + timedelta(step), place, place + 1)


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
    if word in _SHORT:
        if message.word(feira) == "feira":
            return _SHORT[word], feira + 1, True
        lead = message.word(place - 1)
        return (_SHORT[word], end, True) if lead in ("na", "no", "ate", "para", "essa") else None
    return None


def _is_awaited(message: Message, place: int, end: int) -> bool:
    """Tell the day "segunda" from the ordinal "segunda"."""
    after = message.word(end)
    if after in _COUNTED or after.startswith("parc"):
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
    return other in WEEKDAYS or other in _SHORT or before in WEEKDAYS or before in _SHORT


def _resolve_weekday(message: Message, day: int, first: int, last: int) -> Finding | None:
    today = message.sent_on
    if message.word(last) in ("passada", "passado", "retrasada", "retrasado"):
        back = 7 if message.word(last).startswith("retras") else 0
        return _found(days.weekday(day, today, Tense.PAST) - timedelta(back), first, last + 1)
    if message.word(first - 1) in ("ultima", "ultimo"):
        return _found(days.weekday(day, today, Tense.PAST), first, last)
    if message.says(last, "que", "vem"):
        return _found(days.weekday(day, today, Tense.AHEAD), first, last + 2)
    week = _week_ahead(message, last + 1) if message.word(last) in ("da", "de", "na") else None
    if week is not None:
        return _found(days.next_monday(today) + timedelta(day), first, week)
    if message.word(last) in ("dessa", "desta") and message.word(last + 1) == "semana":
        return _found(days.next_monday(today) + timedelta(day - 7), first, last + 2)
    return _found(days.weekday(day, today, tense_around(message, first, last)), first, last)


def _week_ahead(message: Message, place: int) -> int | None:
    """Give the place after "semana que vem" or "próxima semana"."""
    if message.word(place) == "semana":
        if message.word(place + 1) == "que" and message.word(place + 2) in ("vem", "entra", "bem"):
            return place + 3
        if message.word(place + 1) in ("quevem", "qvem", "seguinte", "proxima"):
            return place + 2
    if message.word(place) in ("proxima", "outra") and message.word(place + 1) == "semana":
        return place + 2
    return None


def month_ahead(message: Message, place: int) -> tuple[date, int] | None:
    """Read "(do) mês que vem", "(do) próximo mês": its first day and the place after it."""
    if message.word(place) in ("do", "de", "no", "desse"):
        place += 1
    end = None
    if message.word(place) == "mes":
        if message.word(place + 1) == "que" and message.word(place + 2) in ("vem", "entra", "bem"):
            end = place + 3
        elif message.word(place + 1) in ("quevem", "qvem", "seguinte", "proximo"):
            end = place + 2
    elif message.word(place) in ("proximo", "outro") and message.word(place + 1) == "mes":
        end = place + 2
    return (days.next_month(message.sent_on), end) if end else None


def read_period(message: Message, place: int) -> Finding | None:
    """Read "semana que vem", "mês que vem", "semana passada"."""
    word = message.word(place)
    if word in ("mes", "proximo", "outro"):
        month = month_ahead(message, place)
        return _found(month[0], place, month[1]) if month else None
    week = _week_ahead(message, place)
    if week is not None:
        return _found(days.next_monday(message.sent_on), place, week)
    if word == "semana" and message.word(place + 1) in ("passada", "retrasada"):
        back = 14 if message.word(place + 1) == "passada" else 21
        return _found(days.next_monday(message.sent_on) - timedelta(back), place, place + 2)
    return None


def read_month_edge(message: Message, place: int) -> Finding | None:
    """Read "fim do mês (que vem)", "último dia do mês", "começo do mês"."""
    word, end = message.word(place), place + 1
    ending = word in ("fim", "final", "finzinho", "finalzinho", "finzim")
    if message.says(place, "ultimo", "dia"):
        ending, end = True, place + 2
    if not ending and word not in ("comeco", "comecinho", "inicio", "iniciozinho"):
        return None
    if message.word(end) not in ("do", "de", "desse", "deste", "d"):
        return None
    ahead = month_ahead(message, end)
    if ahead is not None:
        return _found(days.last_day(ahead[0]) if ending else ahead[0], place, ahead[1])
    if message.word(end + 1) != "mes":
        return None
    if message.word(end + 2) == "passado":
        first = add_months(message.sent_on.replace(day=1), -1)
        return _found(days.last_day(first) if ending else first, place, end + 3)
    if ending:
        return _found(days.last_day(message.sent_on), place, end + 2)
    tense = tense_around(message, place, end + 2)
    return _found(days.day_of_month(1, message.sent_on, tense), place, end + 2)


def read_business_day(message: Message, place: int) -> Finding | None:
    """Read "quinto dia útil", "5º dia útil (do mês que vem)", "último dia útil"."""
    nth, end = _nth(message, place)
    if nth is None:
        return None
    bare = message.word(place) == "quinto" and message.word(end) == "dia"
    if message.word(end) == "dia":
        end += 1
    if message.word(end) in ("util", "utio", "utiu", "uteis"):
        end += 1
    elif not bare:
        return None
    month = month_ahead(message, end)
    if month is not None:
        return _found(days.business_day(nth, month[0]), place, month[1])
    tense = tense_around(message, place, end)
    return _found(days.business_day_around(nth, message.sent_on, tense), place, end)


def _nth(message: Message, place: int) -> tuple[int | None, int]:
    word = message.word(place)
    if word in _NTH:
        return _NTH[word], place + 1
    if not is_digits(word) or len(word) > 2 or not 1 <= int(word) <= 23:
        return None, place
    signed = message.glued(place + 1) and message.word(place + 1) in ("º", "o", "ª")
    # "5 dia util" is the fifth, "5 dias uteis" is how long.
    return int(word), place + 2 if signed else place + 1


def read_span(message: Message, place: int) -> Finding | None:
    """Read "daqui a 10 dias", "dentro de 3 dias", "há 3 dias", "2 semanas atrás"."""
    word = message.word(place)
    if word == "daqui":
        start = (
            place + 2 if message.word(place + 1) in ("a", "ha", "em", "uns", "umas") else place + 1
        )
        return _span(message, place, start, ahead=True)
    if message.says(place, "dentro", "de"):
        return _span(message, place, place + 2, ahead=True)
    if word == "em" and _promises(message, place):
        return _span(message, place, place + 1, ahead=True)
    if word in ("faz", "ha", "fazem", "tem"):
        found = _span(message, place, place + 1, ahead=False)
        return found if found and _happened(message, found) else None
    found = _span(message, place, place, ahead=False)
    return found if found and message.word(found.last - 1) == "atras" else None


def _span(message: Message, first: int, start: int, *, ahead: bool) -> Finding | None:
    if message.word(start) in ("uns", "umas"):
        start += 1
    number = message.number(start)
    count = number.whole if number else None
    if number is None or count is None or not 0 < count <= _LONGEST_SPAN:
        return None
    unit, end = message.word(number.last), number.last + 1
    day: date | None = None
    sign = 1 if ahead else -1
    if unit in ("dia", "dias") and message.word(end) in ("uteis", "util"):
        end += 1
        day = add_business_days(message.sent_on, count) if ahead else None
    elif unit in ("dia", "dias", "diaz"):
        day = message.sent_on + timedelta(days=sign * count)
    elif unit in ("semana", "semanas"):
        day = message.sent_on + timedelta(weeks=sign * count)
    elif unit in ("mes", "meses") and ahead:
        day = add_months(message.sent_on, count)
    if message.word(end) == "atras":
        end += 1
    return _found(day, first, end)


def _promises(message: Message, place: int) -> bool:
    """Say whether "em 5 dias" answers when somebody will pay, not how long something takes."""
    return any(
        word in ("pago", "acerto", "quito", "deposito", "pagarei", "pagar", "resolvo", "transfiro")
        for word in message.words(place - 6, place)
    )


def _happened(message: Message, found: Finding) -> bool:
    """Say whether "há 3 dias" dates an event, not how long something has lasted."""
    if message.word(found.last - 1) == "atras":
        return True
    if message.word(found.last) == "que":
        follow = message.words(found.last + 1, found.last + 4)
        return "nao" not in follow and "nem" not in follow and _is_past(message, found.last + 1)
    return _is_past_before(message, found.first)


def _is_past(message: Message, place: int) -> bool:
    return any(_event(message.word(step)) for step in range(place, place + 4))


def _is_past_before(message: Message, place: int) -> bool:
    return any(_event(message.word(step)) for step in range(place - 1, place - 6, -1))


def _event(word: str) -> bool:
    return word in ("fiz", "foi", "dei", "fui", "fez", "vim", "foram", "teve") or (
        len(word) > 4 and word.endswith(("ei", "ou", "iu", "eu", "aram"))
    )
