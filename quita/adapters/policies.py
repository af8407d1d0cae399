"""Reads creditors' terms from YAML files: `<cnpj>.yml`, else `default.yml`.

Keys are the fields of `quita.domain.policy.Terms`; a key left out keeps the field's default.
Every scalar is read as text and then as a portfolio's cell is, so no float is ever made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import yaml
from stdnum.br import cnpj as cnpj_number

from quita.domain import portfolio_cells as cell
from quita.domain.errors import InvalidInput, InvalidPolicy
from quita.domain.policy import CashDiscount, Terms

DEFAULT = "default"
_DISCOUNTS = "cash_discounts"
_DISCOUNT_KEYS = {item.name for item in fields(CashDiscount)}
_READERS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "max_cash_discount_pct": (cell.percent, "a percentage"),
    "max_installments": (cell.whole, "a whole number"),
    "min_installment": (cell.amount, "an amount in reais"),
    "min_down_payment": (cell.amount, "an amount in reais"),
    "monthly_interest_pct": (cell.percent, "a percentage"),
    "fine_pct": (cell.percent, "a percentage"),
    "default_interest_pct": (cell.percent, "a percentage"),
    "first_installment_days": (cell.whole, "a whole number of days"),
    "down_payment_days": (cell.whole, "a whole number of days"),
    "offer_validity_days": (cell.whole, "a whole number of days"),
}


class PolicyFiles:
    """Fulfils the port PolicySource from a folder; files are read at each call."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the policy files."""
        self._folder = folder

    def terms(self, creditor_cnpj: str) -> Terms:
        """Give a creditor's terms, or the default ones.

        Raises:
            InvalidPolicy: naming the file and every field that breaks a rule.
        """
        own = self._folder / f"{creditor_cnpj}.yml"
        return read_policy(own if own.is_file() else self._folder / f"{DEFAULT}.yml")

    def problems(self) -> list[str]:
        """Give what is wrong with the folder's files, one sentence a file; empty when all is well.

        A file that no creditor's CNPJ leads to would silently never be read, so it is named too.
        """
        found = []
        for path in sorted(self._folder.glob("*.y*ml")):
            if path.suffix != ".yml" or not (path.stem == DEFAULT or _is_cnpj(path.stem)):
                found.append(f"{_told(path)}: a policy is named <cnpj>.yml or {DEFAULT}.yml")
                continue
            try:
                read_policy(path)
            except InvalidPolicy as error:
                found.append(str(error))
        if not (self._folder / f"{DEFAULT}.yml").is_file():
            found.append(f"{_told(self._folder / DEFAULT)}.yml: there is no such file")
        return found


def read_policy(path: Path) -> Terms:
    """Read one policy file.

    Raises:
        InvalidPolicy: naming the file and every field that breaks a rule.
    """
    values: dict[str, Any] = {}
    reasons: list[str] = []
    for name, raw in _document(path).items():
        try:
            values[name] = _value(name, raw)
            replace(Terms(), **{name: values[name]})
        except InvalidPolicy as error:
            reasons.append(f"{name}: {error}")
    if reasons:
        raise InvalidPolicy(f"{_told(path)}: {'; '.join(reasons)}")
    return Terms(**values)


def _document(path: Path) -> Mapping[str, Any]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_TextLoader)
    except FileNotFoundError:
        raise InvalidPolicy(f"{_told(path)}: there is no such file") from None
    except UnicodeDecodeError:
        raise InvalidPolicy(f"{_told(path)}: not in UTF-8") from None
    except yaml.YAMLError as error:
        raise InvalidPolicy(f"{_told(path)}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(document, dict):
        raise InvalidPolicy(f"{_told(path)}: not a list of `field: value` lines")
    return document


def _value(name: str, raw: object) -> Any:
    if name == _DISCOUNTS:
        return _discounts(raw)
    if name not in _READERS:
        raise InvalidPolicy("no such field")
    read, what = _READERS[name]
    try:
        return read(raw.strip() if isinstance(raw, str) else "")
    except InvalidInput:
        raise InvalidPolicy(f"not {what}") from None


def _discounts(raw: object) -> tuple[CashDiscount, ...]:
    """Read brackets such as `- {from_days: 180, percent: 40}`, ascending."""
    if not isinstance(raw, list):
        raise InvalidPolicy("not a list of brackets")
    brackets = []
    for item in raw:
        if not isinstance(item, dict) or set(item) != _DISCOUNT_KEYS:
            raise InvalidPolicy("a bracket has from_days and percent, and nothing else")
        try:
            brackets.append(
                CashDiscount(cell.whole(item["from_days"]), cell.percent(item["percent"]))
            )
        except (InvalidInput, TypeError):
            raise InvalidPolicy("a bracket has a whole number of days and a percentage") from None
    days = [bracket.from_days for bracket in brackets]
    if days != sorted(set(days)):
        raise InvalidPolicy("brackets go up by from_days, each day once")
    return tuple(brackets)


class _TextLoader(yaml.BaseLoader):
    """Reads every scalar as text, and refuses a key that comes twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key} is there twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


def _is_cnpj(stem: str) -> bool:
    return stem == cnpj_number.compact(stem) and cnpj_number.is_valid(stem)


def _told(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
