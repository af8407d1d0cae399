"""Reads creditors' terms from YAML files: `<cnpj>.yml`, else `default.yml`.

`policy.schema.json` says what a file may hold; a key left out keeps the default of
`quita.domain.policy.Terms`. Decimals are read as decimals, so no float is ever made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from stdnum.br import cnpj as cnpj_number

from quita.adapters.index_series import IndexFiles
from quita.domain.correction import IndexSeries
from quita.domain.errors import InvalidPolicy
from quita.domain.money import CENT
from quita.domain.policy import (
    Authority,
    Bracket,
    ChargesOn,
    Delisting,
    Eligibility,
    Role,
    Terms,
)

DEFAULT = "default"
INDEXES = "indexes"
SCHEMA = Path(__file__).with_name("policy.schema.json")
_REAIS = ("min_installment", "min_down_payment", "existential_minimum", "min_owed", "max_owed")
_WHOLE, _DECIMAL = re.compile(r"-?[0-9]{1,12}"), re.compile(r"-?[0-9]{1,12}\.[0-9]{1,12}")
STALE_MONTHS = 3  # an index is published in the month after; two more is neglect


class PolicyFiles:
    """Fulfils the port PolicySource from a folder; files are read at each call."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the policy files; their indexes are in its `indexes/`."""
        self._folder, self._indexes = folder, IndexFiles(folder / INDEXES)

    def terms(self, creditor_cnpj: str) -> Terms:
        """Give a creditor's terms, or the default ones.

        Raises:
            InvalidPolicy: naming the file and every field that breaks a rule.
        """
        terms = read_policy(self.path(creditor_cnpj))
        if terms.correction_index is not None:
            self._indexes.read(terms.correction_index)
        return terms

    def index(self, name: str) -> IndexSeries | None:
        """Give the series of that name, None where there is none that can be read."""
        return self._indexes.find(name)

    def path(self, creditor_cnpj: str) -> Path:
        """Give the file that holds for a creditor."""
        own = self._folder / f"{creditor_cnpj}.yml"
        return own if own.is_file() else self._folder / f"{DEFAULT}.yml"

    def problems(self) -> list[str]:
        """Give what is wrong with the folder's files, one sentence a file; empty when all is well.

        A file that no creditor's CNPJ leads to would silently never be read, so it is named too.
        """
        found = []
        for path in sorted(self._folder.glob("*.y*ml")):
            if path.suffix != ".yml" or not (path.stem == DEFAULT or _is_cnpj(path.stem)):
                found.append(f"{_told(path)}: o nome de uma política é <cnpj>.yml ou {DEFAULT}.yml")
                continue
            try:
                self.terms(path.stem)
            except InvalidPolicy as error:
                found.append(str(error))
        if not (self._folder / f"{DEFAULT}.yml").is_file():
            found.append(f"{_told(self._folder / DEFAULT)}.yml: o arquivo não existe")
        return found

    def stale_indexes(self, day: date) -> list[str]:
        """Give a sentence for each index that is used and lacks the newest months."""
        used: dict[str, None] = {}
        for path in sorted(self._folder.glob("*.yml")):
            name = read_policy(path).correction_index
            if name is not None:
                used[name] = None
        found = []
        for name in used:
            last = self._indexes.read(name).last_month
            behind = (day.year - last.year) * 12 + day.month - last.month
            if behind >= STALE_MONTHS:
                found.append(
                    f"{INDEXES}/{name}.csv: termina em {last:%m/%Y}; os meses seguintes não são "
                    "corrigidos até que alguém os acrescente"
                )
        return found


def read_policy(path: Path) -> Terms:
    """Read one policy file.

    Raises:
        InvalidPolicy: naming the file and every field that breaks a rule.
    """
    document = _document(path)
    reasons = [_reason(error) for error in _ordered(_validator().iter_errors(document))]
    reasons += [] if reasons else _too_fine(document, _schema(), "")
    if not reasons:
        try:
            return _terms(document)
        except InvalidPolicy as error:
            reasons = [str(error)]
    raise InvalidPolicy(f"{_told(path)}: {'; '.join(dict.fromkeys(reasons))}")


