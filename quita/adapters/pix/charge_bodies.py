"""Writes what the bank is asked for: an immediate charge, or one with a due date (API Pix 2.9)."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from quita.adapters.pix.config import PixConfig
from quita.domain.errors import ProviderRefused
from quita.domain.money import MAX_AMOUNT, cents
from quita.domain.pix_due import DueTerms
from quita.services.ports import PixRequest

MAX_NAME, MAX_TEXT = 200, 140


def charge_body(request: PixRequest, config: PixConfig) -> dict[str, Any]:
    """Give the body that asks for a charge (CobSolicitada, CobVSolicitada).

    Raises:
        ProviderRefused: an amount that no bank takes; nothing was asked.
    """
    due = request.due
    body: dict[str, Any] = {
        "calendario": {"expiracao": request.expires_in} if due is None else _calendar(due),
        "devedor": {
            "cpf": request.debtor_cpf,
            "nome": line(request.debtor_name, MAX_NAME),
        },
        "valor": {"original": reais(request.amount)} | ({} if due is None else _parts(due, config)),
        "chave": config.pix_key,
    }
    text = line(request.text, MAX_TEXT)
    return {**body, "solicitacaoPagador": text} if text else body


def reais(amount: Decimal) -> str:
    """Write an amount as the API does: digits, a point, two decimals.

    Raises:
        ProviderRefused: not positive, over ten billion, or with fractions of a cent.
    """
    if not amount.is_finite() or not 0 < amount <= MAX_AMOUNT or amount != cents(amount):
        raise ProviderRefused("no bank takes a charge of that amount")
    return f"{amount:.2f}"


def line(text: str, limit: int) -> str:
    """Give a text as one printable line, cut at the limit."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:limit].rstrip()


def moment(at: datetime) -> str:
    """Write a moment as RFC 3339 has it, in UTC and whole seconds."""
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _calendar(due: DueTerms) -> dict[str, Any]:
    # Banks differ in the validity that they assume, so it is always said.
    return {"dataDeVencimento": f"{due.due_date}", "validadeAposVencimento": due.valid_days}


def _parts(due: DueTerms, config: PixConfig) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for name, rule in (("multa", due.fine), ("juros", due.interest), ("abatimento", due.rebate)):
        if rule is not None:
            how, value = rule
            parts[name] = {"modalidade": _modality(how, config), "valorPerc": f"{value:.2f}"}
    if due.discount is not None:
        discount, amount = due.discount
        parts["desconto"] = {"modalidade": _modality(discount, config)}
        if amount is not None:
            parts["desconto"]["valorPerc"] = f"{amount:.2f}"
        else:
            parts["desconto"]["descontoDataFixa"] = [
                {"data": day.isoformat(), "valorPerc": f"{value:.2f}"}
                for day, value in sorted(due.until)
            ]
    return parts


def _modality(how: int, config: PixConfig) -> int | str:
    return str(int(how)) if config.profile.modality_as_text else int(how)
