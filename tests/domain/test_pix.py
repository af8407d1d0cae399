"""Pix BR Codes: what is built can be read back, and nothing that was altered passes for it."""

from __future__ import annotations

import string
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.errors import InvalidBrCode
from quita.domain.pix import MAX_LENGTH, NO_TXID, BrCode, crc16, parse, validate
from quita.domain.pix_building import build_dynamic, build_recurrence, build_static, plain
from quita.domain.pix_keys import key_kind

# The example of Bacen's "Manual de Padrões para Iniciação do Pix".
MANUAL = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000"
    "5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)
# Examples of Bacen's API Pix (openapi.yaml), with a recurrence.
API_COMPOSITE = (
    "00020101021226760014br.gov.bcb.pix2554pix.example.com/qr/v2/8b3da2f39a4140d1a91abd93113bd441"
    "5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***"
    "80800014br.gov.bcb.pix2558pix.example.com/qr/v2/rec/94ed2badcbc04c15b0bb7fa353194890"
    "63047741"
)
API_RECURRENCE = (
    "00020126180014br.gov.bcb.pix5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***"
    "80800014br.gov.bcb.pix2558pix.example.com/qr/v2/rec/2353c790eefb11eaadc10242ac120002"
    "630462C9"
)
LOCATION = "pix.example.com/qr/v2/2353c790eefb11eaadc10242ac120002"
CPF = "52998224725"

visible = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
digits = string.digits
keys = (
    st.text(digits, min_size=11, max_size=11)
    | st.from_regex(r"[0-9A-Z]{12}[0-9]{2}", fullmatch=True)
    | st.from_regex(r"\+55[1-9][0-9]9[0-9]{8}", fullmatch=True)
    | st.uuids().map(str)
    | st.from_regex(r"[a-z0-9._-]{1,40}@[a-z0-9-]{1,30}\.br", fullmatch=True)
)
urls = st.text(visible, min_size=1, max_size=77).filter(lambda url: "://" not in url)
recurrences = st.none() | urls
letters = st.sampled_from(string.ascii_letters + string.digits)
txids = st.text(letters, min_size=1, max_size=25) | st.just(NO_TXID)
amounts = st.none() | st.decimals("0.01", "9999999999.99", places=2)
names = st.text(max_size=60).filter(lambda name: plain(name, 15) != "")


def sealed(body: str) -> str:
    """Give a code its check code, whatever is in it."""
    return body + "6304" + crc16(body + "6304")


def field(tag: str, *parts: str) -> str:
    """Write one field, counted by itself."""
    value = "".join(parts)
    return f"{tag}{len(value):02d}{value}"


def mail(size: int) -> str:
    """Give an e-mail of so many characters."""
    return "k" * (size - len("@exemplo.br")) + "@exemplo.br"


HEAD = field("00", "01")
KEY = field("26", field("00", "br.gov.bcb.pix"), field("01", "a@b.br"))
ADDRESS = field("26", field("00", "br.gov.bcb.pix"), field("25", "a.b/c"))
REAIS, BRAZIL = field("53", "986"), field("58", "BR")
NAME, CITY = field("59", "LOJA"), field("60", "RIO")
TXID = field("62", field("05", "***"))


def test_check_value_of_the_crc_is_29b1() -> None:
    assert crc16("123456789") == "29B1"


def test_short_check_code_is_padded_with_zeros() -> None:
    code = build_static("chave@exemplo.com.br", "Loja", "Recife", txid="T291")
    assert code.endswith("630400A5")
    assert parse(code).txid == "T291"


def test_example_of_the_manual_is_read() -> None:
    assert parse(MANUAL) == BrCode(
        kind="static",
        key="123e4567-e12b-12d1-a456-426655440000",
        url=None,
        recurrence_url=None,
        amount=None,
        merchant_name="Fulano de Tal",
        merchant_city="BRASILIA",
        txid=NO_TXID,
    )


def test_examples_of_the_api_are_read_with_their_recurrence() -> None:
    composite, recurrence = parse(API_COMPOSITE), parse(API_RECURRENCE)
    assert (composite.kind, recurrence.kind) == ("composite_dynamic", "recurrence")
    assert composite.url == "pix.example.com/qr/v2/8b3da2f39a4140d1a91abd93113bd441"
    assert composite.recurrence_url == (
        "pix.example.com/qr/v2/rec/94ed2badcbc04c15b0bb7fa353194890"
    )
    assert (recurrence.key, recurrence.url) == (None, None)


