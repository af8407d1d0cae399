"""Reads which of several listed things somebody picks: "a primeira", "opção 2", "fico com a 3".

Without a question before it, a bare number up to ten is a choice (a WhatsApp list holds ten
rows), and a bare "segunda" a weekday; "a segunda" is the second. "A última" is -1, and letters
count from one ("opção b" is 2).
"""

from __future__ import annotations

from collections.abc import Iterator

from quita.domain.reading.message import Finding, Message
from quita.domain.reading.tokens import Kind
from quita.domain.reading.vocabulary import words

OPTION = "option"  # also what the assistant asks by
_MOST = 20
_MOST_BARE = 10
_REACH = 6  # tokens between a word of choosing and the choice
_OPENING, _MOST_POLITE = 6, 8  # tokens
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
} | dict.fromkeys(("ultima", "ultimo", "derradeira", "derradera", "derradeiro"), -1)
_WEEKDAYS = words("segunda quarta quinta sexta")
_NOUNS = words("opcao op alternativa item letra")
_LOOSE_NOUNS = words("proposta oferta condicao plano numero possibilidade")
_LETTERS = "abcde"
_CHOOSING = words(
    """quero querer queria prefiro escolho escolhi fico ficar ficamos vou vamos pode podemos pego
    pega fecho fechar fechamos fecha fechou aceito aceitar topo topa opto optei optar manda
    mande marca seleciono gostei curti bora voto gostaria melhor escolha escolher preferi
    prefere confirmo confirma vai seria sera interessa interessou bota coloca serve agradou
    sobrou ve ser deu seja poe ponha ponhe escoi iscoi iscolho"""
)
_REFUSING = words("nao num nem descarto menos")
_ARTICLES = words("a o na no da pela pelo essa esse nessa aquela aquele de numero n")
_DAY_LEADS = words("na no essa nessa de da")  # "na segunda" is a Monday first
_MARKS = words("numero n º :")
_BEGINNERS = {*_ORDINALS, *_NOUNS, *_LOOSE_NOUNS, *_MARKS}
_LINKS = words("de numero n º : - a o e eh")
# After these a number counts, and names no option.
_UNITS = words(
    """x vezes vez reais real conto contos pila mil % parcela parcelas prestacoes dias meses anos"""
)
_PRAISE = words("a melhor boa ideal que mesmo")
# What may follow a choice without being chosen from.
_AFTER = words(
    """mesmo pfv por favor ne entao ai msm e ou que da das dessas dessa desse pq porque ok obrigado
    obrigada vlw sim com pode parece moca moco querida querido meu minha tche visse uai amor anjo
    mas porra caralho poxa porfa dai q mano chefia parente"""
)
_POLITE = words(
    """eu acho que pode ser por favor pfv pf a o na no e eh ok sim entao quero mesmo msm ai ne
    obrigado obrigada moca bom dia boa tarde noite opa beleza blz oi meu anjo numero
    visse uai tche mano porra viu sua vo n"""
)


def read(message: Message) -> Iterator[Finding]:
    """Find the choices of a message."""
    for place in message.places():
        word = message.word(place)
        if word not in _BEGINNERS and message.number(place) is None:
            continue
        found = (
            _after_noun(message, place)
            or _before_noun(message, place)
            or _chosen(message, place)
            or _opening(message, place)
            or _bare(message, place)
        )
        if found is not None:
            yield found


def _ranked(message: Message, place: int) -> tuple[int, int] | None:
    """Read "segunda", "2ª", "última": the value and the place after it."""
    word, after = message.word(place), place + 1
    if message.word(after + 1 if message.word(after) == "-" else after) == "feira":
        return None
    if word in _ORDINALS:
        return _ORDINALS[word], after
    if message.kind(place) is Kind.NUMBER and message.glued(place + 1):
        number = message.number(place)
        if number and number.whole and message.word(place + 1) in ("ª", "º", "a"):
            return (number.whole, place + 2) if number.whole <= _MOST else None
    return None


def _counted(message: Message, place: int) -> tuple[int, int] | None:
    """Read "2", "dois", "número 2": the value and the place after it."""
    start = place
    while place - start < 3 and message.word(place) in _MARKS:
        place += 1
    number = message.number(place)
    if number is None or number.whole is None or number.scaled or number.has_cents:
        return None
    if not 1 <= number.whole <= _MOST or len(number.numeral) > 2:
        return None
    return number.whole, number.last


