"""The API Pix without a network: what is asked, in which order, and what is made of the answers."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import pytest

from quita.adapters.http.messages import HttpResponse
from quita.adapters.pix.profiles import profile_named
from quita.adapters.pix.protocol import PixProtocol
from quita.domain.errors import Misconfigured, ProviderRefused, ProviderUnavailable
from quita.domain.pix_due import Discount, DueTerms, Interest, Share
from quita.domain.pix_txid import charge_txid
from tests.adapters.pix.bank import (
    CODE,
    CONFIG,
    KEY,
    REQUEST,
    SECRET,
    TXID,
    Played,
    charge,
    payment,
    problem,
    said,
    token,
)

COB = f"https://pix.exemplo.com.br/v2/cob/{TXID}"
TOKEN = "https://pix.exemplo.com.br/oauth/token"
TAKEN = problem(400, "Operação inválida.", "O txid já identifica outra cobrança.")
NOT_FOUND = problem(404, "Não Encontrado", "Cobrança não encontrada para o txid informado.")


class Seconds:
    """A clock that only goes where it is put."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def protocol(seconds: Seconds) -> PixProtocol:
    return PixProtocol(CONFIG, seconds)


@pytest.fixture
def played() -> Played:
    return Played()


def test_charge_is_put_under_its_txid_with_a_token_of_the_three_scopes(
    protocol: PixProtocol, played: Played
) -> None:
    given = played.run(protocol.create(REQUEST), token(), said(201, charge()))
    assert (given.txid, given.status, given.amount, given.code) == (
        TXID,
        "ATIVA",
        Decimal("37.00"),
        CODE,
    )
    assert played.lines == [f"POST {TOKEN}", f"PUT {COB}"]
    asked, put = played.requests
    assert asked.headers["Authorization"] == "Basic " + base64.b64encode(
        f"cliente:{SECRET}".encode()
    ).decode("ascii")
    assert parse_qs((asked.body or b"").decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["cob.write cob.read pix.read webhook.write"],
    }
    assert put.headers["Authorization"] == "Bearer um-token"
    assert played.body(1) == {
        "calendario": {"expiracao": 3600},
        "devedor": {"cpf": "12345678909", "nome": "Francisco da Silva"},
        "valor": {"original": "37.00"},
        "chave": KEY,
        "solicitacaoPagador": "Parcela 1 de 6",
    }


def test_names_and_texts_are_cut_and_lose_what_is_not_printable(
    protocol: PixProtocol, played: Played
) -> None:
    long = replace(REQUEST, debtor_name="João\n\x00 " * 80, text="ação " * 60)
    played.run(protocol.create(long), token(), said(201, charge()))
    body = played.body(1)
    assert len(body["devedor"]["nome"]) <= 200
    assert body["devedor"]["nome"].startswith("João João")
    assert len(body["solicitacaoPagador"]) <= 140
    assert body["solicitacaoPagador"].isprintable()


def test_empty_text_is_left_out(protocol: PixProtocol, played: Played) -> None:
    played.run(protocol.create(replace(REQUEST, text=" ")), token(), said(201, charge()))
    assert "solicitacaoPagador" not in played.body(1)


def test_token_serves_until_a_minute_before_its_end(
    protocol: PixProtocol, played: Played, seconds: Seconds
) -> None:
    played.run(protocol.get(TXID), token("primeiro", 3600), said(200, charge()))
    seconds.now += 3539
    played.run(protocol.get(TXID), said(200, charge()))
    seconds.now += 1
    played.run(protocol.get(TXID), token("segundo"), said(200, charge()))
    assert played.lines == [
        f"POST {TOKEN}", f"GET {COB}", f"GET {COB}", f"POST {TOKEN}", f"GET {COB}"
    ]  # fmt: skip
    assert played.requests[-1].headers["Authorization"] == "Bearer segundo"


@pytest.mark.parametrize("expires_in", [30, "30", None, True, "nunca", -5, [1]])
def test_token_of_short_or_unknown_life_serves_one_call(
    protocol: PixProtocol, played: Played, expires_in: Any
) -> None:
    for _ in range(2):
        played.run(protocol.get(TXID), token(expires_in=expires_in), said(200, charge()))
    assert played.lines == [f"POST {TOKEN}", f"GET {COB}"] * 2


