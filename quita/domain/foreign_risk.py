"""Hears a life at risk in Spanish or English, which the classifier has learnt in Portuguese alone.

By words, and not by examples: a few examples in another language teach a classifier that whoever
writes in it is at risk ("hello, can I talk to someone in English?"). Each phrase speaks of one's
own death or of not wanting to live; what is a matter of speech ("dying to", "me matan los
intereses") has its words in another order.
"""

from __future__ import annotations

import re
import unicodedata

from quita.domain.languages import ENGLISH, SPANISH

_SPANISH = (
    r"suicidarme|me suicid\w+|(?:el|al|del) suicidio|quitarme la vida|me quito la vida|"
    r"acabar con mi vida|terminar con mi vida|poner(?:le)? fin a mi vida|"
    r"(?:quiero|quisiera|voy a|prefiero|pienso en|pensando en|ganas de|deseo) (?:morir|morirme|"
    r"matarme|ahorcarme|no despertar|estar muert[oa])|"
    r"me (?:quiero|quisiera|voy a|voy) (?:a )?(?:morir|matar|ahorcar|tirar d\w+|tirar al? "
    r"(?:tren|metro|puente|rio)|quitar la vida)|"
    r"voy a tirarme d\w+|(?:hoy|manana|esta noche) me (?:mato|muero|ahorco|cuelgo)|"
    r"no (?:quiero|puedo|deseo) (?:seguir )?(?:vivir|viviendo)(?! (?:aqui|alla|con|en))|"
    r"no quiero (?:existir|despertar)|no vale la pena (?:seguir )?(?:vivir|viviendo)|"
    r"(?:sin|no tengo|perdi las) ganas de (?:seguir )?(?:vivir|viviendo)|cansad[oa] de vivir|"
    r"(?:mejor|ojala) (?:estar(?:ia)?|estuviera|me) muert[oa]|mejor muert[oa]|"
    r"no le (?:veo|encuentro) sentido a (?:la vida|vivir|seguir)"
)
_ENGLISH = (
    r"suicid(?:e|al)|kill(?:ing)? myself|hang(?:ing)? myself|hurt(?:ing)? myself|"
    r"end(?:ing)? (?:my|my own) life|tak(?:e|ing) my (?:own )?life|end it all|"
    r"(?:want|wanna|going|ready|like) (?:to )?die|wanna die|wish i (?:was|were) dead|"
    r"better off (?:dead|without me)|rather be dead|be dead (?:soon|tomorrow|tonight)|"
    r"(?:do not|don t|dont) want to (?:live|be alive|be here any ?more|wake up|exist)|"
    r"(?:no|any) (?:reason|point)(?: left)? (?:to|in|for) (?:live|living|going on|being alive)|"
    r"tired of living|can(?:not| t|t) go on living|jump(?:ing)? (?:off|from) (?:a|the) "
    r"(?:bridge|building|roof|balcony)|won t be alive"
)
_AT_RISK = {
    SPANISH: re.compile(rf"\b(?:{_SPANISH})\b"),
    ENGLISH: re.compile(rf"\b(?:{_ENGLISH})\b"),
}


def language_at_risk(text: str) -> str | None:
    """Give the language in which a text tells of a life at risk, None where it does not."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    words = re.sub(r"[^\w]+", " ", plain)
    return next((one for one, phrases in _AT_RISK.items() if phrases.search(words)), None)
