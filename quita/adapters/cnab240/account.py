"""The account that boletos are remitted to: read from a YAML file, one for each of eight banks."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml

from quita.domain.boleto import free_fields, nosso_numero
from quita.domain.boleto.bars import Boleto
from quita.domain.boleto.factor import factor_of
from quita.domain.errors import InvalidBoleto, Misconfigured


@dataclass(frozen=True)
class Address:
    """What the bank is told where a payer's address is not known (CNAB demands one)."""

    street: str = "NAO INFORMADO"
    district: str = "NAO INFORMADO"
    cep: str = "00000000"
    city: str = "NAO INFORMADO"
    state: str = ""


@dataclass(frozen=True)
class CnabAccount:
    """A beneficiary's account; digits as text, without signs.

    Attributes:
        agreement: the bank's word for us (convênio), as it stands in the headers.
        beneficiary: our code at the bank: cedente, cliente, convênio, operação, by bank.
        portfolio: carteira. post: of Sicredi only.
    """

    bank: str
    bank_name: str
    agency: str
    account: str
    beneficiary: str
    portfolio: str = ""
    agreement: str = ""
    agency_digit: str = ""
    account_digit: str = ""
    post: str = ""
    portfolio_code: str = "1"
    payer_address: Address = field(default_factory=Address)

    def __post_init__(self) -> None:
        """Refuse an account of which no boleto could be made.

        Raises:
            Misconfigured: another bank, or a number that does not fit; the message names it.
        """
        try:
            self.boleto(1, Decimal("1.00"), date(2026, 1, 5))
        except InvalidBoleto as error:
            raise Misconfigured(f"BOLETO_ACCOUNT_FILE: {error}") from None

    def own_number(self, sequence: int) -> str:
        """Give the own number (nosso número) with its check digit, as the remittance has it."""
        number, seq = self.boleto(sequence, Decimal("1.00"), date(2026, 1, 5)), str(sequence)
        place = _OWN_NUMBER[self.bank]
        if self.bank == "237":
            digit = nosso_numero.bradesco(self.portfolio, seq)
            return number.free_field[place] + digit
        if self.bank == "104":
            return "14" + seq.zfill(15) + nosso_numero.caixa("14", seq)
        return number.free_field[place]

    def boleto(self, sequence: int, amount: Decimal, due: date) -> Boleto:
        """Give the bars of a boleto; they are payable once the bank has confirmed them.

        Raises:
            InvalidBoleto: a number of the account does not fit.
        """
        return Boleto(self.bank, factor_of(due), amount, self._free_field(str(sequence)))

    def _free_field(self, seq: str) -> str:
        payee = self.beneficiary
        if self.bank == "001":
            if len(payee) == 7:
                return free_fields.banco_do_brasil_7(payee, seq, self.portfolio)
            where = (self.agency, self.account)
            return free_fields.banco_do_brasil_6(payee, seq, *where, self.portfolio)
        if self.bank == "033":
            return free_fields.santander(payee, seq, self.portfolio)
        if self.bank == "104":
            return free_fields.caixa(payee, seq)
        if self.bank == "237":
            return free_fields.bradesco(self.agency, self.portfolio, seq, self.account)
        if self.bank == "341":
            return free_fields.itau(self.agency, self.account, self.portfolio, seq)
        if self.bank == "756":
            return free_fields.sicoob(self.agency, payee, seq)
        if self.bank == "748":
            if len(seq) > 5:
                raise InvalidBoleto("Sicredi's own numbers have five digits a year")
            return free_fields.sicredi(
                self.agency, self.post, payee, self.portfolio, "2" + seq.zfill(5)
            )
        if self.bank == "077":
            return free_fields.inter(payee, seq)
        raise InvalidBoleto(f"bank {self.bank} is not one of those that are known")


# Where the own number lies in the free field.
_OWN_NUMBER = {
    "001": slice(6, 23),
    "033": slice(8, 21),
    "104": slice(0, 0),
    "237": slice(6, 17),
    "341": slice(3, 12),
    "756": slice(14, 22),
    "748": slice(2, 11),
    "077": slice(14, 25),
}


def read_account(path: Path) -> CnabAccount:
    """Read an account file.

    Raises:
        Misconfigured: it is missing, no YAML, or a name or number in it is wrong.
    """
    try:
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise Misconfigured("BOLETO_ACCOUNT_FILE: not a readable YAML file") from None
    if not isinstance(tree, dict):
        raise Misconfigured("BOLETO_ACCOUNT_FILE: not a mapping")
    address = tree.pop("payer_address", None) or {}
    for given, kind in ((tree, CnabAccount), (address, Address)):
        known = {one.name for one in fields(kind)}
        if not isinstance(given, dict) or not set(given) <= known:
            raise Misconfigured("BOLETO_ACCOUNT_FILE: a name that is not known")
        if not all(isinstance(value, str) for value in given.values()):
            raise Misconfigured("BOLETO_ACCOUNT_FILE: put numbers in quotes, or zeros get lost")
    try:
        return CnabAccount(**tree, payer_address=Address(**address))
    except TypeError:
        raise Misconfigured(
            "BOLETO_ACCOUNT_FILE: bank, bank_name, agency, account and beneficiary are needed"
        ) from None
