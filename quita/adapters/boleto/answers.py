"""Reads a bank's answers about boletos; what does not fit our own request is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from quita.adapters.http.messages import HttpResponse
from quita.adapters.pix import fields
from quita.adapters.pix.answers import check_accepted
from quita.domain.boleto.bars import Boleto, read
from quita.domain.boleto.factor import factor_of
from quita.domain.errors import (
    InvalidBoleto,
    InvalidBrCode,
    ProviderRefused,
    ProviderUnavailable,
)
from quita.domain.pix import parse
from quita.services.ports import BoletoCharge, PixPayment

PENDING = "EM_REGISTRO"
# The bank's words, as Bacen's of a charge.
STATUS = {
    "REGISTRADO": "ATIVA",
    "VENCIDO": "ATIVA",
    "PAGO": "CONCLUIDA",
    "BAIXADO": "REMOVIDA_PELO_USUARIO_RECEBEDOR",
    "BAIXADO_PELO_BANCO": "REMOVIDA_PELO_PSP",
}
_ID = re.compile(r"[A-Za-z0-9]{1,60}")
_PREFIX = "boleto:"  # keeps the bank's ids apart from end-to-end ids of Pix


def read_boleto(answer: HttpResponse, number: str) -> BoletoCharge:
    """Read a boleto that was asked for under our own number.

    Raises:
        ProviderUnavailable: no answer that can be read, or the bank is still registering it.
        ProviderRefused: the bank said no, or what it gave is not a boleto that can be paid: wrong
            number, status, check digits, or a line that says another amount or due date.
    """
    check_accepted(answer)
    tree = answer.json_object()
    if tree is None:
        raise ProviderUnavailable("the bank's answer is no JSON object")
    if fields.text(tree, "numero") != number:
        raise ProviderRefused("the bank answered with another boleto")
    word = fields.text(tree, "situacao")
    if word == PENDING:
        raise ProviderUnavailable("the bank is still registering the boleto")
    amount, due = fields.amount(tree, "valor"), _day(tree, "vencimento")
    if word not in STATUS or amount is None or due is None:
        raise ProviderRefused("the bank's answer holds no status, amount or due date")
    boleto = _printed(tree)
    if boleto.amount != amount or boleto.factor != factor_of(due):
        raise ProviderRefused("the line says another amount or due date than the bank")
    return BoletoCharge(
        txid=number,
        status=STATUS[word],
        amount=amount,
        code=boleto.line,
        payments=tuple(_payments(tree)),
        due_date=due,
        own_number=fields.text(tree, "nossoNumero"),
        emv=_emv(tree),
        bank_name=fields.text(tree, "banco", "nome"),
    )


def _printed(tree: dict[str, Any]) -> Boleto:
    try:
        boleto = read(fields.text(tree, "linhaDigitavel"))
        if read(fields.text(tree, "codigoBarras")) != boleto:
            raise ProviderRefused("the bank's bars and line are of different boletos")
    except InvalidBoleto as error:
        raise ProviderRefused(f"the bank's boleto cannot be paid: {error}") from None
    return boleto


def _emv(tree: dict[str, Any]) -> str:
    """Give the Pix of the boleto; one that no app can read is left out, the bars still pay."""
    code = fields.text(tree, "pixCopiaECola")
    try:
        return code if code and parse(code).url is not None else ""
    except InvalidBrCode:
        return ""


def _payments(tree: dict[str, Any]) -> Iterator[PixPayment]:
    found = tree.get("pagamentos") or []
    if not isinstance(found, list):
        raise ProviderRefused("the bank's list of payments is none")
    for item in found:
        identity, amount = fields.text(item, "id"), fields.amount(item, "valor")
        at = fields.instant(item, "horario")
        if not _ID.fullmatch(identity) or amount is None or at is None:
            raise ProviderRefused("the bank lists a payment that cannot be read")
        yield PixPayment(_PREFIX + identity, amount, at)


def _day(tree: dict[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(fields.text(tree, name))
    except ValueError:
        return None