def test_dynamic_code_is_written_field_by_field_as_the_manual_says() -> None:
    body = (
        "000201"
        "010212"
        f"26{18 + 4 + len(LOCATION)}0014br.gov.bcb.pix25{len(LOCATION)}{LOCATION}"
        "52040000"
        "5303986"
        "5802BR"
        "5908QUITA SA"
        "6009SAO PAULO"
        "62070503***"
    )
    assert build_dynamic(LOCATION, "Quita S/A".replace("/", ""), "São Paulo") == sealed(body)


@given(keys, names, names, amounts, txids, st.text(max_size=90), recurrences)
def test_static_code_reads_back_as_it_was_built(
    key: str,
    name: str,
    city: str,
    amount: Decimal | None,
    txid: str,
    text: str,
    recurrence: str | None,
) -> None:
    code = build_static(
        key, name, city, amount=amount, txid=txid, text=text, recurrence_url=recurrence
    )
    assert len(code) <= MAX_LENGTH
    assert code.isascii()
    kind: Any = "composite_static" if recurrence else "static"
    assert validate(code) == BrCode(
        kind, key, None, recurrence, amount, plain(name, 25), plain(city, 15), txid
    )


@given(urls, names, names, recurrences)
def test_dynamic_code_reads_back_as_it_was_built(
    url: str, name: str, city: str, recurrence: str | None
) -> None:
    code = build_dynamic(url, name, city, recurrence_url=recurrence)
    kind: Any = "composite_dynamic" if recurrence else "dynamic"
    assert validate(code) == BrCode(
        kind, None, url, recurrence, None, plain(name, 25), plain(city, 15), NO_TXID
    )


@given(urls, names, names)
def test_code_of_a_recurrence_reads_back_as_it_was_built(url: str, name: str, city: str) -> None:
    assert validate(build_recurrence(url, name, city)) == BrCode(
        "recurrence", None, None, url, None, plain(name, 25), plain(city, 15), NO_TXID
    )


def test_composite_code_is_bacens_example_but_for_the_capitals() -> None:
    built = build_dynamic(
        "pix.example.com/qr/v2/8b3da2f39a4140d1a91abd93113bd441",
        "Fulano de Tal",
        "Brasília",
        recurrence_url="pix.example.com/qr/v2/rec/94ed2badcbc04c15b0bb7fa353194890",
    )
    assert built[:-4].replace("FULANO DE TAL", "Fulano de Tal") == API_COMPOSITE[:-4]


@given(st.data(), st.sampled_from([MANUAL, API_COMPOSITE, API_RECURRENCE]))
def test_single_changed_character_is_refused_or_read_differently(
    data: st.DataObject, code: str
) -> None:
    at = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.characters().filter(lambda char: char != code[at]))
    changed = code[:at] + other + code[at + 1 :]
    try:
        assert parse(changed) != parse(code)
    except InvalidBrCode:
        return


@pytest.mark.parametrize("at", range(len(MANUAL)))
def test_every_character_counts_also_its_case(at: int) -> None:
    for other in {MANUAL[at].swapcase(), "0", "1", "A", " "} - {MANUAL[at]}:
        with pytest.raises(InvalidBrCode):
            parse(MANUAL[:at] + other + MANUAL[at + 1 :])


@given(st.text(max_size=600))
def test_whatever_is_no_code_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(InvalidBrCode):
        parse(text)


@given(st.text(max_size=200))
def test_rubbish_under_a_right_check_code_is_refused(text: str) -> None:
    printable = "".join(char for char in text if char.isprintable())
    with pytest.raises(InvalidBrCode):
        parse(sealed(printable))


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(InvalidBrCode):
        parse(MANUAL.replace("Fulano", "Fulan\ud800"))