def test_token_that_the_bank_no_longer_takes_is_renewed_once(
    protocol: PixProtocol, played: Played
) -> None:
    played.run(protocol.get(TXID), token("velho"), said(200, charge()))
    again = Played()
    given = again.run(
        protocol.get(TXID), said(401, {"title": "Token expirado"}), token("novo"),
        said(200, charge()),
    )  # fmt: skip
    assert given.txid == TXID
    assert [request.headers["Authorization"] for request in again.requests[::2]] == [
        "Bearer velho",
        "Bearer novo",
    ]


def test_second_refusal_of_a_token_leaves_the_charge_for_later(
    protocol: PixProtocol, played: Played
) -> None:
    denied = problem(401, "Acesso Negado", "Token inválido.")
    with pytest.raises(ProviderUnavailable, match="HTTP 401: Acesso Negado: Token inválido"):
        played.run(protocol.get(TXID), token(), denied, token(), denied)


@pytest.mark.parametrize(
    "answer",
    [
        said(401, {"error": "invalid_client"}),
        said(400, {"error": "invalid_scope"}),
        said(503, {}),
        HttpResponse(200, b"<html>"),
        said(200, {}),
        said(200, {"access_token": "com\nquebra", "expires_in": 10}),
        said(200, {"access_token": 7}),
        said(200, ["token"]),
    ],
)
def test_charge_waits_where_no_token_is_given(
    protocol: PixProtocol, played: Played, answer: HttpResponse
) -> None:
    with pytest.raises(ProviderUnavailable):
        played.run(protocol.create(REQUEST), answer)
    assert played.lines == [f"POST {TOKEN}"]


@pytest.mark.parametrize("refusal", [TAKEN, said(409, {}), said(422, {"title": "txid em uso"})])
def test_repeated_charge_that_the_bank_refuses_is_looked_up_and_taken(
    protocol: PixProtocol, played: Played, refusal: HttpResponse
) -> None:
    given = played.run(protocol.create(REQUEST), token(), refusal, said(200, charge()))
    assert given.code == CODE
    assert played.lines[1:] == [f"PUT {COB}", f"GET {COB}"]


@pytest.mark.parametrize(
    "other",
    [
        charge(valor={"original": "36.00"}),
        charge(chave="outra@exemplo.com.br"),
        charge(txid=TXID[::-1]),
    ],
)
def test_txid_that_is_taken_by_another_charge_is_refused(
    protocol: PixProtocol, played: Played, other: dict[str, Any]
) -> None:
    with pytest.raises(ProviderRefused):
        played.run(protocol.create(REQUEST), token(), TAKEN, said(200, other))


def test_refused_charge_that_the_bank_does_not_hold_keeps_the_banks_reason(
    protocol: PixProtocol, played: Played
) -> None:
    refusal = problem(
        400,
        "Cobrança inválida.",
        "A requisição não respeita o schema.",
        violacoes=[
            {"razao": "O campo é zero.", "propriedade": "cob.valor.original", "valor": "0.00"},
            {"razao": "CPF 123.456.789-09 inválido", "propriedade": "cob.devedor.cpf"},
            "rubbish",
        ],
    )
    with pytest.raises(ProviderRefused) as caught:
        played.run(protocol.create(REQUEST), token(), refusal, NOT_FOUND)
    assert str(caught.value) == (
        "Cobrança inválida.: A requisição não respeita o schema.: cob.valor.original O campo é"
        " zero.: cob.devedor.cpf CPF *** inválido"
    )


def test_bank_that_fails_while_a_refused_charge_is_looked_up_is_asked_again_later(
    protocol: PixProtocol, played: Played
) -> None:
    with pytest.raises(ProviderUnavailable):
        played.run(protocol.create(REQUEST), token(), TAKEN, said(503, {}))


@pytest.mark.parametrize("status", [301, 302, 408, 429, 500, 502, 503, 504])
def test_busy_failing_or_moved_bank_is_unavailable(
    protocol: PixProtocol, played: Played, status: int
) -> None:
    with pytest.raises(ProviderUnavailable, match=str(status)):
        played.run(protocol.create(REQUEST), token(), said(status, {}))


