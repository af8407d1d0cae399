"""What agents read for the names that the core uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from quita.domain.agreement import AgreementState
from quita.domain.business_days import SAO_PAULO
from quita.domain.conversation import Channel, Owner
from quita.domain.debt import Standing
from quita.domain.handoff import Reason
from quita.domain.money import brl
from quita.domain.offer import Offer, OfferKind
from quita.domain.records import OutboxState
from quita.services.desk_deals import REGISTERED as DESK_KINDS

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
REGISTERED = DESK_KINDS  # the kinds that agents register themselves
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
TRAYS: Mapping[str, tuple[str, str]] = {  # its title, and what an empty one says
    "waiting": (
        "Esperando",
        "Ninguém esperando. Quem o robô passar aparece aqui.",
    ),
    "mine": ("Comigo", "Nenhuma conversa com você agora. Que tal pegar uma da fila?"),
    "others": ("Com colegas", "Nenhuma conversa com colegas."),
    "snoozed": ("Adiadas", "Nada adiado. O que você adiar volta sozinho na hora marcada."),
    "mentions": ("Me chamaram", "Ninguém chamou você em uma nota."),
    "approvals": ("Aprovações", "Nenhum pedido esperando a sua decisão."),
    "bot": ("Com o robô", "O robô não está conversando com ninguém."),
    "closed": ("Encerradas", "Nenhuma conversa encerrada ainda."),
}
AREAS: Mapping[str, tuple[str, tuple[Reason, ...]]] = {
    "care": ("Cuidado e risco", (Reason.LIFE_RISK, Reason.FRAUD, Reason.DECEASED,
                                 Reason.LEGAL_THREAT, Reason.ABUSE)),
    "deals": ("Negociação", (Reason.BEYOND_AUTHORITY, Reason.HARDSHIP, Reason.OVER_INDEBTED,
                             Reason.RECEIPT)),
    "service": ("Atendimento", (Reason.REQUESTED, Reason.LOW_CONFIDENCE, Reason.IDENTITY_FAILED,
                                Reason.UNSUPPORTED_MEDIA, Reason.SYSTEM_FAILURE)),
    "rights": ("Direitos e dados", (Reason.DISPUTE, Reason.LGPD)),
}  # fmt: skip
STANDINGS: Mapping[Standing, str] = {
    Standing.OPEN: "em aberto",
    Standing.TIME_BARRED: "prescrita: não cobrar",
    Standing.LEGAL: "em cartório ou na Justiça",
    Standing.UNITEMISED: "sem detalhamento: não oferecer",
    Standing.ON_HOLD: "parada para conferência",
    Standing.AGREED: "com acordo",
    Standing.SETTLED: "quitada",
    Standing.NOT_DUE: "ainda não venceu",
}
AGREEMENTS: Mapping[AgreementState, str] = {
    AgreementState.PROPOSED: "proposto",
    AgreementState.ACTIVE: "em dia",
    AgreementState.LATE: "atrasado",
    AgreementState.BROKEN: "quebrado",
    AgreementState.SETTLED: "quitado",
    AgreementState.CANCELLED: "cancelado",
}
VERDICTS: Mapping[str, str] = {"confirmed": "confirmado", "refused": "recusado"}
APPROVALS: Mapping[str, str] = {
    "waiting": "esperando a supervisão",
    "granted": "aprovado",
    "refused": "recusado",
}
DECIDED: Mapping[str, str] = {
    "granted": "Aprovado. O atendente já vê a proposta.",
    "refused": "Recusado. O atendente já vê o motivo.",
}
IDENTITY: Mapping[str, str] = {
    "verified": "Identidade confirmada.",
    "failed": "Os dados não conferem. Peça com calma para a pessoa olhar de novo.",
    "locked": "Foram três tentativas. Por segurança, a conferência fica fechada por 24 horas.",
}
BEYOND = "O pedido passa da sua alçada. Veja o mais perto que dá, ou peça aprovação."
AGREED = "Acordo fechado. O código para pagar vai sozinho para a pessoa."
CODE_SENT = "Código enviado."
CODE_COMES = "O banco ainda está gerando. O código vai sozinho para a pessoa."
ASKED = "Pedido enviado à supervisão."
OTHER_INTENT = "Outra coisa"
SNOOZES: Mapping[int, str] = {30: "30 minutos", 60: "1 hora", 180: "3 horas", 1440: "1 dia"}
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


def registered(protocol: str) -> str:
    """Say that a case was opened."""
    return f"Registrado com o protocolo {protocol}."


def short_day(moment: date) -> str:
    """Write a day without its year.

    >>> short_day(date(2026, 11, 23))
    '23/11'
    """
    return f"{moment:%d/%m}"


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


def moment(at: datetime) -> str:
    """Write a day without its year, and the time.

    >>> moment(datetime.fromisoformat("2026-11-23T15:04:00+00:00"))
    '23/11 12:04'
    """
    return f"{day(at)[:5]} {clock_time(at)}"


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


def offer_text(offer: Offer, creditor: str) -> str:
    """Write an offer as an agent would say it; the agent may change the words before sending."""
    until = f"Vale até {offer.valid_until:%d/%m/%Y}."
    first = offer.payments[0]
    if offer.kind is OfferKind.CASH:
        return (
            f"Sobre a sua dívida com {creditor}: à vista fica {brl(offer.total)}, "
            f"para pagar até {first.due_date:%d/%m/%Y}. {until} Posso gerar o Pix?"
        )
    plan = offer.installments
    down = f"entrada de {brl(offer.down_payment)} e mais " if offer.down_payment else ""
    return (
        f"Sobre a sua dívida com {creditor}: {down}{len(plan)} parcelas de {brl(plan[0].amount)}, "
        f"a primeira em {plan[0].due_date:%d/%m/%Y}, no total de {brl(offer.total)}. "
        f"{until} Fica bom assim?"
    )


def offer_title(offer: Offer) -> str:
    """Write an offer in one line."""
    if offer.kind is OfferKind.CASH:
        return f"{brl(offer.total)} à vista"
    down = f"{brl(offer.down_payment)} + " if offer.down_payment else ""
    return f"{down}{len(offer.installments)}x de {brl(offer.installments[0].amount)}"