def test_white_space_around_a_pasted_code_is_harmless() -> None:
    assert parse(f"\n  {MANUAL} \n") == parse(MANUAL)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (HEAD + KEY + REAIS + field("58", "US") + NAME + CITY + TXID, "Brazilian"),
        (HEAD + KEY + field("53", "840") + BRAZIL + NAME + CITY + TXID, "Brazilian"),
        (HEAD + KEY + KEY + REAIS + BRAZIL + NAME + CITY + TXID, "repeated"),
        (field("00", "02") + KEY + REAIS + BRAZIL + NAME + CITY + TXID, "begins"),
        (
            HEAD + field("26", field("00", "br.gov.bcb.pix")) + REAIS + BRAZIL + NAME + CITY + TXID,
            "neither",
        ),
        (HEAD + KEY[:-1] + REAIS + BRAZIL + NAME + CITY + TXID, "structure"),
        (HEAD + KEY + REAIS + BRAZIL + CITY + TXID, "59"),
        (HEAD + KEY + REAIS + BRAZIL + NAME + TXID, "60"),
        (HEAD + KEY + REAIS + BRAZIL + NAME + CITY, "62"),
        (HEAD + KEY + REAIS + BRAZIL + NAME + CITY + field("62", field("03", "A")), "05"),
        (HEAD + KEY + REAIS + field("54", "0.00") + BRAZIL + NAME + CITY + TXID, "zero"),
        (HEAD + KEY + REAIS + field("54", "10,00") + BRAZIL + NAME + CITY + TXID, "number"),
        (HEAD + KEY + REAIS + field("54", "١٢٣") + BRAZIL + NAME + CITY + TXID, "number"),
    ],
)
def test_broken_field_under_a_right_check_code_is_named(broken: str, reason: str) -> None:
    with pytest.raises(InvalidBrCode, match=reason):
        parse(sealed(broken))


def test_code_with_both_a_key_and_an_address_is_refused() -> None:
    both = field("26", field("00", "br.gov.bcb.pix"), field("01", "a@b.br"), field("25", "a.b/c"))
    with pytest.raises(InvalidBrCode, match="not both"):
        parse(sealed(HEAD + both + REAIS + BRAZIL + NAME + CITY + TXID))


def test_check_code_inside_the_last_field_is_none() -> None:
    body = HEAD + KEY + REAIS + BRAZIL + NAME + CITY + TXID + "9908"
    with pytest.raises(InvalidBrCode, match="63"):
        parse(sealed(body))


def test_amount_beside_an_address_is_ignored() -> None:
    body = HEAD + ADDRESS + REAIS + field("54", "1.00") + BRAZIL + NAME + CITY + TXID
    assert parse(sealed(body)).amount is None


def test_name_of_the_scheme_in_capitals_is_taken() -> None:
    loud = field("26", field("00", "BR.GOV.BCB.PIX"), field("01", "a@b.br"))
    assert parse(sealed(HEAD + loud + REAIS + BRAZIL + NAME + CITY + TXID)).key == "a@b.br"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "k" * 66 + "@exemplo.com",
        "com espaço@exemplo.com.br",
        "açaí@exemplo.com.br",
        "Loja@exemplo.com.br",
        "123e4567-E12B-12d1-a456-426655440000",
        "529982247",
        "51987654321X",
        "+5551987654321\n",
        "+5511987654321123",
        "chave",
    ],
)
def test_key_that_no_code_can_hold_is_refused(key: str) -> None:
    with pytest.raises(InvalidBrCode):
        build_static(key, "Loja", "Recife")


@pytest.mark.parametrize("url", ["", "u" * 78, f"https://{LOCATION}", "a b", "pix.exemplo.com/ç"])
def test_address_that_no_code_can_hold_is_refused(url: str) -> None:
    with pytest.raises(InvalidBrCode):
        build_dynamic(url, "Loja", "Recife")


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "10000000000.00", "NaN", "Infinity"])
def test_amount_that_no_code_can_hold_is_refused(amount: str) -> None:
    with pytest.raises(InvalidBrCode):
        build_static(CPF, "Loja", "Recife", amount=Decimal(amount))


@pytest.mark.parametrize("txid", ["", "a" * 26, "com-hifen", "ação", "****"])
def test_txid_that_no_static_code_can_hold_is_refused(txid: str) -> None:
    with pytest.raises(InvalidBrCode):
        build_static(CPF, "Loja", "Recife", txid=txid)


@pytest.mark.parametrize(("name", "city"), [("", "Recife"), ("Loja", "  "), ("日本", "Recife")])
def test_receiver_of_whom_nothing_readable_is_left_is_refused(name: str, city: str) -> None:
    with pytest.raises(InvalidBrCode):
        build_dynamic(LOCATION, name, city)


@pytest.mark.parametrize(
    ("text", "limit", "folded"),
    [
        ("Credora São João & Cia", 25, "CREDORA SAO JOAO CIA"),
        ("Cobrança nº 1ª (última)", 25, "COBRANCA NO 1A ULTIMA"),
        ("Associação Beneficente de Crédito", 25, "ASSOCIACAO BENEFICENTE DE"),
        ("Pão  de\tAçúcar 👍", 25, "PAO DE ACUCAR"),
        ("100% $ * + - . / :", 25, "100% $ * + - . / :"),
    ],
)
def test_text_is_folded_to_what_strict_payers_read(text: str, limit: int, folded: str) -> None:
    assert plain(text, limit) == folded


