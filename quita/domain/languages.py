"""Tells that somebody writes in Spanish or English; Portuguese, however misspelled, is neither.

A closed list of words decides, because messages are short: libraries that guess among languages
take "blz manda o pix" for anything. A word stands here only if nobody writes it in Portuguese by
mistake, several different ones are needed, and one word that only Portuguese has overrules them.
English must fill most of a message: Brazilians joke with pieces of it. Who is not surely foreign
is left to understanding, so a miss costs what it cost before.
"""

from __future__ import annotations

import re
import unicodedata

SPANISH, ENGLISH = "es", "en"
LANGUAGES = (SPANISH, ENGLISH)
_LEAST = {SPANISH: 2, ENGLISH: 3}  # different words
_SURE = {SPANISH: 1, ENGLISH: 2}  # of them, those of _SHARED left out
_SHARE = {SPANISH: 4, ENGLISH: 2}  # more than one in so many of the different words


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OWN = {
    SPANISH: _words("""
        quiero quieres quiere quisiera necesito puedo puede puedes pueden tengo tiene
        tienes hablo hablas habla hablan hablar estoy estan usted ustedes muy pero ahora
        entiendo entiendes deuda deudas dinero donde quien cuenta hacer hago hice soy
        eres ayer manana alguien persona el los las del una uno con mensaje mensajes
        llamar recibi recibido ayudar ayudarme ayuda trabajo espanol cuanto esto ella
        ellos debo deberia mi su sus yo nosotros hasta tambien siempre nunca gracias
        hola
    """),
    ENGLISH: _words("""
        i you your my me the is are am was what who how why when where want need owe debt pay
        please not don't dont can't cant cannot can speak english portuguese this that have has
        someone somebody talk understand of for to with from it much money message number
        do does did about there here time later hello received
    """),
}
# Words of both languages, or of a Brazilian's typing: they count only beside others.
_SHARED = {
    SPANISH: _words("""
        habla donde quien persona el los las una uno con cuanto ella debo mi su
        sus nunca hasta ayuda soy hola gracias hacer del cuenta esto yo muy pero
        ahora
        """),
    ENGLISH: _words("me do to am of the my please money number i that it time"),
}
_PORTUGUESE = _words("""
    nao n naum num vc vcs voce voces eu meu meus minha minhas quero kero queria pra pro pras pros
    obrigado obrigada obg brigado tem tenho voces ta to tou tava um uma uns umas em no na nos nas
    do dos da das ao aos pelo pela com sem mais mas muito mto e ou que q eh isso isto esse essa
    aqui ai ja la so tambem tb tbm oi ola bom boa dia tarde noite fala falar falo pagar pago paguei
    divida boleto conta acordo parcela atendente pessoa quem qual quanto qnt onde
    sou foi era ser estou esta estao vou vai vamos manda mande por favor pfv kkk caso topo oferta
    """)
# Portuguese words that the other language has too: they overrule nothing there.
_BOTH = {
    SPANISH: _words("no e que la pagar ser vamos tarde boleto favor esta num do"),
    ENGLISH: _words("no do to"),
}
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def foreign_language(text: str) -> str | None:
    """Give the language of LANGUAGES that a text is surely in, or None."""
    words = set(_TOKEN.findall(_folded(text)))
    for language in LANGUAGES:
        own = words & _OWN[language]
        enough = len(own) >= _LEAST[language] and len(own) * _SHARE[language] > len(words)
        if not enough or len(own - _SHARED[language]) < _SURE[language]:
            continue
        if not (words & _PORTUGUESE) - _OWN[language] - _BOTH[language]:
            return language
    return None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("\u2019", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
