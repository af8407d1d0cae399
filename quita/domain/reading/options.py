"""Reads which of several listed things somebody picks: "a primeira", "opção 2", "fico com a 3".

Without a question before it, a bare number up to ten is a choice (a WhatsApp list holds ten
rows), and a bare "segunda" a weekday; "a segunda" is the second. "A última" is -1.
"""

from __future__ import annotations

from collections.abc import Iterator

from quita.domain.reading.message import Finding, Message
from quita.domain.reading.tokens import Kind

OPTION = "option"  # also what the assistant asks by
_MOST = 20
_MOST_BARE = 10
_ORDINALS = {
    stem + ending: value
    for value, stem in enumerate(
        (
            "primeir",
            "segund",
            "terceir",
            "quart",
            "quint",
            "sext",
            "setim",
            "oitav",
            "non",
            "decim",
        ),
        start=1,
    )
    for ending in "ao"
} | {"ultima": -1, "ultimo": -1}
_WEEKDAYS = frozenset({"segunda", "quarta", "quinta", "sexta"})
_NOUNS = frozenset({"opcao", "op", "alternativa", "item"})
_LOOSE_NOUNS = frozenset({"proposta", "oferta", "condicao", "plano", "numero", "possibilidade"})
_LETTERS = "abcde"
_CHOOSING = frozenset(
    """quero queria prefiro escolho escolhi fico ficar ficamos vou vamos pode podemos pego pega
    fecho fechar fechamos fecha aceito aceitar topo topa opto optei optar manda marca seleciono
    gostei curti bora voto gostaria melhor escolha escolher preferi prefere confirmo confirma
    vai seria sera interessa interessou bota coloca serve""".split()
)
_ARTICLES = frozenset({"a", "o", "na", "no", "da", "pela", "pelo", "essa", "esse", "nessa"})
_MARKS = frozenset({"numero", "n", "nº"})
# What may follow a choice without being chosen from.
_AFTER = frozenset(
    """mesmo pfv por favor porfavor ne entao ai msm e que da das dessas dessa desse pq porque ok
    obrigado obrigada vlw sim por com pode parece moca moco querida querido meu minha tche visse
    uai amor anjo mas porfa dai""".split()
)
_POLITE = frozenset(
    """eu acho que pode ser por favor pfv pf a o na no e eh ok sim entao quero a mesmo msm ai ne
    obrigado obrigada moca bom dia boa tarde noite opa beleza blz""".split()
)


def read(message: Message) -> Iterator[Finding]:
    """Find the choices of a message."""
    for place in message.places():
        found = (
            _after_noun(message, place)
            or _before_noun(message, place)
            or _chosen(message, place)
            or _bare(message, place)
        )
        if found is not None:
            yield found


def _ranked(message: Message, place: int) -> tuple[int, int] | None:
    """Read "segunda", "2ª", "última": the value and the place after it."""
    word = message.word(place)
    if word in _ORDINALS:
        return _ORDINALS[word], place + 1
    if message.kind(place) is Kind.NUMBER and message.glued(place + 1):
        number = message.number(place)
        if number and number.whole and message.word(place + 1) in ("ª", "º", "a"):
            return (number.whole, place + 2) if number.whole <= _MOST else None
    return None


def _counted(message: Message, place: int) -> tuple[int, int] | None:
    """Read "2", "dois", "número 2": the value and the place after it."""
    while message.word(place) in (*_MARKS, ":", "º") and not message.stops(place + 1):
        place += 1
    number = message.number(place)
    if number is None or number.whole is None or number.scaled or number.has_cents:
        return None
    if not 1 <= number.whole <= _MOST or len(number.numeral) > 2:
        return None
    return number.whole, number.last


def _after_noun(message: Message, place: int) -> Finding | None:
    """Read "opção 2", "alternativa b", "proposta número 3"."""
    noun = message.word(place)
    if noun not in _NOUNS and noun not in _LOOSE_NOUNS:
        return None
    start = place + 1
    while (
        message.word(start) in ("de", "numero", "n", "º", ":", "-", "a", "o") and start < place + 4
    ):
        start += 1
    found = _counted(message, start)
    if found is not None and _nothing_counted(message, found[1]) and start - place < 4:
        loose = noun in _LOOSE_NOUNS and (found[0] > _MOST_BARE or message.word(start - 1) == "de")
        numbered = noun != "numero" or message.word(place - 1) in ("a", "o", "na", "no", "")
        return None if loose or not numbered else Finding(OPTION, str(found[0]), start, found[1])
    letter = message.tokens[place + 1].typed if place + 1 < len(message) else ""
    if noun in _NOUNS and letter and letter in _LETTERS and message.stops(place + 2):
        return Finding(OPTION, str(_LETTERS.index(letter) + 1), place + 1, place + 2)
    return None


def _before_noun(message: Message, place: int) -> Finding | None:
    """Read "segunda opção", "2ª alternativa", "quarta da lista"."""
    ranked = _ranked(message, place)
    if ranked is None:
        return None
    value, end = ranked
    noun = message.word(end)
    listed = noun in ("da", "das", "dessa") and message.word(end + 1) in (
        "lista",
        "opcoes",
        "listinha",
    )
    loose = noun in ("proposta", "oferta", "condicao") and _chooses(message, place)
    if noun in _NOUNS or listed or loose:
        return Finding(OPTION, str(value), place, end)
    return None


def _chosen(message: Message, place: int) -> Finding | None:
    """Read "fico com a 3", "prefiro a segunda", "pode ser a última"."""
    if message.word(place - 1) not in _ARTICLES and message.word(place - 1) not in _MARKS:
        return None
    ranked = _ranked(message, place)
    found = ranked or _counted(message, place)
    if found is None or not _nothing_counted(message, found[1]):
        return None
    weekday = message.word(place) in _WEEKDAYS and message.word(place - 1) in (
        "na",
        "no",
        "essa",
        "nessa",
    )
    if weekday and message.asked != OPTION:
        return None
    if found[0] > _MOST_BARE or not _chooses(message, place):
        return None
    return Finding(OPTION, str(found[0]), place, found[1])


def _chooses(message: Message, place: int) -> bool:
    lead = message.words(place - 6, place)
    return bool(_CHOOSING & set(lead)) and "nao" not in lead


def _nothing_counted(message: Message, end: int) -> bool:
    return message.stops(end) or (message.word(end) in _AFTER and message.word(end) != "feira")


def _bare(message: Message, place: int) -> Finding | None:
    """Read a message that is nothing but the choice, as far as the last question allows."""
    if message.asked not in (None, OPTION):
        return None
    ranked = _ranked(message, place)
    found = ranked or _counted(message, place)
    if found is None or not _nothing_counted(message, found[1]):
        return None
    if message.asked == OPTION and (place == 0 or message.word(place - 1) in _POLITE):
        return Finding(OPTION, str(found[0]), place, found[1])
    article = message.word(place - 1) in ("a", "o")
    if message.word(place) in _WEEKDAYS and not article:
        return None
    if ranked is None and found[0] > _MOST_BARE:
        return None
    rest = message.words(0, place) + message.words(found[1], len(message))
    if all(word in _POLITE or not word.isalnum() for word in rest[:8]) and len(rest) <= 8:
        return Finding(OPTION, str(found[0]), place, found[1])
    return None
