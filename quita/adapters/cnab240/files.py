"""Writes remittances (segments P, Q, R) and reads returns (T, U); fulfils the port BoletoFormat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from quita.adapters.cnab240 import layout
from quita.adapters.cnab240.account import CnabAccount
from quita.adapters.cnab240.layout import day_of, reais_of
from quita.domain.boleto.bars import Boleto
from quita.domain.business_days import SAO_PAULO, local_day
from quita.domain.charge_records import BoletoRecord
from quita.domain.errors import InvalidCnab
from quita.domain.money import ZERO
from quita.services.ports import BoletoEvent, BoletoEventKind, RemittanceItem

END = "\r\n"
ENTRY, COMPANY, PERSON = 1, 2, 1  # movement; kinds of document
OUR_PAPER, REGISTERED, DUPLICATA_DE_SERVICO = 2, 1, 4
WRITE_OFF_AFTER, WRITE_OFF_DAYS = 1, 1
NO_PROTEST = 3
_KINDS = {
    "02": BoletoEventKind.REGISTERED,
    "03": BoletoEventKind.REFUSED,
    "06": BoletoEventKind.PAID,
    "09": BoletoEventKind.WRITTEN_OFF,
    "17": BoletoEventKind.PAID,  # after it was written off
}


class Cnab240:
    """Files of one account."""

    def __init__(self, account: CnabAccount, company: str, cnpj: str) -> None:
        """Take the account and the beneficiary; the CNPJ with or without signs."""
        self._account, self._company = account, company
        self._cnpj = re.sub(r"[^0-9]", "", cnpj)

    def bars(self, record: BoletoRecord, amount: Decimal) -> tuple[Boleto, str, str]:
        """Give bars, own number and bank's name of a boleto, payable once the bank confirms."""
        account = self._account
        boleto = account.boleto(record.sequence, amount, record.due_date)
        return boleto, account.own_number(record.sequence), account.bank_name

    def write(self, items: Sequence[RemittanceItem], number: int, now: datetime) -> bytes:
        """Write a remittance file; `number` is its own, ever rising.

        Raises:
            InvalidCnab: a value does not fit, or there is nothing to remit.
        """
        if not items:
            raise InvalidCnab("nothing to remit")
        common = self._common(number, now)
        clock = f"{now.astimezone(SAO_PAULO):%H%M%S}"
        lines = [
            layout.FILE_HEADER.write(
                **common, bank_name=self._account.bank_name, direction=1, made_at=clock,
                file_number=number % 1_000_000,
            ),
            layout.BATCH_HEADER.write(
                **common, batch=1, operation="R", file_number=number % 100_000_000
            ),
        ]  # fmt: skip
        for item in items:
            lines += self._segments(item, len(lines) - 1)
        total = sum((item.amount for item in items), ZERO)
        batch = len(lines)  # the batch's own header and trailer, without the file's header
        lines.append(
            layout.BATCH_TRAILER.write(
                bank=self._account.bank, batch=1, lines=batch, boletos=len(items), total=total
            )
        )
        count = len(lines) + 1
        lines.append(layout.FILE_TRAILER.write(bank=self._account.bank, batches=1, lines=count))
        return (END.join(lines) + END).encode("ascii")

    def read(self, raw: bytes) -> list[BoletoEvent]:
        """Read a return file: what the bank says of each boleto, in order.

        Movements other than registered, refused, paid and written off are passed over.

        Raises:
            InvalidCnab: not such a file, not of this bank, or a line that cannot be read; the
                message names it.
        """
        lines = _lines(raw)
        header, trailer = lines[0], lines[-1]
        if header[7] != "0" or trailer[7] != "9":
            raise InvalidCnab("the file does not begin with register 0 and end with 9")
        if header[142] != "2":
            raise InvalidCnab("a remittance, not a return")
        for number, line in enumerate(lines, start=1):
            if line[:3] != self._account.bank:
                raise InvalidCnab(f"line {number}: of another bank")
        if layout.FILE_TRAILER.read(trailer)["lines"].lstrip("0") != str(len(lines)):
            raise InvalidCnab("the trailer counts other lines: the file is cut short or patched")
        return list(self._events(lines))

    def _common(self, number: int, now: datetime) -> dict[str, object]:
        account = self._account
        return {
            "bank": account.bank,
            "company_kind": COMPANY,
            "company_document": self._cnpj,
            "agreement": account.agreement or account.beneficiary,
            "agency": account.agency,
            "agency_digit": account.agency_digit,
            "account": account.account,
            "account_digit": account.account_digit,
            "company": self._company,
            "made_on": local_day(now),
        }

    def _segments(self, item: RemittanceItem, place: int) -> list[str]:
        account, record = self._account, item.record
        control = {"bank": account.bank, "batch": 1, "movement": ENTRY}
        address = account.payer_address
        p = layout.SEGMENT_P.write(
            **control,
            number=place,
            agency=account.agency,
            agency_digit=account.agency_digit,
            account=account.account,
            account_digit=account.account_digit,
            own_number=account.own_number(record.sequence),
            portfolio=account.portfolio_code,
            registration=REGISTERED,
            document_kind=REGISTERED,
            issuer=OUR_PAPER,
            distribution=OUR_PAPER,
            document=item.txid,
            due_date=record.due_date,
            amount=item.amount,
            species=DUPLICATA_DE_SERVICO,
            accepted="N",
            issued_on=item.issued_on,
            ours=item.txid,
            protest_code=NO_PROTEST,
            write_off_code=WRITE_OFF_AFTER,
            write_off_days=WRITE_OFF_DAYS,
        )
        q = layout.SEGMENT_Q.write(
            **control,
            number=place + 1,
            payer_kind=PERSON,
            payer_document=item.debtor_cpf,
            payer=item.debtor_name,
            street=address.street,
            district=address.district,
            cep=address.cep,
            city=address.city,
            state=address.state,
            creditor_kind=COMPANY,
            creditor_document=item.creditor_cnpj,
            creditor=item.creditor_name,
        )
        first, second = (*item.instructions, "", "")[:2]
        r = layout.SEGMENT_R.write(**control, number=place + 2, message_3=first, message_4=second)
        return [p, q, r]

    def _events(self, lines: list[str]) -> Iterator[BoletoEvent]:
        waiting: tuple[int, str] | None = None
        for number, line in enumerate(lines, start=1):
            letter = line[13] if line[7] == "3" else ""
            if letter == "U" and waiting is not None:
                event = self._event(waiting[1], line, number)
                waiting = None
                if event is not None:
                    yield event
            elif letter == "U":
                raise InvalidCnab(f"line {number}: a segment U without its T")
            elif waiting is not None and letter != "":
                raise InvalidCnab(f"line {waiting[0]}: a segment T without its U")
            elif letter == "T":
                waiting = number, line
        if waiting is not None:
            raise InvalidCnab(f"line {waiting[0]}: a segment T without its U")

    def _event(self, line_t: str, line_u: str, number: int) -> BoletoEvent | None:
        t, u = layout.SEGMENT_T.read(line_t), layout.SEGMENT_U.read(line_u)
        kind = _KINDS.get(t["movement"])
        if t["movement"] != u["movement"]:
            raise InvalidCnab(f"line {number}: T and U tell of different movements")
        if kind is None:
            return None
        try:
            return BoletoEvent(
                kind=kind,
                txid=t["ours"] or t["document"],
                own_number=t["own_number"],
                amount=reais_of(t["amount"], "amount"),
                due_date=day_of(t["due_date"], "due_date"),
                paid=reais_of(u["paid"], "paid"),
                happened_on=day_of(u["happened_on"], "happened_on"),
                reasons=tuple(re.findall(r"[0-9A-Z]{2}", t["reasons"])),
            )
        except InvalidCnab as error:
            raise InvalidCnab(f"line {number}: {error}") from None


def _lines(raw: bytes) -> list[str]:
    try:
        text = raw.decode("latin-1").rstrip("\x1a")  # old systems end a file with Ctrl-Z
    except UnicodeDecodeError:
        raise InvalidCnab("not text") from None
    lines = [line.rstrip("\r") for line in text.split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    for number, line in enumerate(lines, start=1):
        if len(line) != layout.COLUMNS:
            raise InvalidCnab(f"line {number}: {len(line)} columns instead of {layout.COLUMNS}")
    if len(lines) < 2:
        raise InvalidCnab("no header and trailer")
    return lines
