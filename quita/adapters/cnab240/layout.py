"""Lines of exactly 240 columns, described field by field.

FEBRABAN, "Layout Padrão CNAB 240", version 10: sections "Header/Trailer de Arquivo" (registers 0
and 9), "Cobrança, Header/Trailer de Lote" (1 and 5), "Segmento P", "Q", "R" (remittance), "T" and
"U" (return). Positions count from 1, as there. Hand-written: the public libraries for CNAB either
want a newer Python or know one bank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from quita.domain.errors import InvalidCnab

COLUMNS = 240
_KEPT = re.compile(r"[^A-Z0-9 $%*+\-./:,()&@]")


@dataclass(frozen=True)
class Field:
    """A field: `kind` is 9 (number), X (text), D (day), V (reais as cents) or = (constant)."""

    name: str
    first: int
    last: int
    kind: str
    constant: str = ""

    @property
    def width(self) -> int:
        """Its columns."""
        return self.last - self.first + 1


class Register:
    """A kind of line; what no field describes is blank."""

    def __init__(self, *fields: tuple[str, int, int, str] | tuple[str, int, int, str, str]) -> None:
        """Take its fields in order.

        Raises:
            ValueError: fields overlap, are out of order or beyond the last column.
        """
        self.fields = [Field(*field) for field in fields]
        place = 0
        for field in self.fields:
            if not place < field.first <= field.last <= COLUMNS:
                raise ValueError(f"{field.name} is out of place")
            place = field.last

    def write(self, **values: Any) -> str:
        """Write a line; a field that is not given is zero or blank.

        Raises:
            InvalidCnab: a number or an amount does not fit, naming the field.
        """
        line = [" "] * COLUMNS
        for field in self.fields:
            line[field.first - 1 : field.last] = _written(field, values.pop(field.name, None))
        if values:
            raise ValueError(f"no such fields: {sorted(values)}")
        return "".join(line)

    def read(self, line: str) -> Mapping[str, str]:
        """Give the fields of a line as they stand, without blanks around them."""
        return {f.name: line[f.first - 1 : f.last].strip() for f in self.fields}


def _written(field: Field, value: Any) -> str:
    if field.kind == "=":
        text = field.constant
    elif field.kind == "X":
        return folded(value or "")[: field.width].ljust(field.width)
    elif value is None:
        text = "0" * field.width
    elif field.kind == "D":
        text = f"{value:%d%m%Y}"
    elif field.kind == "V":
        text = str(int(value.scaleb(2))).zfill(field.width)
    else:
        text = str(value).zfill(field.width)
    if len(text) != field.width or (field.kind in "9DV" and not text.isdecimal()):
        raise InvalidCnab(f"{field.name} does not fit")
    return text


def folded(text: str) -> str:
    """Fold a text to the capital letters without accents that mainframes read."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return " ".join(_KEPT.sub(" ", plain).split())


def day_of(text: str, name: str) -> date | None:
    """Read ddmmyyyy; zeros or blanks are no day.

    Raises:
        InvalidCnab: a day that does not exist.
    """
    if not text.strip("0 "):
        return None
    try:
        if not re.fullmatch(r"[0-9]{8}", text):
            raise ValueError
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        raise InvalidCnab(f"{name} is no day") from None


def reais_of(text: str, name: str) -> Decimal:
    """Read cents as reais.

    Raises:
        InvalidCnab: other characters than digits.
    """
    if not re.fullmatch(r"[0-9]+", text):
        raise InvalidCnab(f"{name} is no amount")
    return Decimal(text).scaleb(-2)


_CONTROL = (("bank", 1, 3, "9"), ("batch", 4, 7, "9"))
_ACCOUNT_FILE = (
    ("agency", 53, 57, "9"), ("agency_digit", 58, 58, "X"), ("account", 59, 70, "9"),
    ("account_digit", 71, 71, "X"), ("both_digit", 72, 72, "X"),
)  # fmt: skip
FILE_HEADER = Register(
    ("bank", 1, 3, "9"), ("batch", 4, 7, "=", "0000"), ("register", 8, 8, "=", "0"),
    ("company_kind", 18, 18, "9"), ("company_document", 19, 32, "9"),
    ("agreement", 33, 52, "X"), *_ACCOUNT_FILE,
    ("company", 73, 102, "X"), ("bank_name", 103, 132, "X"), ("direction", 143, 143, "9"),
    ("made_on", 144, 151, "D"), ("made_at", 152, 157, "9"), ("file_number", 158, 163, "9"),
    ("layout", 164, 166, "=", "103"), ("density", 167, 171, "9"),
)  # fmt: skip
BATCH_HEADER = Register(
    *_CONTROL, ("register", 8, 8, "=", "1"), ("operation", 9, 9, "X"),
    ("service", 10, 11, "=", "01"), ("layout", 14, 16, "=", "060"),
    ("company_kind", 18, 18, "9"), ("company_document", 19, 33, "9"),
    ("agreement", 34, 53, "X"), ("agency", 54, 58, "9"), ("agency_digit", 59, 59, "X"),
    ("account", 60, 71, "9"), ("account_digit", 72, 72, "X"), ("both_digit", 73, 73, "X"),
    ("company", 74, 103, "X"), ("message_1", 104, 143, "X"), ("message_2", 144, 183, "X"),
    ("file_number", 184, 191, "9"), ("made_on", 192, 199, "D"), ("credit_on", 200, 207, "D"),
)  # fmt: skip


