"""What Bacen checks in a charge; every broken rule is named (API Pix 2.9, "Tag Cob" and "CobV")."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.bank.amounts import FIXED, HUNDRED
from sandbox.bank.problems import Violation

TXID = re.compile(r"[a-zA-Z0-9]{26,35}")
MONEY = re.compile(r"[0-9]{1,10}\.[0-9]{2}")
CPF = re.compile(r"[0-9]{11}")
CNPJ = re.compile(r"[0-9A-Z]{14}")
NAME, REQUEST, EXTRA_NAME, EXTRA_VALUE, EXTRAS = 200, 140, 50, 200, 50
MAX_SECONDS = 2**31 - 1
IMMEDIATE_KEYS = ("calendario", "devedor", "valor", "chave", "solicitacaoPagador", "infoAdicionais")
ADDRESS_KEYS = ("logradouro", "cidade", "uf", "cep", "email")


class Checker:
    """Collects the violations of one request."""

    def __init__(self, kind: str, key: str, today: date) -> None:
        """Take "cob" or "cobv", the receiver's Pix key and the banking date."""
        self._kind = kind
        self._key = key
        self._today = today
        self._due: date | None = None
        self.violations: list[Violation] = []

    def check(self, body: dict[str, Any]) -> list[Violation]:
        """Check a whole charge, as asked for or as it would be after a revision."""
        for name in body:
            if name not in IMMEDIATE_KEYS:
                missing = "O location referenciado inexiste."
                self._broken(name, missing if name == "loc" else "Campo desconhecido.")
        self._calendar(body.get("calendario"))
        self._debtor(body.get("devedor"))
        self._value(body.get("valor"))
        if body.get("chave") != self._key:
            self._broken("chave", "O campo não corresponde a uma chave deste usuário recebedor.")
        if "solicitacaoPagador" in body:
            self._text(body["solicitacaoPagador"], "solicitacaoPagador", REQUEST)
        if "infoAdicionais" in body:
            self._extras(body["infoAdicionais"])
        return self.violations

    def _broken(self, name: str, reason: str = "O campo não respeita o _schema_.") -> None:
        self.violations.append(Violation(reason, f"{self._kind}.{name}"))

    def _text(self, value: object, name: str, maximum: int) -> None:
        if not isinstance(value, str) or not value.strip() or len(value) > maximum:
            self._broken(name, f"O campo deve ter de 1 a {maximum} caracteres.")

    def _calendar(self, value: object) -> None:
        if not isinstance(value, dict):
            self._broken("calendario")
        elif self._kind == "cob":
            seconds = value.get("expiracao", 1)
            if type(seconds) is not int or not 0 < seconds <= MAX_SECONDS:
                self._broken("calendario.expiracao", "O campo é igual ou menor que zero.")
        else:
            self._due = due = as_date(value.get("dataDeVencimento"))
            if due is None:
                self._broken("calendario.dataDeVencimento")
            elif due < self._today:
                self._broken("calendario.dataDeVencimento", "O campo é anterior à data de criação.")
            days = value.get("validadeAposVencimento", 0)
            if type(days) is not int or not 0 <= days <= 9999:
                self._broken("calendario.validadeAposVencimento", "O campo é menor do que zero.")

    def _debtor(self, value: object) -> None:
        if value is None and self._kind == "cob":
            return
        if not isinstance(value, dict):
            self._broken("devedor")
            return
        documents = [name for name in ("cpf", "cnpj") if name in value]
        known = {"cpf", "cnpj", "nome"} | set(ADDRESS_KEYS if self._kind == "cobv" else ())
        if len(documents) != 1 or set(value) - known:
            self._broken("devedor", "O objeto traz ou CPF ou CNPJ, e nome.")
        for name, pattern in (("cpf", CPF), ("cnpj", CNPJ)):
            if name in value and not pattern.fullmatch(str(value[name])):
                self._broken(f"devedor.{name}")
        self._text(value.get("nome"), "devedor.nome", NAME)

    def _value(self, value: object) -> None:
        if not isinstance(value, dict):
            self._broken("valor")
            return
        charges = ("multa", "juros", "abatimento", "desconto")
        known = {"original", *(charges if self._kind == "cobv" else ("modalidadeAlteracao",))}
        for name in sorted(set(value) - known):
            self._broken(f"valor.{name}", "O campo não é aceito por este banco.")
        if not is_money(value.get("original")):
            self._broken("valor.original")
            return
        original = Decimal(value["original"])
        if not original:
            self._broken("valor.original", "O campo é zero.")
        if value.get("modalidadeAlteracao", 0) not in (0, 1):
            self._broken("valor.modalidadeAlteracao")
        self._modality(value, "multa", 2)
        self._modality(value, "juros", 8)
        if self._modality(value, "abatimento", 2):
            self._below(value["abatimento"], original, "valor.abatimento")
        if "desconto" in value:
            self._discount(value["desconto"], original)

    def _modality(self, value: dict[str, Any], name: str, highest: int) -> bool:
        if name not in value:
            return False
        rule = value[name]
        good = (
            isinstance(rule, dict)
            and set(rule) == {"modalidade", "valorPerc"}
            and modality(rule) in range(1, highest + 1)
            and is_money(rule["valorPerc"])
        )
        if not good:
            self._broken(f"valor.{name}", "O objeto não respeita o _schema_.")
        return good

    def _below(self, rule: dict[str, Any], original: Decimal, name: str) -> None:
        limit = original if modality(rule) == FIXED else HUNDRED
        if Decimal(rule["valorPerc"]) >= limit:
            self._broken(name, "O valor é maior ou igual ao da cobrança original ou a 100%.")

    def _discount(self, rule: object, original: Decimal) -> None:
        name = "valor.desconto"
        if not isinstance(rule, dict) or modality(rule) not in range(1, 7):
            self._broken(name, "O objeto não respeita o _schema_.")
            return
        steps = rule.get("descontoDataFixa")
        if modality(rule) > 2:
            if steps is not None or not is_money(rule.get("valorPerc")):
                self._broken(name, "As modalidades de 3 a 6 trazem apenas valorPerc.")
            return
        if "valorPerc" in rule or not isinstance(steps, list) or not 1 <= len(steps) <= 3:
            self._broken(name, "As modalidades 1 e 2 trazem de um a três descontos por data.")
            return
        for step in steps:
            day = as_date(step.get("data")) if isinstance(step, dict) else None
            if day is None or not is_money(step.get("valorPerc")):
                self._broken(f"{name}.descontoDataFixa")
                continue
            self._below({**step, "modalidade": modality(rule)}, original, name)
            if self._due is not None and day > self._due:
                self._broken(name, "A data é posterior à data de vencimento.")

    def _extras(self, value: object) -> None:
        if not isinstance(value, list) or len(value) > EXTRAS:
            self._broken("infoAdicionais", f"O objeto tem no máximo {EXTRAS} itens.")
            return
        for item in value:
            if not isinstance(item, dict) or set(item) != {"nome", "valor"}:
                self._broken("infoAdicionais", "Cada item traz nome e valor.")
                continue
            self._text(item["nome"], "infoAdicionais.nome", EXTRA_NAME)
            self._text(item["valor"], "infoAdicionais.valor", EXTRA_VALUE)


def modality(rule: dict[str, Any]) -> int:
    """Give a modality, written as a number or (as in the spec's examples) in quotes; 0 if bad."""
    value = rule.get("modalidade")
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if type(value) is int else 0


def is_money(value: object) -> bool:
    """Tell whether a value is a sum as the API writes it: digits, a point, two decimals."""
    return isinstance(value, str) and MONEY.fullmatch(value) is not None


def as_date(value: object) -> date | None:
    """Read an ISO date, or give None."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