def _after_noun(message: Message, place: int) -> Finding | None:
    """Read "opção 2", "alternativa b", "proposta número 3", "a número dois"."""
    noun = message.word(place)
    if noun not in _NOUNS and noun not in _LOOSE_NOUNS:
        return None
    start = place + 1
    while start < place + 4 and message.word(start) in _LINKS:
        start += 1
    found = _counted(message, start)
    if found is not None and message.word(found[1]) not in _UNITS:
        return _numbered(message, place, start, found)
    letter = message.tokens[place + 1].typed if place + 1 < len(message) else ""
    if noun in _NOUNS and letter and letter in _LETTERS and message.stops(place + 2):
        return Finding(OPTION, str(_LETTERS.index(letter) + 1), place + 1, place + 2)
    return None


def _numbered(message: Message, place: int, start: int, found: tuple[int, int]) -> Finding | None:
    """Take the number after a noun, unless the noun may mean something else."""
    if message.word(start) in ("um", "uma") and start > place + 1:
        return None  # "essa proposta é uma piada"
    loose = message.word(place) in _LOOSE_NOUNS
    of = "de" in (message.word(start - 1), message.word(found[1])) or message.word(found[1]) == "da"
    if loose and (found[0] > _MOST_BARE or of):
        return None
    chosen = message.word(place - 1) in ("", "a", "o", "na", "no")
    if message.word(place) == "numero" and not chosen:
        return None
    return Finding(OPTION, str(found[0]), start, found[1])


def _before_noun(message: Message, place: int) -> Finding | None:
    """Read "segunda opção", "2ª alternativa", "quarta da lista"."""
    ranked = _ranked(message, place)
    if ranked is None:
        return None
    value, end = ranked
    noun, of = message.word(end), message.word(end + 1)
    listed = noun in ("da", "das", "dessa", "dessas") and of in ("lista", "listinha", "opcoes")
    rest = message.words(0, place) + message.words(end + 1, len(message))
    alone = len(rest) <= _MOST_POLITE and all(map(_is_polite, rest))
    loose = noun in _LOOSE_NOUNS and (alone or _chooses(message, place))
    return Finding(OPTION, str(value), place, end) if noun in _NOUNS or listed or loose else None


def _chosen(message: Message, place: int) -> Finding | None:
    """Read "fico com a 3", "prefiro a segunda", "pode ser a última"."""
    if message.word(place - 1) not in _ARTICLES:
        return None
    found = _ranked(message, place) or _counted(message, place)
    if found is None or found[0] > _MOST_BARE or not _nothing_counted(message, found[1]):
        return None
    weekday = message.word(place) in _WEEKDAYS and message.word(place - 1) in _DAY_LEADS
    if (weekday and message.asked != OPTION) or not _chooses(message, place):
        return None
    return Finding(OPTION, str(found[0]), place, found[1])


def _opening(message: Message, place: int) -> Finding | None:
    """Read "a primeira que você mandou" at a message's beginning, "acho que a 2ª é melhor"."""
    ranked = _ranked(message, place)
    if ranked is None or message.word(place - 1) not in ("a", "essa"):
        return None
    after = ranked[1]
    verb = message.typed(after) if after < len(message) else ""
    goes_on = message.word(after) in ("pode", "parece", "e", "com")
    praised = verb in ("é", "eh") and message.word(after + 1) in _PRAISE
    opens = place <= _OPENING and all(map(_is_polite, message.words(0, place - 1)))
    if praised or (opens and not goes_on and _nothing_counted(message, after)):
        return Finding(OPTION, str(ranked[0]), place, after)
    return None


def _is_polite(word: str) -> bool:
    return word in _POLITE or not word.isalnum()


def _chooses(message: Message, place: int) -> bool:
    """Say whether a word of choosing leads to a place, and none of refusing."""
    lead = set(message.words(message.phrase_start(place, _REACH), place))
    return bool(_CHOOSING & lead) and _REFUSING.isdisjoint(lead)


def _nothing_counted(message: Message, end: int) -> bool:
    return message.stops(end) or message.word(end) in _AFTER or message.says(end, "para", "mim")


def _bare(message: Message, place: int) -> Finding | None:
    """Read a message that is nothing but the choice, as far as the last question allows."""
    if message.asked not in (None, OPTION):
        return None
    ranked = _ranked(message, place)
    found = ranked or _counted(message, place)
    if found is None or not _nothing_counted(message, found[1]) or message.word(place - 1) == "dia":
        return None
    if message.asked == OPTION:
        alone = place == 0 or message.word(place - 1) in _POLITE
        return Finding(OPTION, str(found[0]), place, found[1]) if alone else None
    day = message.word(place) in _WEEKDAYS and message.word(place - 1) not in ("a", "o")
    if day or (ranked is None and found[0] > _MOST_BARE):
        return None
    if place + len(message) - found[1] > _MOST_POLITE:
        return None
    rest = message.words(0, place) + message.words(found[1], len(message))
    if all(map(_is_polite, rest)):
        return Finding(OPTION, str(found[0]), place, found[1])
    return None