def test_text_for_the_payer_is_cut_where_a_long_key_leaves_no_room() -> None:
    room = {
        size: build_static(mail(size), "Loja", "Recife", text="Parcela 1") for size in (66, 73, 77)
    }
    assert "0207PARCELA" in room[66]
    for size in (73, 77):
        assert "PARCELA" not in room[size]
        assert parse(room[size]).key == mail(size)


def test_text_that_folds_to_nothing_leaves_no_empty_field() -> None:
    without = build_static(CPF, "Loja", "Recife")
    assert build_static(CPF, "Loja", "Recife", text="👍") == without


def account(tag: str, value: str, name: str = "br.gov.bcb.pix") -> str:
    """Write the account block of a code."""
    return field("26", field("00", name), field(tag, value))


LONG_URL = "pix.example.com/" + "a" * 60


@pytest.mark.parametrize(
    ("body", "deviations"),
    [
        (account("01", CPF, "BR.GOV.BCB.PIX"), ("scheme",)),
        (account("01", "conta-12"), ("key",)),
        (account("25", f"https://{LOCATION}"), ("url",)),
        (account("25", "https://" + LONG_URL[:69]), ("url",)),
        (account("01", CPF) + field("27", "x" * 99), ()),
        (field("52", "0000") + account("01", CPF), ("order",)),
    ],
)
def test_what_lenient_banks_forgive_is_read_and_named(
    body: str, deviations: tuple[str, ...]
) -> None:
    code = sealed(HEAD + body + REAIS + BRAZIL + NAME + CITY + TXID)
    assert parse(code).deviations == deviations
    if deviations:
        with pytest.raises(InvalidBrCode, match=deviations[0]):
            validate(code)


@pytest.mark.parametrize(
    ("name", "city", "txid", "deviation"),
    [
        ("N" * 26, "RIO", "***", "name"),
        ("LOJA", "PRESIDENTE PRUDENTE", "***", "city"),
        ("LOJA", "RIO", "com-hifen", "txid"),
        ("LOJA", "RIO", "a" * 26, "txid"),
        ("AÇAÍ", "RIO", "***", "ascii"),
    ],
)
def test_receiver_or_txid_out_of_rule_is_read_and_named(
    name: str, city: str, txid: str, deviation: str
) -> None:
    tail = field("59", name) + field("60", city) + field("62", field("05", txid))
    code = sealed(HEAD + account("01", CPF) + REAIS + BRAZIL + tail)
    read = parse(code)
    assert (read.kind, read.txid, read.deviations) == ("static", txid, (deviation,))


def test_dynamic_code_with_a_txid_and_an_amount_keeps_neither_secret() -> None:
    tail = field("54", "9.99") + BRAZIL + NAME + CITY + field("62", field("05", "ABC"))
    read = parse(sealed(HEAD + ADDRESS + REAIS + tail))
    assert (read.amount, read.deviations) == (None, ("txid", "amount"))


def test_code_of_more_than_512_characters_is_read_but_not_valid() -> None:
    others = "".join(field(str(tag), "x" * 99) for tag in range(27, 32))
    code = sealed(HEAD + account("01", CPF) + others + REAIS + BRAZIL + NAME + CITY + TXID)
    assert len(code) > MAX_LENGTH
    assert parse(code).deviations == ("length",)
    with pytest.raises(InvalidBrCode, match="length"):
        validate(code)


def test_sound_code_of_another_scheme_is_no_pix() -> None:
    code = sealed(
        HEAD + account("01", "1234", "br.com.outro") + REAIS + BRAZIL + NAME + CITY + TXID
    )
    assert (parse(code).kind, parse(code).key) == ("other", None)
    with pytest.raises(InvalidBrCode, match="another scheme"):
        validate(code)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (CPF, "CPF"),
        ("11222333000181", "CNPJ"),
        ("12ABC34501DE35", "CNPJ"),
        ("+5551987654321", "PHONE"),
        ("+555133334444", "PHONE"),
        ("recebe@quita.example", "EMAIL"),
        ("123e4567-e12b-12d1-a456-426655440000", "EVP"),
        ("12abc34501de35", None),
        ("5551987654321", None),
    ],
)
def test_kind_of_a_key_is_named(key: str, kind: str | None) -> None:
    assert key_kind(key) == kind