def _segment(letter: str) -> tuple[Any, ...]:
    return (
        *_CONTROL, ("register", 8, 8, "=", "3"), ("number", 9, 13, "9"),
        ("segment", 14, 14, "=", letter), ("movement", 16, 17, "9"),
    )  # fmt: skip


_ACCOUNT = (
    ("agency", 18, 22, "9"), ("agency_digit", 23, 23, "X"), ("account", 24, 35, "9"),
    ("account_digit", 36, 36, "X"), ("both_digit", 37, 37, "X"), ("own_number", 38, 57, "X"),
)  # fmt: skip
SEGMENT_P = Register(
    *_segment("P"), *_ACCOUNT, ("portfolio", 58, 58, "9"), ("registration", 59, 59, "9"),
    ("document_kind", 60, 60, "9"), ("issuer", 61, 61, "9"), ("distribution", 62, 62, "9"),
    ("document", 63, 77, "X"), ("due_date", 78, 85, "D"), ("amount", 86, 100, "V"),
    ("collecting_agency", 101, 105, "9"), ("collecting_digit", 106, 106, "X"),
    ("species", 107, 108, "9"), ("accepted", 109, 109, "X"), ("issued_on", 110, 117, "D"),
    ("interest_code", 118, 118, "9"), ("interest_from", 119, 126, "D"),
    ("interest", 127, 141, "V"), ("discount_code", 142, 142, "9"),
    ("discount_until", 143, 150, "D"), ("discount", 151, 165, "V"), ("iof", 166, 180, "V"),
    ("rebate", 181, 195, "V"), ("ours", 196, 220, "X"), ("protest_code", 221, 221, "9"),
    ("protest_days", 222, 223, "9"), ("write_off_code", 224, 224, "9"),
    ("write_off_days", 225, 227, "9"), ("currency", 228, 229, "=", "09"),
    ("contract", 230, 239, "9"),
)  # fmt: skip
SEGMENT_Q = Register(
    *_segment("Q"), ("payer_kind", 18, 18, "9"), ("payer_document", 19, 33, "9"),
    ("payer", 34, 73, "X"), ("street", 74, 113, "X"), ("district", 114, 128, "X"),
    ("cep", 129, 136, "9"), ("city", 137, 151, "X"), ("state", 152, 153, "X"),
    ("creditor_kind", 154, 154, "9"), ("creditor_document", 155, 169, "9"),
    ("creditor", 170, 209, "X"), ("other_bank", 210, 212, "9"),
)  # fmt: skip
SEGMENT_R = Register(
    *_segment("R"), ("discount_2_code", 18, 18, "9"), ("discount_2_until", 19, 26, "D"),
    ("discount_2", 27, 41, "V"), ("discount_3_code", 42, 42, "9"),
    ("discount_3_until", 43, 50, "D"), ("discount_3", 51, 65, "V"), ("fine_code", 66, 66, "9"),
    ("fine_from", 67, 74, "D"), ("fine", 75, 89, "V"), ("message_3", 100, 139, "X"),
    ("message_4", 140, 179, "X"), ("payer_event", 200, 207, "9"), ("debit", 208, 215, "9"),
    ("debit_account", 217, 228, "9"), ("debit_notice", 231, 231, "9"),
)  # fmt: skip
SEGMENT_T = Register(
    *_segment("T"), *_ACCOUNT, ("portfolio", 58, 58, "9"), ("document", 59, 73, "X"),
    ("due_date", 74, 81, "D"), ("amount", 82, 96, "V"), ("paying_bank", 97, 99, "9"),
    ("paying_agency", 100, 104, "9"), ("paying_digit", 105, 105, "X"), ("ours", 106, 130, "X"),
    ("currency", 131, 132, "9"), ("payer_kind", 133, 133, "9"),
    ("payer_document", 134, 148, "9"), ("payer", 149, 188, "X"), ("contract", 189, 198, "9"),
    ("tariff", 199, 213, "V"), ("reasons", 214, 223, "X"),
)  # fmt: skip
SEGMENT_U = Register(
    *_segment("U"), ("charges", 18, 32, "V"), ("discount", 33, 47, "V"), ("rebate", 48, 62, "V"),
    ("iof", 63, 77, "V"), ("paid", 78, 92, "V"), ("net", 93, 107, "V"),
    ("expenses", 108, 122, "V"), ("credits", 123, 137, "V"), ("happened_on", 138, 145, "D"),
    ("credit_on", 146, 153, "D"), ("payer_event", 154, 157, "X"),
)  # fmt: skip
BATCH_TRAILER = Register(
    *_CONTROL, ("register", 8, 8, "=", "5"), ("lines", 18, 23, "9"), ("boletos", 24, 29, "9"),
    ("total", 30, 46, "V"), ("linked", 47, 52, "9"), ("linked_total", 53, 69, "V"),
    ("pledged", 70, 75, "9"), ("pledged_total", 76, 92, "V"), ("discounted", 93, 98, "9"),
    ("discounted_total", 99, 115, "V"), ("notice", 116, 123, "X"),
)  # fmt: skip
FILE_TRAILER = Register(
    ("bank", 1, 3, "9"), ("batch", 4, 7, "=", "9999"), ("register", 8, 8, "=", "9"),
    ("batches", 18, 23, "9"), ("lines", 24, 29, "9"), ("accounts", 30, 35, "9"),
)  # fmt: skip