@pytest.mark.parametrize("status", [403, 404, 405, 410])
def test_plain_no_is_refused_even_without_words(
    protocol: PixProtocol, played: Played, status: int
) -> None:
    with pytest.raises(ProviderRefused, match=f"HTTP {status}"):
        played.run(protocol.create(REQUEST), token(), HttpResponse(status, b"<html>"))


def test_removal_is_asked_for_by_patch(protocol: PixProtocol, played: Played) -> None:
    removed = charge(status="REMOVIDA_PELO_USUARIO_RECEBEDOR")
    played.run(protocol.withdraw(TXID), token(), said(200, removed))
    assert played.lines[1:] == [f"PATCH {COB}"]
    assert played.body(1) == {"status": "REMOVIDA_PELO_USUARIO_RECEBEDOR"}


def test_removal_of_what_is_removed_is_no_error(protocol: PixProtocol, played: Played) -> None:
    refusal = problem(400, "Operação inválida.", "A cobrança não está ATIVA.")
    gone = said(200, charge(status="REMOVIDA_PELO_PSP", pixCopiaECola=None, location=None))
    assert played.run(protocol.withdraw(TXID), token(), refusal, gone) is None


def test_removal_of_what_is_paid_is_refused(protocol: PixProtocol, played: Played) -> None:
    refusal = problem(400, "Operação inválida.", "A cobrança não está ATIVA.")
    with pytest.raises(ProviderRefused, match="não está ATIVA"):
        played.run(protocol.withdraw(TXID), token(), refusal, said(200, charge(status="CONCLUIDA")))


def test_web_hook_is_registered_under_the_escaped_key(seconds: Seconds, played: Played) -> None:
    protocol = PixProtocol(replace(CONFIG, pix_key="+5511987654321"), seconds)
    url = "https://quita.exemplo.com.br/webhooks/psp"
    played.run(protocol.register_webhook(url), token(), HttpResponse(200))
    assert played.lines[1:] == ["PUT https://pix.exemplo.com.br/v2/webhook/%2B5511987654321"]
    assert played.body(1) == {"webhookUrl": url}


def test_web_hook_that_the_bank_does_not_take_is_refused(
    protocol: PixProtocol, played: Played
) -> None:
    refusal = problem(400, "Webhook inválido.", "O campo webhookUrl não respeita o schema.")
    with pytest.raises(ProviderRefused, match="webhookUrl"):
        played.run(protocol.register_webhook("http://x"), token(), refusal)


@pytest.mark.parametrize(
    "api_url",
    ["https://pix.exemplo.com.br/", "https://pix.exemplo.com.br/v2", "https://pix.exemplo.com.br"],
)
def test_address_is_taken_with_and_without_its_version(api_url: str) -> None:
    config = replace(CONFIG, api_url=api_url)
    assert config.charge_url(TXID) == COB
    assert config.token_address == TOKEN


def test_tokens_may_be_given_at_another_house() -> None:
    config = replace(CONFIG, token_url="https://oauth.exemplo.com.br/token")
    assert config.token_address == "https://oauth.exemplo.com.br/token"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"api_url": ""}, "PIX_API_URL"),
        ({"api_url": "pix.exemplo.com.br"}, "PIX_API_URL"),
        ({"api_url": "https://a:b@pix.exemplo.com.br"}, "PIX_API_URL"),
        ({"token_url": "ftp://x"}, "tokens"),
        ({"client_id": ""}, "PIX_CLIENT_ID"),
        ({"client_id": "a:b"}, "PIX_CLIENT_ID"),
        ({"client_secret": ""}, "PIX_CLIENT_SECRET"),
        ({"client_secret": "a b"}, "PIX_CLIENT_SECRET"),
        ({"client_secret": "a\r\nX: y"}, "PIX_CLIENT_SECRET"),
        ({"pix_key": ""}, "PIX_KEY"),
        ({"pix_key": "k" * 78}, "PIX_KEY"),
        ({"key_file": "chave.pem"}, "PIX_CERT_FILE"),
    ],
)
def test_setting_that_cannot_work_is_named(change: dict[str, Any], named: str) -> None:
    with pytest.raises(Misconfigured, match=named):
        replace(CONFIG, **change)


