"""CNAB 240: lines of exactly 240 columns, and returns read or refused whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.cnab240 import layout
from quita.adapters.cnab240.account import CnabAccount, read_account
from quita.adapters.cnab240.files import Cnab240
from quita.domain.boleto.bars import read
from quita.domain.charge_records import BoletoRecord
from quita.domain.errors import InvalidBoleto, InvalidCnab, Misconfigured
from quita.services.ports import BoletoEventKind, RemittanceItem
from tests.adapters.cnab240.bank import ACCOUNT, put, returned, told

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
ZERO = Decimal("0.00")
ITEM = RemittanceItem(
    txid="ABC123ABC123ABC",
    record=BoletoRecord("c", date(2026, 11, 26), Decimal("200.00"), ZERO, ZERO, sequence=42),
    amount=Decimal("200.00"),
    issued_on=date(2026, 11, 23),
    debtor_name="Maria da Conceição",
    debtor_cpf="52998224725",
    creditor_name="Loja do Povo S.A.",
    creditor_cnpj="11222333000181",
    instructions=("Pagamento 1 de 3 do acordo com Loja do Povo S.A.", "Credor: CNPJ 11"),
)
FORMAT = Cnab240(ACCOUNT, "Quita Recuperação Ltda", "44.555.666/0001-81")
ACCOUNTS = [
    ACCOUNT,
    replace(ACCOUNT, beneficiary="123456"),
    CnabAccount("033", "Santander", "1234", "567", "1234567", "101"),
    CnabAccount("104", "Caixa", "1234", "567", "123456"),
    CnabAccount("237", "Bradesco", "1234", "56789", "56789", "09"),
    CnabAccount("341", "Itaú", "1234", "56789", "56789", "109"),
    CnabAccount("756", "Sicoob", "4327", "22938", "229385"),
    CnabAccount("748", "Sicredi", "0710", "129", "00129", "26", post="65"),
    CnabAccount("077", "Inter", "0001", "123", "1234567"),
]
texts = st.text(max_size=60)
reais = st.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2)
items = st.builds(
    lambda name, creditor, amount, seq, lines: replace(
        ITEM,
        debtor_name=name,
        creditor_name=creditor,
        amount=amount,
        record=replace(ITEM.record, sequence=seq),
        instructions=tuple(lines),
    ),
    texts,
    texts,
    reais,
    st.integers(1, 99999),
    st.lists(texts, max_size=5),
)


def lines(raw: bytes) -> list[str]:
    assert raw.endswith(b"\r\n")
    return raw.decode("ascii").split("\r\n")[:-1]


def test_remittance_has_every_value_in_the_columns_of_the_manual() -> None:
    header, batch, p, q, r, batch_end, end = lines(FORMAT.write([ITEM], 42, NOW))
    assert header[:8] == "00100000"
    assert header[17:32] == "244555666000181"
    assert header[32:52] == "1234567".ljust(20)
    assert header[52:72] == "01234" + "5" + "000000056789" + "0" + " "
    assert header[72:132] == "QUITA RECUPERACAO LTDA".ljust(30) + "BANCO DO BRASIL S.A.".ljust(30)
    assert header[142:171] == "1" + "23112026" + "120000" + "000042" + "103" + "00000"
    assert batch[:16] == "00100011R01  060"
    assert batch[17:33] == "2044555666000181"
    assert batch[183:199] == "00000042" + "23112026"
    assert p[:17] == "0010001300001P 01"
    assert p[17:37] == "01234" + "5" + "000000056789" + "0" + " "
    assert p[37:57] == "12345670000000042   "
    assert p[57:62] == "11122"
    assert p[62:100] == "ABC123ABC123ABC" + "26112026" + "000000000020000"
    assert p[106:118] == "04N" + "23112026" + "0"
    assert p[195:240] == "ABC123ABC123ABC".ljust(25) + "3001001090000000000 "
    assert q[:18] == "0010001300002Q 011"
    assert q[18:73] == "000052998224725" + "MARIA DA CONCEICAO".ljust(40)
    assert q[153:209] == "2011222333000181" + "LOJA DO POVO S.A.".ljust(40)
    assert r[:17] == "0010001300003R 01"
    assert r[99:179] == "PAGAMENTO 1 DE 3 DO ACORDO COM LOJA DO P" + "CREDOR: CNPJ 11".ljust(40)
    assert batch_end[:46] == "00100015" + " " * 9 + "000005" + "000001" + "00000000000020000"
    assert end[:35] == "00199999" + " " * 9 + "000001" + "000007" + "000000"


@given(st.lists(items, min_size=1, max_size=4), st.integers(1, 10**9))
def test_any_remittance_is_ascii_of_240_columns_and_counts_itself(
    wanted: list[RemittanceItem], number: int
) -> None:
    written = lines(FORMAT.write(wanted, number, NOW))
    assert {len(line) for line in written} == {240}
    assert len(written) == 4 + 3 * len(wanted)
    assert int(written[-1][23:29]) == len(written)
    assert int(written[-2][17:23]) == len(written) - 2
    assert Decimal(written[-2][29:46]).scaleb(-2) == sum(item.amount for item in wanted)
    segments = [line[13] for line in written[2:-2]]
    assert segments == ["P", "Q", "R"] * len(wanted)
    assert [int(line[8:13]) for line in written[2:-2]] == list(range(1, len(segments) + 1))


def test_nothing_to_remit_is_no_file() -> None:
    with pytest.raises(InvalidCnab, match="nothing"):
        FORMAT.write([], 1, NOW)


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda one: one.bank)
def test_every_banks_boleto_holds_its_own_number(account: CnabAccount) -> None:
    boleto = account.boleto(42, Decimal("200.00"), date(2026, 11, 26))
    assert read(boleto.line) == boleto
    assert boleto.bank == account.bank
    assert "42" in account.own_number(42)
    assert account.own_number(42) != account.own_number(43)
    assert len(account.own_number(99999)) <= 20


def test_own_numbers_end_where_the_bank_has_no_more() -> None:
    sicredi = ACCOUNTS[7]
    with pytest.raises(InvalidBoleto):
        sicredi.own_number(100_000)


def test_return_is_read_whole() -> None:
    raw = returned(
        told("ABC123ABC123ABC", "12345670000000042", "02"),
        told("XYZ", "12345670000000043", "03", reasons="0863"),
        told("PAGO", "12345670000000044", "06", paid="20000"),
        told("OUTRO", "12345670000000045", "28"),  # a tariff
        told("FORA", "12345670000000046", "09"),
    )
    kinds = [(event.kind, event.txid) for event in FORMAT.read(raw)]
    assert kinds == [
        (BoletoEventKind.REGISTERED, "ABC123ABC123ABC"),
        (BoletoEventKind.REFUSED, "XYZ"),
        (BoletoEventKind.PAID, "PAGO"),
        (BoletoEventKind.WRITTEN_OFF, "FORA"),
    ]
    registered, refused, paid, _ = FORMAT.read(raw)
    assert refused.reasons == ("08", "63")
    assert (paid.paid, paid.happened_on) == (Decimal("200.00"), date(2026, 11, 24))
    assert (registered.amount, registered.due_date) == (Decimal("200.00"), date(2026, 11, 26))


GOOD = returned(told("ABC", "1", "02"))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "no header"),
        (b"x" * 240, "no header"),
        (GOOD[:-40], "columns"),
        (GOOD.replace(b"\r\n", b" \r\n", 1), "line 1: 241 columns"),
        (b"\r\n".join(GOOD.split(b"\r\n")[1:]), "register 0"),
        (b"\r\n".join(GOOD.split(b"\r\n")[:-2]), "end with 9"),
        (FORMAT.write([ITEM], 1, NOW), "remittance"),
        (returned(told("A", "1", "02", bank="033"), bank="033"), "another bank"),
        (returned(told("A", "1", "02")[:1]), "without its U"),
        (returned(told("A", "1", "02")[1:]), "without its T"),
        (returned(told("A", "1", "02")[:1], told("B", "2", "02")), "line 3: .*without its U"),
        (returned([told("A", "1", "02")[0], told("A", "1", "06")[1]]), "different movements"),
        (returned(told("A", "1", "06", paid="20x00")), "line 4: paid"),
        (returned(told("A", "1", "06", due="31022026")), "line 4: due_date"),
        (returned(told("A", "1", "06", happened="2411202x")), "happened_on"),
        (GOOD.replace(b"000006", b"000007"), "trailer counts"),
    ],
)
def test_return_that_cannot_be_trusted_is_refused_with_the_line(raw: bytes, reason: str) -> None:
    with pytest.raises(InvalidCnab, match=reason):
        FORMAT.read(raw)


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        FORMAT.read(raw)
    except InvalidCnab as error:
        assert str(error)


@given(st.integers(0, 5), st.integers(1, 240), st.characters(codec="ascii"))
def test_any_column_may_be_anything(row: int, column: int, char: str) -> None:
    kept = GOOD.decode("ascii").split("\r\n")[:-1]
    kept[row] = put(kept[row], column, char)
    try:
        events = FORMAT.read(("\r\n".join(kept) + "\r\n").encode("ascii"))
    except InvalidCnab:
        return
    assert len(events) <= 1


def test_a_file_of_an_old_system_may_end_with_ctrl_z_and_bare_line_feeds() -> None:
    assert len(FORMAT.read(GOOD.replace(b"\r\n", b"\n") + b"\x1a")) == 1


def test_register_refuses_what_does_not_fit_or_is_not_there() -> None:
    kind = layout.Register(("a", 1, 3, "9"), ("v", 4, 8, "V"))
    assert kind.write(a=7, v=Decimal("1.50")) == "00700150" + " " * 232
    for wrong in ({"a": 1000}, {"a": "x"}, {"a": -1}, {"v": Decimal("1000.00")}):
        with pytest.raises(InvalidCnab):
            kind.write(**wrong)
    with pytest.raises(ValueError, match="no such"):
        kind.write(b=1)
    with pytest.raises(ValueError, match="out of place"):
        layout.Register(("a", 1, 3, "9"), ("b", 3, 4, "9"))


FILE = """bank: "001"
bank_name: BB
agency: "1234"
account: "56789"
beneficiary: "1234567"
portfolio: "17"
"""


def test_account_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "conta.yml"
    path.write_text(FILE + "payer_address:\n  city: Recife\n  state: PE\n", encoding="utf-8")
    account = read_account(path)
    assert (account.bank, account.payer_address.city) == ("001", "Recife")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1",
        "- a",
        'bank: "001"\n',
        FILE.replace('"001"', "001"),
        FILE.replace('"001"', '"999"'),
        FILE.replace('"1234567"', '"123456789"'),
        FILE + "colour: blue\n",
        FILE + "payer_address: x\n",
    ],
)
def test_account_file_that_could_register_nothing_stops_the_start(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "conta.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured, match="BOLETO_ACCOUNT_FILE"):
        read_account(path)
    with pytest.raises(Misconfigured):
        read_account(tmp_path / "none.yml")


def test_amount_that_does_not_fit_is_named() -> None:
    with pytest.raises(InvalidCnab, match="amount"):
        FORMAT.write([replace(ITEM, amount=Decimal("99999999999999.99"))], 1, NOW)
