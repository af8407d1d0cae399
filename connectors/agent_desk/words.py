"""What agents read for the names that the core uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from quita.domain.business_days import SAO_PAULO
from quita.domain.conversation import Channel, Owner
from quita.domain.handoff import Reason
from quita.domain.records import OutboxState

REASONS: Mapping[Reason, str] = {
    Reason.LOW_CONFIDENCE: "O robô não entendeu",
    Reason.REQUESTED: "Pediu uma pessoa",
    Reason.IDENTITY_FAILED: "Não confirmou a identidade",
    Reason.FRAUD: "Relata fraude",
    Reason.DECEASED: "Falecimento",
    Reason.DISPUTE: "Contesta a cobrança",
    Reason.LEGAL_THREAT: "Fala em processo ou Procon",
    Reason.LIFE_RISK: "Risco de vida",
    Reason.OVER_INDEBTED: "Superendividamento",
    Reason.HARDSHIP: "Não consegue pagar",
    Reason.LGPD: "Dados pessoais (LGPD)",
    Reason.RECEIPT: "Comprovante a conferir",
    Reason.BEYOND_AUTHORITY: "Pedido acima da alçada do robô",
    Reason.ABUSE: "Ofensas",
    Reason.SYSTEM_FAILURE: "Falha do sistema",
    Reason.UNSUPPORTED_MEDIA: "Áudio que o robô não ouve",
}
CASES: Mapping[str, str] = {
    "claim_fraud": "Fraude",
    "dispute_debt": "Não reconhece a dívida",
    "dispute_amount": "Contesta o valor",
    "dispute_service": "Contesta o serviço",
    "threaten_legal": "Processo ou Procon",
    "debtor_deceased": "Falecimento",
    "lgpd_request": "Dados pessoais (LGPD)",
    "over_indebted": "Superendividamento",
    "send_receipt": "Comprovante enviado",
    "beyond_authority": "Pedido acima da alçada",
    "ask_debt_proof": "Pede prova da dívida",
    "ask_settlement_letter": "Pede carta de quitação",
    "update_contact": "Mudança de contato",
    "wrong_person": "Pessoa errada",
}
PRIORITIES = ("Urgente", "Alta", "Média", "Normal")  # by number; what follows is normal too
CHANNELS: Mapping[Channel, str] = {Channel.WHATSAPP: "WhatsApp", Channel.SMS_LINK: "Chat do SMS"}
OWNERS: Mapping[Owner, str] = {
    Owner.BOT: "com o robô",
    Owner.QUEUED: "na fila",
    Owner.HUMAN: "em atendimento",
    Owner.CLOSED: "encerrada",
}
ROLES: Mapping[str, str] = {
    "agent": "atendente",
    "supervisor": "supervisão",
    "designer": "conteúdo",
    "auditor": "auditoria",
    "admin": "administração",
}
DELIVERY: Mapping[OutboxState, str] = {
    OutboxState.QUEUED: "na fila de envio",
    OutboxState.SENDING: "enviando",
    OutboxState.UNCLEAR: "envio a confirmar",
    OutboxState.SENT: "enviada",
    OutboxState.DELIVERED: "entregue",
    OutboxState.READ: "lida",
    OutboxState.FAILED: "não entregue",
}
# A transcript writes a message without words as the kind of its medium between brackets.
MEDIA: Mapping[str, str] = {
    "[image]": "Foto",
    "[video]": "Vídeo",
    "[audio]": "Áudio",
    "[voice]": "Mensagem de voz",
    "[document]": "Documento",
    "[sticker]": "Figurinha",
    "[location]": "Localização",
    "[contacts]": "Contato",
    "[order]": "Pedido do catálogo",
    "[reaction]": "Reação",
    "[edit]": "Mensagem editada",
    "[revoke]": "Mensagem apagada",
    "[unsupported]": "Mensagem que o WhatsApp não mostra",
}


def reason(name: str | None) -> str:
    """Say why a conversation came."""
    return REASONS[Reason(name)] if name else "Sem motivo registrado"


def priority(number: int) -> str:
    """Say how urgent a conversation is."""
    return PRIORITIES[min(number, len(PRIORITIES) - 1)]


def case(kind: str) -> str:
    """Say what a case is about; a kind without words shows its name."""
    return CASES.get(kind, kind)


def clock_time(moment: datetime) -> str:
    """Write the time of day in São Paulo.

    >>> clock_time(datetime.fromisoformat("2026-11-23T15:04:00+00:00"))
    '12:04'
    """
    return f"{moment.astimezone(SAO_PAULO):%H:%M}"


def day(moment: datetime) -> str:
    """Write the day in São Paulo.

    >>> day(datetime.fromisoformat("2026-11-24T01:00:00+00:00"))
    '23/11/2026'
    """
    return f"{moment.astimezone(SAO_PAULO):%d/%m/%Y}"


def span(length: timedelta) -> str:
    """Write how long something lasts, in its largest units; nothing is longer than it says.

    >>> span(timedelta(hours=3, minutes=20, seconds=59))
    '3 h 20 min'
    """
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return "menos de 1 min"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"
