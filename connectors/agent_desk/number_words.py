"""What supervisors read about numbers and templates."""

from __future__ import annotations

from collections.abc import Mapping

from quita.domain.number_health import TIERS, Quality

QUALITY: Mapping[Quality, str] = {
    Quality.GREEN: "Qualidade alta",
    Quality.YELLOW: "Qualidade média: começamos conversas na metade do ritmo",
    Quality.RED: "Qualidade baixa: quase não começamos conversas",
    Quality.UNKNOWN: "A Meta ainda não avaliou",
}
STOPPED = "Parado. A Meta recusou: {why}"
ANSWERS_ONLY = "Só respondemos: a Meta não deixa começar conversas até {until}"
NO_WORD = "Sem notícia da Meta"
RECATEGORISED = "A Meta mudou a categoria: não sai"
CATEGORY, RATED = "Categoria", "Qualidade"
RATINGS: Mapping[Quality, str] = {
    Quality.GREEN: "Alta",
    Quality.YELLOW: "Média",
    Quality.RED: "Baixa",
    Quality.UNKNOWN: "ainda não avaliada",
}
TIER, STARTED, PACE = "Limite por dia", "Conversas que começamos em 24 h", "Ritmo ao começar"
TOGETHER = "Todos os números juntos começaram com {people} pessoas em 24 h."
SENT, FAILED = "Mensagens em 7 dias", "Falharam"
UNHEARD = "Sem entrega há um dia (bloqueio ou celular desligado)"
OPTED_OUT = "Pediram para parar"
_CATEGORIES = {
    "UTILITY": "Utilidade",
    "MARKETING": "Marketing",
    "AUTHENTICATION": "Autenticação",
}
_TEMPLATES = {
    "APPROVED": "Aprovado",
    "REINSTATED": "Aprovado de novo",
    "UNPAUSED": "Aprovado de novo",
    "FLAGGED": "Com aviso da Meta",
    "PAUSED": "Em pausa",
    "DISABLED": "Desativado",
    "REJECTED": "Recusado",
    "PENDING": "Em análise",
    "IN_APPEAL": "Em recurso",
    "PENDING_DELETION": "Sendo apagado",
    "DELETED": "Apagado",
}


def tier(name: str | None) -> str:
    """Say how many people may be written to first in a day."""
    if name is None or name not in TIERS:
        return "não informado"
    return "sem limite" if name == "TIER_UNLIMITED" else people(TIERS[name])


def people(count: int) -> str:
    """Say how many people there are, or may be."""
    return f"{count:,}".replace(",", ".")


def category(name: str | None) -> str:
    """Say what Meta takes a template for; its own word where it is a new one."""
    if name is None:
        return "não informada"
    return _CATEGORIES.get(name.upper(), name)


def template(status: str) -> str:
    """Say what Meta said of a template; its own word where it is a new one."""
    return _TEMPLATES.get(status.upper(), status)