def _terms(document: Mapping[str, Any]) -> Terms:
    values = dict(document)
    authority = values.pop("authority", {})
    for role in Role:
        if role.value in authority:
            values[role.value] = Authority(**_exact(authority[role.value]))
    for name in ("discount_for", "installments_for"):
        if name in values:
            values[name] = Eligibility(**_exact(values[name]))
    if "ageing" in values:
        values["ageing"] = tuple(Bracket(**_exact(item)) for item in values["ageing"])
    if "charges_on" in values:
        values["charges_on"] = ChargesOn(values["charges_on"])
    if "delisting" in values:
        values["delisting"] = Delisting(values["delisting"])
    return Terms(**_exact(values))


def _exact(values: Mapping[str, Any]) -> dict[str, Any]:
    """Make decimals of percentages and reais, which YAML may write as whole numbers."""
    exact = dict(values)
    for name, value in values.items():
        if name.endswith("_pct"):
            exact[name] = Decimal(value)
        elif name in _REAIS:
            exact[name] = Decimal(value).quantize(CENT)
    return exact


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


@lru_cache(maxsize=1)
def _validator() -> Any:
    return jsonschema.Draft7Validator(_schema())


def _ordered(errors: Iterator[Any]) -> list[Any]:
    return sorted(errors, key=lambda error: [str(step) for step in error.absolute_path])


def _reason(error: Any) -> str:
    """Say what is wrong and where, in Portuguese."""
    where = ".".join(str(step) for step in error.absolute_path)
    if error.validator == "additionalProperties":
        unknown = ", ".join(sorted(set(map(str, error.instance)) - set(error.schema["properties"])))
        return f"{f'{where}: ' if where else ''}{unknown}: esse campo não existe"
    rule = f"não é {error.schema['x-regra']}"
    return f"{where}: {rule}" if where else rule


def _too_fine(value: Any, rule: Mapping[str, Any], where: str) -> list[str]:
    """Name the numbers with more decimals than `x-decimals` allows."""
    rule = _schema()["definitions"][rule["$ref"].rsplit("/")[-1]] if "$ref" in rule else rule
    parts: list[tuple[Any, Mapping[str, Any], str]] = []
    if isinstance(value, Mapping):
        parts = [(item, rule["properties"][name], str(name)) for name, item in value.items()]
    elif isinstance(value, list):
        parts = [(item, rule["items"], str(place)) for place, item in enumerate(value)]
    elif isinstance(value, Decimal) and -int(value.as_tuple().exponent) > rule["x-decimals"]:
        return [f"{where}: não é {rule['x-regra']}"]
    found = []
    for item, its_rule, name in parts:
        found += _too_fine(item, its_rule, f"{where}.{name}" if where else name)
    return found


def _document(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_ExactLoader)
    except FileNotFoundError:
        raise InvalidPolicy(f"{_told(path)}: o arquivo não existe") from None
    except UnicodeDecodeError:
        raise InvalidPolicy(f"{_told(path)}: não está em UTF-8") from None
    except yaml.YAMLError as error:
        raise InvalidPolicy(f"{_told(path)}: não é YAML: {' '.join(str(error).split())}") from None


class _ExactLoader(yaml.BaseLoader):
    """Reads plain whole numbers and decimals exactly, all else as text; no key comes twice."""

    def construct_scalar(self, node: yaml.ScalarNode) -> Any:
        text = super().construct_scalar(node)
        if node.style is None and _WHOLE.fullmatch(text):
            return int(text)
        if node.style is None and _DECIMAL.fullmatch(text):
            return Decimal(text)
        return text

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key} aparece duas vezes", node.start_mark
                )
        return super().construct_mapping(node, deep)


def _is_cnpj(stem: str) -> bool:
    return stem == cnpj_number.compact(stem) and cnpj_number.is_valid(stem)


def _told(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
