"""What a bank checks before it registers a boleto; every broken rule is named.

Nota Técnica of the "Plataforma Centralizada de Recebíveis" (registration is mandatory for every
value): payer with a valid document, an amount, a due date that is not past.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from quita.domain.boleto.bars import MAX_BOLETO
from quita.domain.identity import valid_cpf

NUMBER = re.compile(r"[A-Z0-9]{1,15}")
MONEY = re.compile(r"[0-9]{1,10}\.[0-9]{2}")
KEYS = ("valor", "vencimento", "pagador", "instrucoes", "bolepix")
NAME, LINE, LINES = 60, 80, 5
LONGEST = timedelta(days=3650)


def violations_of(body: dict[str, Any], today: date) -> list[str]:
    """Give the broken rules of a request, in order."""
    broken = [f"{name}: campo desconhecido" for name in body if name not in KEYS]
    value = body.get("valor")
    if not isinstance(value, str) or not MONEY.fullmatch(value):
        broken.append("valor: reais com dois decimais, como texto")
    elif not 0 < Decimal(value) <= MAX_BOLETO:
        broken.append("valor: de 0.01 a 99999999.99")
    due = _day(body.get("vencimento"))
    if due is None:
        broken.append("vencimento: uma data AAAA-MM-DD que exista")
    elif not today <= due <= today + LONGEST:
        broken.append("vencimento: de hoje a dez anos")
    broken += _payer(body.get("pagador"))
    lines = body.get("instrucoes", [])
    if not isinstance(lines, list) or len(lines) > LINES:
        broken.append(f"instrucoes: até {LINES} linhas")
    elif not all(isinstance(line, str) and 0 < len(line) <= LINE for line in lines):
        broken.append(f"instrucoes: linhas de 1 a {LINE} caracteres")
    if not isinstance(body.get("bolepix", False), bool):
        broken.append("bolepix: verdadeiro ou falso")
    return broken


def _payer(payer: object) -> list[str]:
    if not isinstance(payer, dict) or set(payer) != {"nome", "cpf"}:
        return ["pagador: nome e cpf"]
    name, cpf = payer["nome"], payer["cpf"]
    broken = []
    if not isinstance(name, str) or not name.strip() or len(name) > NAME:
        broken.append(f"pagador.nome: de 1 a {NAME} caracteres")
    if not isinstance(cpf, str) or not cpf.isascii() or not valid_cpf(cpf):
        broken.append("pagador.cpf: inválido")
    return broken


def _day(value: object) -> date | None:
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
