"""A creditor's policy in plain Portuguese, for the people who answer for it."""

from __future__ import annotations

from quita.domain.money import brl, percent_text
from quita.domain.policy import (
    Authority,
    Bracket,
    ChargesOn,
    Delisting,
    Eligibility,
    Terms,
)


def explain(terms: Terms) -> list[str]:
    """Give the sentences that say what these terms allow."""
    return [
        *_at_once(terms),
        *_in_installments(terms),
        *_charges(terms),
        *_agreement(terms),
        *_people(terms),
    ]


def _at_once(terms: Terms) -> list[str]:
    if terms.max_cash_discount_pct is not None:
        percent = percent_text(terms.max_cash_discount_pct)
        found = [f"À vista: desconto de até {percent}, com qualquer atraso."]
    elif any(item.cash_discount_pct for item in terms.ageing):
        found = ["À vista, o desconto depende do atraso:"]
        found += [f"  {_bracket(terms, place)}" for place in range(len(terms.ageing))]
    else:
        found = ["À vista: sem desconto."]
    who = _who(terms.discount_for)
    if who:
        found.append(f"O desconto é só para dívidas {who}.")
    return [*found, f"O pagamento à vista e a entrada vencem em {_days(terms.down_payment_days)}."]


def _bracket(terms: Terms, place: int) -> str:
    item: Bracket = terms.ageing[place]
    after = terms.ageing[place + 1 :]
    until = f" até {after[0].from_days - 1} dias" if after else " dias ou mais"
    text = f"de {item.from_days}{until} de atraso: {percent_text(item.cash_discount_pct)}"
    if item.max_installments is not None:
        text += f"; no máximo {item.max_installments} parcelas"
    if item.monthly_interest_pct is not None:
        text += f"; parcelas com {percent_text(item.monthly_interest_pct)} ao mês"
    return f"{text}."


def _in_installments(terms: Terms) -> list[str]:
    if terms.max_installments == 1 and not any(item.max_installments for item in terms.ageing):
        return ["Só à vista: não há parcelamento."]
    found = [
        f"Parcelado: em até {terms.max_installments} vezes, com parcelas de pelo menos "
        f"{brl(terms.min_installment)}."
    ]
    if terms.min_down_payment:
        found.append(f"É preciso uma entrada de pelo menos {brl(terms.min_down_payment)}.")
    if terms.monthly_interest_pct:
        rate = percent_text(terms.monthly_interest_pct)
        free = terms.interest_free_installments
        upto = f" Em até {free} vezes, sem juros." if free > 1 else ""
        found.append(f"As parcelas têm juros de {rate} ao mês (tabela Price).{upto}")
    else:
        found.append("As parcelas não têm juros.")
    who = _who(terms.installments_for)
    if who:
        found.append(f"O parcelamento é só para dívidas {who}.")
    return [*found, f"A primeira parcela vence em {_days(terms.first_installment_days)}."]


def _charges(terms: Terms) -> list[str]:
    corrected = terms.charges_on is ChargesOn.CORRECTED
    base = "valor corrigido" if corrected else "valor original"
    index = terms.correction_index
    correction = (
        f"O valor é corrigido pelo {index.upper()} (policies/indexes/{index}.csv)."
        if index
        else "O valor não tem correção monetária."
    )
    return [
        correction,
        f"Pelo atraso: multa de {percent_text(terms.fine_pct)}, uma vez só, e juros simples de "
        f"{percent_text(terms.default_interest_pct)} ao mês, contados por dia, sobre o {base}.",
        "Quem adianta parcelas com juros paga menos: os juros do tempo que falta são descontados.",
    ]


def _agreement(terms: Terms) -> list[str]:
    delisted = {
        Delisting.FIRST_PAYMENT: "depois do primeiro pagamento",
        Delisting.SETTLEMENT: "depois de tudo pago",
    }
    return [
        f"Uma proposta vale {_days(terms.offer_validity_days)}.",
        f"Uma parcela pode atrasar {_days(terms.grace_days)}, sem acréscimo; depois disso o acordo "
        "é desfeito, o que foi pago é descontado e o restante volta às condições de antes.",
        f"O vencimento pode mudar até {terms.max_due_date_changes} vezes, no máximo "
        f"{_days(terms.max_due_date_shift_days)} por vez.",
        f"O assistente faz até {terms.max_agreements} acordos da mesma dívida; depois, uma pessoa.",
        f"A retirada dos cadastros de crédito é pedida {delisted[terms.delisting]}.",
        "Para quem conta a renda, as parcelas do mês deixam pelo menos "
        f"{brl(terms.existential_minimum)}.",
    ]


def _people(terms: Terms) -> list[str]:
    named = (("O assistente", terms.bot), ("Um atendente", terms.agent))
    found = [
        _authority(name, limit) for name, limit in (*named, ("Um supervisor", terms.supervisor))
    ]
    return [sentence for sentence in found if sentence]


def _authority(name: str, limit: Authority) -> str:
    parts = []
    if limit.max_cash_discount_pct is not None:
        parts.append(f"até {percent_text(limit.max_cash_discount_pct)} de desconto à vista")
    if limit.max_installments is not None:
        parts.append(f"até {limit.max_installments} parcelas")
    return f"{name} pode oferecer {' e '.join(parts)}." if parts else ""


def _who(rule: Eligibility) -> str:
    parts = []
    if rule.from_days:
        parts.append(f"com {rule.from_days} dias de atraso ou mais")
    if rule.min_owed:
        parts.append(f"a partir de {brl(rule.min_owed)}")
    if rule.max_owed is not None:
        parts.append(f"de até {brl(rule.max_owed)}")
    return " e ".join(parts)


def _days(count: int) -> str:
    return {0: "0 dias (no mesmo dia)", 1: "1 dia"}.get(count, f"{count} dias")
