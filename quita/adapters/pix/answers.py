"""Reads the bank's answers: a charge, a token, or a refusal; every call is safe to repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from quita.adapters.http.messages import HttpResponse
from quita.adapters.pix import fields
from quita.adapters.pix.config import PixConfig
from quita.domain.errors import InvalidBrCode, ProviderRefused, ProviderUnavailable
from quita.domain.money import ZERO
from quita.domain.pix import parse
from quita.domain.pix_building import build_dynamic
from quita.services.ports import PixCharge, PixPayment, PixReceived

MAX_REASON = 300
_REQUEST_TIMEOUT, _TOO_MANY_REQUESTS, _UNAUTHORIZED = 408, 429, 401
_DOCUMENT = re.compile(r"\d{3}\.\d{3}\.\d{3}-\d{2}|\d{11,14}", re.ASCII)
_NOT_RETURNED = "NAO_REALIZADO"


def check_accepted(answer: HttpResponse) -> None:
    """Pass a 2xx and refuse everything else.

    Raises:
        ProviderUnavailable: the bank failed, is busy, sends us elsewhere, or does not let us in.
            The last is no word about the charge, so no charge is given up for it.
        ProviderRefused: any other no, with the problem's title and detail.
    """
    status = answer.status
    if 200 <= status < 300:
        return
    if not 400 <= status < 500 or status in (_REQUEST_TIMEOUT, _TOO_MANY_REQUESTS, _UNAUTHORIZED):
        raise ProviderUnavailable(f"the bank answered HTTP {status}{_reason(answer, ': ')}")
    raise ProviderRefused(_reason(answer) or f"HTTP {status}")


def read_token(answer: HttpResponse) -> tuple[str, float]:
    """Read a token and the seconds that it lives.

    Raises:
        ProviderUnavailable: none was given, whatever the reason.
    """
    if not 200 <= answer.status < 300:
        reason = _reason(answer, ": ")
        raise ProviderUnavailable(f"the bank gave no token: HTTP {answer.status}{reason}")
    tree = answer.json_object() or {}
    token = fields.text(tree, "access_token")
    if not re.fullmatch(r"[!-~]+", token):
        raise ProviderUnavailable("the bank's answer holds no token")
    seconds = tree.get("expires_in")
    written = str(seconds) if isinstance(seconds, (int, str)) else ""
    return token, float(written) if re.fullmatch(r"[0-9]{1,9}", written) else 0.0


def read_charge(answer: HttpResponse, config: PixConfig, txid: str, *, to_pay: bool) -> PixCharge:
    """Read a charge that was asked for under a txid.

    Args:
        to_pay: whether its code is wanted; else a missing or broken one is left empty, since
            payments are worth knowing without it.

    Raises:
        ProviderUnavailable, ProviderRefused: as `check_accepted`; no JSON is unavailable.
        ProviderRefused: another charge, another key, or not what API Pix describes.
    """
    check_accepted(answer)
    tree = answer.json_object()
    if tree is None:
        raise ProviderUnavailable("the bank's answer is no JSON object")
    if fields.text(tree, "txid") != txid:
        raise ProviderRefused("the bank answered with another charge")
    if fields.text(tree, "chave") not in ("", config.pix_key):
        raise ProviderRefused("the bank answered with a charge for another key")
    amount = fields.amount(tree, "valor", "original")
    status = fields.text(tree, "status")
    if amount is None or not status:
        raise ProviderRefused("the bank's answer holds no amount or no status")
    return PixCharge(
        txid=txid,
        status=status,
        amount=amount,
        code=_code(tree, config, to_pay),
        payments=tuple(_payments(tree, txid)),
    )


def _code(tree: dict[str, Any], config: PixConfig, to_pay: bool) -> str:
    try:
        code = fields.text(tree, "pixCopiaECola") or build_dynamic(
            _location(tree), config.receiver_name, config.receiver_city
        )
        if parse(code).url is None:
            raise InvalidBrCode("it names no charge")
    except InvalidBrCode as error:
        if not to_pay:
            return ""
        raise ProviderRefused(f"the bank's code cannot be paid: {error}") from None
    return code


def _location(tree: dict[str, Any]) -> str:
    location = fields.text(tree, "location") or fields.text(tree, "loc", "location")
    return location.split("://", 1)[-1]


def _payments(tree: dict[str, Any], txid: str) -> Iterator[PixPayment]:
    found = tree.get("pix") or []
    if not isinstance(found, list):
        raise ProviderRefused("the bank's list of payments is none")
    for item in found:
        end_to_end_id, at = fields.end_to_end_id(item), fields.instant(item, "horario")
        amount = fields.amount(item, "valor")
        if end_to_end_id is None or at is None or amount is None:
            raise ProviderRefused("the bank lists a payment that cannot be read")
        if fields.text(item, "txid") not in ("", txid):
            raise ProviderRefused("the bank lists a payment of another charge")
        returned = _checked_returned(item, amount)
        yield PixPayment(end_to_end_id, amount, at, returned, _original(item, amount))


def read_received(answer: HttpResponse) -> tuple[list[PixReceived], int]:
    """Read a page of the list of received Pix, and how many pages there are.

    A Pix that cannot be read, or has no txid, is left out: it is nobody's charge, and the charge
    that it may belong to is polled anyway.

    Raises:
        ProviderUnavailable, ProviderRefused: as `check_accepted`; no JSON is unavailable.
    """
    check_accepted(answer)
    tree = answer.json_object()
    if tree is None:
        raise ProviderUnavailable("the bank's answer is no JSON object")
    found = tree.get("pix") or []
    if not isinstance(found, list):
        raise ProviderRefused("the bank's list of Pix is none")
    items = []
    for item in found:
        end_to_end_id, txid = fields.end_to_end_id(item), fields.txid(item)
        amount = fields.amount(item, "valor")
        if end_to_end_id is None or txid is None or amount is None:
            continue
        refunded = _checked_returned(item, amount)
        items.append(PixReceived(end_to_end_id, txid, amount, refunded))
    pages = tree.get("parametros")
    for name in ("paginacao", "quantidadeDePaginas"):
        pages = pages.get(name) if isinstance(pages, dict) else None
    return items, pages if isinstance(pages, int) else 1


def _original(item: dict[str, Any], paid: Decimal) -> Decimal | None:
    """Read the part that is the charge itself, where the parts add up to what was paid."""
    parts = {
        name: fields.amount(item, "componentesValor", name, "valor")
        for name in ("original", "multa", "juros", "abatimento", "desconto")
    }
    original = parts["original"]
    if original is None:
        return None
    added = (parts["multa"] or ZERO) + (parts["juros"] or ZERO)
    taken = (parts["abatimento"] or ZERO) + (parts["desconto"] or ZERO)
    return original if original + added - taken == paid else None


def _checked_returned(item: dict[str, Any], amount: Decimal) -> Decimal:
    returned = _returned(item.get("devolucoes"))
    if returned > amount:
        raise ProviderRefused("the bank gave back more than was paid")
    return returned


def _returned(found: Any) -> Decimal:
    """Add up what was given back or is on its way; banks send a list, or one object."""
    total = ZERO
    for item in found if isinstance(found, list) else [found] if found else []:
        amount = fields.amount(item, "valor")
        if amount is None:
            raise ProviderRefused("the bank lists a refund that cannot be read")
        total += ZERO if fields.text(item, "status") == _NOT_RETURNED else amount
    return total


def _reason(answer: HttpResponse, before: str = "") -> str:
    """Give what an RFC 7807 problem or an OAuth error says, without anybody's document."""
    tree = answer.json_object() or {}
    said = [fields.text(tree, name) for name in ("title", "detail", "error", "error_description")]
    violations = tree.get("violacoes")
    for item in violations if isinstance(violations, list) else []:
        # `valor` is left out: it may be the debtor's name or document.
        said.append(" ".join([fields.text(item, "propriedade"), fields.text(item, "razao")]))
    joined = _DOCUMENT.sub("***", ": ".join(part for part in said if part.strip()))
    printable = "".join(char if char.isprintable() else " " for char in joined)
    return before + printable[:MAX_REASON] if printable else ""