def test_secrets_and_debtors_appear_in_no_repr(protocol: PixProtocol, played: Played) -> None:
    played.run(protocol.create(REQUEST), token("token-secreto"), said(201, charge()))
    shown = repr((CONFIG, played.requests, said(200, charge()), token("token-secreto")))
    for hidden in (SECRET, "token-secreto", "12345678909", "Francisco", "Basic", "Bearer"):
        assert hidden not in shown


def test_charge_with_a_due_date_says_validity_and_every_part(
    protocol: PixProtocol, played: Played
) -> None:
    terms = DueTerms(
        date(2026, 12, 23),
        0,
        fine=(Share.PERCENT, Decimal("2.00")),
        interest=(Interest.PERCENT_A_MONTH, Decimal("1.00")),
        rebate=(Share.REAIS, Decimal("1.00")),
        discount=(Discount.PERCENT_A_DAY_EARLY, Decimal("0.05")),
    )
    txid = charge_txid("1", "cobv")
    answer = said(201, charge(txid=txid))
    played.run(protocol.create(replace(REQUEST, txid=txid, due=terms)), token(), answer)
    assert played.lines[-1] == f"PUT https://pix.exemplo.com.br/v2/cobv/{txid}"
    assert played.body(1)["calendario"] == {
        "dataDeVencimento": "2026-12-23",
        "validadeAposVencimento": 0,
    }
    assert played.body(1)["valor"] == {
        "original": "37.00",
        "multa": {"modalidade": 2, "valorPerc": "2.00"},
        "juros": {"modalidade": 3, "valorPerc": "1.00"},
        "abatimento": {"modalidade": 1, "valorPerc": "1.00"},
        "desconto": {"modalidade": 5, "valorPerc": "0.05"},
    }


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "0.001", "10000000000.00", "NaN", "Infinity"])
def test_amount_that_no_bank_takes_is_refused_before_it_is_asked(
    protocol: PixProtocol, played: Played, amount: str
) -> None:
    with pytest.raises(ProviderRefused, match="amount"):
        played.run(protocol.create(replace(REQUEST, amount=Decimal(amount))))
    assert played.requests == []


def speaking(seconds: Seconds, name: str, **more: Any) -> PixProtocol:
    """Give the protocol for a bank of a profile."""
    return PixProtocol(replace(CONFIG, profile=profile_named(name), **more), seconds)


def test_bank_with_a_developers_key_gets_it_with_every_address(
    seconds: Seconds, played: Played
) -> None:
    protocol = speaking(seconds, "banco-do-brasil", application_key="k&1", cert_file="c.pem")
    played.run(protocol.get(TXID), token(), said(200, charge()))
    assert played.lines[-1] == f"GET {COB}?gw-dev-app-key=k%261"


def test_bank_whose_certificate_is_the_secret_gets_the_client_in_form_and_header(
    seconds: Seconds, played: Played
) -> None:
    protocol = speaking(seconds, "sicoob", cert_file="c.pem")
    played.run(protocol.get(TXID), token(), said(200, charge()))
    asked, got = played.requests
    form = parse_qs((asked.body or b"").decode())
    assert (form["client_id"], "Authorization" in asked.headers) == (["cliente"], False)
    assert got.headers["client_id"] == "cliente"
    assert got.url == f"https://pix.exemplo.com.br/pix/api/v2/cob/{TXID}"


@pytest.mark.parametrize(
    ("name", "registered"),
    [
        ("bacen", "https://quita.example/webhooks/psp"),
        ("no-suffix", "https://quita.example/webhooks/psp/pix"),
    ],
)
def test_callback_comes_to_the_same_address_whether_the_bank_adds_pix_or_not(
    seconds: Seconds, played: Played, name: str, registered: str
) -> None:
    ours = "https://quita.example/webhooks/psp"
    played.run(speaking(seconds, name).register_webhook(ours), token(), HttpResponse(200))
    assert played.body(1) == {"webhookUrl": registered}


