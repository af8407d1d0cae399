"""A bank's clerk: writes return files by columns of the manual, knowing nothing of our layout."""

from __future__ import annotations

from quita.adapters.cnab240.account import CnabAccount

ACCOUNT = CnabAccount(
    bank="001",
    bank_name="Banco do Brasil S.A.",
    agency="1234",
    agency_digit="5",
    account="56789",
    account_digit="0",
    beneficiary="1234567",
    portfolio="17",
)


def put(line: str, first: int, text: str) -> str:
    """Write a text from a column on, counted from 1."""
    assert len(line) == 240
    return line[: first - 1] + text + line[first - 1 + len(text) :]


def blank(bank: str, batch: str, register: str) -> str:
    return f"{bank}{batch}{register}".ljust(240)


def told(
    txid: str, own_number: str, movement: str, amount: str = "20000", paid: str = "0",
    due: str = "26112026", happened: str = "24112026", reasons: str = "", bank: str = "001",
) -> list[str]:  # fmt: skip
    """Give the segments T and U of one movement; amounts in cents."""
    t = put(put(blank(bank, "0001", "3"), 14, "T"), 16, movement)
    t = put(put(put(t, 38, own_number), 74, due), 82, amount.zfill(15))
    t = put(put(t, 106, txid), 214, reasons)
    u = put(put(blank(bank, "0001", "3"), 14, "U"), 16, movement)
    u = put(put(put(u, 78, paid.zfill(15)), 93, paid.zfill(15)), 138, happened)
    return [t, u]


def returned(*segments: list[str], bank: str = "001") -> bytes:
    """Give a whole return file."""
    header = put(blank(bank, "0000", "0"), 143, "2")
    body = [line for pair in segments for line in pair]
    lines = [header, blank(bank, "0001", "1"), *body, blank(bank, "0001", "5")]
    trailer = put(blank(bank, "9999", "9"), 24, str(len(lines) + 1).zfill(6))
    return ("\r\n".join([*lines, trailer]) + "\r\n").encode("ascii")
