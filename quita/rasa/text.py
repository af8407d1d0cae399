"""WhatsApp Portuguese in a form that classifiers read: the text before any feature is made."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_CHARACTERS = 1500  # past this a message adds no meaning, only time
# What an entity is called in the features: which CPF or which amount it is says nothing of a wish.
MASKS = {
    "cpf": "xcpf",
    "cpf_fragment": "xfrag",
    "birth_date": "xnasc",
    "amount": "xvalor",
    "percent": "xporc",
    "email": "xmail",
    "phone": "xfone",
    "date": "xdata",
    "installments": "xvezes",
}
_DIGIT = re.compile(r"\d")
_ELONGATED = re.compile(r"(\D)\1{2,}")
_LAUGH = re.compile(r"\b(?:k{2,}|(?:ha){2,}h?|(?:rs){2,}|(?:he){2,}h?|hua\w*)\b")
_SPACE = re.compile(r"\s+")
_SIGNS = re.compile(r"([^\w\s])")
_WORDS = {
    "vc": "voce", "vcs": "voces", "ce": "voce", "ceis": "voces", "cs": "voces", 
    "oce": "voce", "tb": "tambem", "tbm": "tambem", "tmb": "tambem", "pq": "porque",
    "pk": "porque", "q": "que", "ki": "que", "qe": "que", "qto": "quanto", "qnto": "quanto",
    "qt": "quanto", "qdo": "quando", "qnd": "quando", "qndo": "quando", "naum": "nao",
    "n": "nao", "nn": "nao", "pfv": "por favor", "pf": "por favor",
    "pfvr": "por favor", "plmds": "pelo amor de deus", "plmdds": "pelo amor de deus",
    "blz": "beleza", "vlw": "valeu", "flw": "falou", "obg": "obrigado", "obgd": "obrigado",
    "brigado": "obrigado", "brigada": "obrigada", "mto": "muito", "mt": "muito", "mta": "muita",
    "td": "tudo", "tds": "todos", "hj": "hoje", "amh": "amanha", "amnh": "amanha",
    "cmg": "comigo", "ctg": "contigo", "dps": "depois", "agr": "agora", "msm": "mesmo",
    "msg": "mensagem", "zap": "whatsapp", "wpp": "whatsapp", "whats": "whatsapp",
    "bjs": "beijos", "oq": "o que", "oque": "o que", "cm": "com",
    "eh": "e", "to": "estou", "tou": "estou", "ta": "esta", 
    "tava": "estava", "tao": "estao", "pra": "para", "pro": "para o", "pros": "para os",
    "pras": "para as", "ne": "nao e", "neh": "nao e", "sla": "sei la", "slk": "voce e louco",
    "tlgd": "ta ligado", "mds": "meu deus", "sdds": "saudades", "fds": "fim de semana",
    "pgto": "pagamento", "pagto": "pagamento", "parc": "parcela", "vcto": "vencimento",
    "venc": "vencimento", "cod": "codigo", "tel": "telefone", "cel": "celular", 
    "piquis": "pix", "pics": "pix", "pixs": "pix", "boletu": "boleto", "divda": "divida",
    
    "nois": "nos", "veis": "vezes", "vz": "vez", "vzs": "vezes",
}  # fmt: skip


def ends(text: str, most: int) -> str:
    """Shorten a long text to its first and last characters: a wish stands at either end.

    >>> ends("abcdefghij", 5)
    'ab hij'
    """
    return text if len(text) <= most else f"{text[: most // 2]} {text[-(most - most // 2) :]}"


def masked(text: str, spans: Iterable[tuple[str, int, int]]) -> str:
    """Put a word for its kind in the place of each entity: (entity, start, end), none over another.

    >>> masked("pago 150 reais dia 10", [("amount", 5, 14), ("date", 15, 21)])
    'pago  xvalor   xdata '
    """
    for entity, start, end in sorted(spans, key=lambda span: -span[1]):
        if entity in MASKS:
            text = f"{text[:start]} {MASKS[entity]} {text[end:]}"
    return text


def without_digits(text: str) -> str:
    """Make every digit a zero: how long a number is may mean something, which one does not.

    >>> without_digits("10x de 250")
    '00x de 000'
    """
    return _DIGIT.sub("0", text)


def normal(text: str) -> str:
    """Fold a message: lower case, no accents, no runs of letters, known short forms spelt out.

    >>> normal("VC ACEITA piiix??? qto fica em 10x")
    'voce aceita pix ? quanto fica em 10x'
    """
    folded = unicodedata.normalize("NFKD", ends(text, MAX_CHARACTERS).lower())
    folded = "".join(c if c.isprintable() else " " for c in folded if not unicodedata.combining(c))
    folded = _ELONGATED.sub(r"\1", _LAUGH.sub(" haha ", folded))
    spaced = _SIGNS.sub(r" \1 ", folded)
    words = (_WORDS.get(word, word) for word in _SPACE.split(spaced))
    return " ".join(word for word in words if word)