def test_bank_that_registers_callbacks_on_paper_is_not_asked(
    seconds: Seconds, played: Played
) -> None:
    played.run(speaking(seconds, "paper-webhook").register_webhook("https://quita.example"))
    assert played.requests == []


def test_only_granted_scopes_are_asked_for(seconds: Seconds, played: Played) -> None:
    def asked(**more: Any) -> list[str]:
        played.requests.clear()
        protocol = PixProtocol(replace(CONFIG, **more), seconds)
        played.run(protocol.get(TXID), token(), said(200, charge()))
        return parse_qs((played.requests[0].body or b"").decode())["scope"][0].split()

    assert asked() == ["cob.write", "cob.read", "pix.read", "webhook.write"]
    assert "cobv.write" in asked(due_charges=True)
    assert "rec.write" in asked(automatic=True, account="1")
    renamed = replace(profile_named("bacen"), scope_names={"pix.read": "", "cob.read": "cob.write"})
    assert asked(profile=renamed) == ["cob.write", "webhook.write"]


@pytest.mark.parametrize(
    ("name", "more", "missing"),
    [
        ("bacen-mtls", {}, "PIX_CERT_FILE"),
        ("banco-do-brasil", {"cert_file": "c.pem"}, "PIX_APPLICATION_KEY"),
    ],
)
def test_bank_that_needs_more_stops_the_start(
    name: str, more: dict[str, Any], missing: str
) -> None:
    with pytest.raises(Misconfigured, match=missing):
        replace(CONFIG, profile=profile_named(name), **more)


def test_unknown_profile_is_named_with_those_there_are() -> None:
    with pytest.raises(Misconfigured, match=r"bacen.*sicoob"):
        profile_named("banco-da-esquina")


def test_modalities_go_in_quotes_to_banks_that_want_them(seconds: Seconds, played: Played) -> None:
    quoting = replace(CONFIG, profile=replace(profile_named("bacen"), modality_as_text=True))
    txid = charge_txid("1", "cobv")
    terms = DueTerms(date(2026, 12, 23), 5, fine=(Share.PERCENT, Decimal("2.00")))
    request = replace(REQUEST, txid=txid, due=terms)
    played.run(PixProtocol(quoting, seconds).create(request), token(), said(201, charge(txid=txid)))
    assert played.body(1)["valor"]["multa"] == {"modalidade": "2", "valorPerc": "2.00"}


def test_list_of_received_pix_is_read_page_by_page(protocol: PixProtocol, played: Played) -> None:
    start = datetime(2026, 11, 22, tzinfo=timezone.utc)
    end = start + timedelta(days=1)
    static = payment(txid="LOJA1")
    refund = {"valor": "7.00", "status": "DEVOLVIDO"}
    pages = [
        said(200, {"parametros": {"paginacao": {"quantidadeDePaginas": 2}}, "pix": items})
        for items in ([payment(), static], [payment(devolucoes=refund), payment(txid=None), 7])
    ]
    found = played.run(protocol.received(start, end), token(), *pages)
    assert [(one.txid, one.refunded) for one in found] == [
        (TXID, Decimal("0.00")),
        ("LOJA1", Decimal("0.00")),
        (TXID, Decimal("7.00")),
    ]
    query = parse_qs(played.requests[-1].url.partition("?")[2])
    assert query["inicio"] == ["2026-11-22T00:00:00Z"]
    assert query["paginacao.paginaAtual"] == ["1"]


def test_list_without_end_is_given_up(protocol: PixProtocol, played: Played) -> None:
    at = datetime(2026, 11, 22, tzinfo=timezone.utc)
    page = said(200, {"parametros": {"paginacao": {"quantidadeDePaginas": 9999}}, "pix": []})
    with pytest.raises(ProviderUnavailable, match="no end"):
        played.run(protocol.received(at, at), token(), *[page] * 200)


def test_list_that_is_none_is_refused(protocol: PixProtocol, played: Played) -> None:
    at = datetime(2026, 11, 22, tzinfo=timezone.utc)
    with pytest.raises(ProviderRefused):
        played.run(protocol.received(at, at), token(), said(200, {"pix": "muitos"}))
