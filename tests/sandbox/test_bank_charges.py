"""Charges by Bacen's API Pix: made, repeated, revised, refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiohttp import BasicAuth

from quita.domain.pix import parse
from tests.sandbox.world import KEY, World

TXID = "a1B2c3D4e5F6g7H8i9J0k1L2m3"
DEBTOR = {"cpf": "52998224725", "nome": "Ana Souza"}
COB: dict[str, Any] = {
    "calendario": {"expiracao": 3600},
    "devedor": DEBTOR,
    "valor": {"original": "123.45"},
    "chave": KEY,
    "solicitacaoPagador": "Acordo 17",
    "infoAdicionais": [{"nome": "Parcela", "valor": "1 de 3"}],
}
COBV: dict[str, Any] = {
    "calendario": {"dataDeVencimento": "2026-11-30", "validadeAposVencimento": 10},
    "devedor": {**DEBTOR, "logradouro": "Rua A, 1", "cidade": "Recife", "uf": "PE"},
    "valor": {
        "original": "100.00",
        "multa": {"modalidade": 2, "valorPerc": "2.00"},
        "juros": {"modalidade": 3, "valorPerc": "1.00"},
    },
    "chave": KEY,
}
TYPE = "https://pix.bcb.gov.br/api/v2/error/"


def cob(**change: Any) -> dict[str, Any]:
    return {**COB, **change}


def cobv(value: dict[str, Any] | None = None, **dates: Any) -> dict[str, Any]:
    return {
        **COBV,
        "calendario": {**COBV["calendario"], **dates},
        "valor": {**COBV["valor"], **(value or {})},
    }


def steps(*pairs: tuple[str, str], kind: int = 1, **more: Any) -> dict[str, Any]:
    made = [{"data": day, "valorPerc": amount} for day, amount in pairs]
    return {"desconto": {"modalidade": kind, "descontoDataFixa": made, **more}}


BAD_COB = {
    "a value without cents": (cob(valor={"original": "10"}), "cob.valor.original"),
    "a value as a number": (cob(valor={"original": 10.5}), "cob.valor.original"),
    "a value of zero": (cob(valor={"original": "0.00"}), "cob.valor.original"),
    "another's key": (cob(chave="outra@chave.com"), "cob.chave"),
    "a lifetime of zero": (cob(calendario={"expiracao": 0}), "cob.calendario.expiracao"),
    "CPF and CNPJ": (cob(devedor={**DEBTOR, "cnpj": "1" * 14}), "cob.devedor"),
    "a debtor without name": (cob(devedor={"cpf": "1" * 11}), "cob.devedor.nome"),
    "a CPF with signs": (cob(devedor={"cpf": "529.982.247-25", "nome": "A"}), "cob.devedor.cpf"),
    "an address in an immediate charge": (cob(devedor={**DEBTOR, "uf": "SP"}), "cob.devedor"),
    "a request of 141": (cob(solicitacaoPagador="x" * 141), "cob.solicitacaoPagador"),
    "51 extras": (cob(infoAdicionais=[{"nome": "a", "valor": "b"}] * 51), "cob.infoAdicionais"),
    "an extra's name of 51": (
        cob(infoAdicionais=[{"nome": "a" * 51, "valor": "b"}]),
        "cob.infoAdicionais.nome",
    ),
    "a fine on an immediate charge": (
        cob(valor={"original": "1.00", "multa": {"modalidade": 1, "valorPerc": "1.00"}}),
        "cob.valor.multa",
    ),
    "a location that does not exist": (cob(loc={"id": 7}), "cob.loc"),
    "no calendar": (
        {key: one for key, one in COB.items() if key != "calendario"},
        "cob.calendario",
    ),
}
BAD_COBV = {
    "a due date in the past": (
        cobv(dataDeVencimento="2026-11-22"),
        "cobv.calendario.dataDeVencimento",
    ),
    "a due date in Brazilian order": (
        cobv(dataDeVencimento="30/11/2026"),
        "cobv.calendario.dataDeVencimento",
    ),
    "a negative validity": (
        cobv(validadeAposVencimento=-1),
        "cobv.calendario.validadeAposVencimento",
    ),
    "a fine of kind 3": (
        cobv({"multa": {"modalidade": 3, "valorPerc": "1.00"}}),
        "cobv.valor.multa",
    ),
    "interest with four decimals": (
        cobv({"juros": {"modalidade": 2, "valorPerc": "0.0333"}}),
        "cobv.valor.juros",
    ),
    "a rebate of the whole": (
        cobv({"abatimento": {"modalidade": 1, "valorPerc": "100.00"}}),
        "cobv.valor.abatimento",
    ),
    "a discount of 100 percent": (
        cobv(steps(("2026-11-25", "100.00"), kind=2)),
        "cobv.valor.desconto",
    ),
    "a discount after the due date": (cobv(steps(("2026-12-01", "1.00"))), "cobv.valor.desconto"),
    "four discounts": (cobv(steps(*[("2026-11-25", "1.00")] * 4)), "cobv.valor.desconto"),
    "a dated discount with valorPerc": (
        cobv(steps(("2026-11-25", "1.00"), valorPerc="1.00")),
        "cobv.valor.desconto",
    ),
    "a daily discount with dates": (
        cobv(steps(("2026-11-25", "1.00"), kind=3)),
        "cobv.valor.desconto",
    ),
    "no debtor": ({key: one for key, one in COBV.items() if key != "devedor"}, "cobv.devedor"),
}


async def test_an_immediate_charge_comes_back_with_a_code_to_pay(world: World) -> None:
    status, made = await world.bank("PUT", f"/cob/{TXID}", COB)
    assert (status, made["status"], made["revisao"], made["txid"]) == (201, "ATIVA", 0, TXID)
    assert made["calendario"] == {"criacao": "2026-11-23T15:00:00.000Z", "expiracao": 3600}
    assert made["loc"]["tipoCob"] == "cob"
    assert made["loc"]["location"] == made["location"]
    read = parse(made["pixCopiaECola"])
    assert (read.kind, read.url, read.txid) == ("dynamic", made["location"], "***")
    assert len(made["location"]) <= 77
    assert read.merchant_name == "LOJA GIRASSOL"
    assert await world.bank("GET", f"/cob/{TXID}") == (200, made)


async def test_a_charge_with_a_due_date_names_its_receiver(world: World) -> None:
    status, made = await world.bank("PUT", f"/cobv/{TXID}", COBV)
    assert (status, made["loc"]["tipoCob"]) == (201, "cobv")
    assert made["recebedor"]["cnpj"] == KEY
    assert made["valor"] == COBV["valor"]
    today = {**COBV, "calendario": {"dataDeVencimento": "2026-11-23"}}
    _, other = await world.bank("PUT", f"/cobv/{TXID}x", today)
    assert other["calendario"]["validadeAposVencimento"] == 30


async def test_the_same_request_again_gives_the_same_charge(world: World) -> None:
    first = await world.bank("PUT", f"/cob/{TXID}", COB)
    assert await world.bank("PUT", f"/cob/{TXID}", COB) == first


@pytest.mark.parametrize("kind", ["cob", "cobv"])
async def test_a_txid_is_not_taken_twice_for_different_charges(world: World, kind: str) -> None:
    await world.bank("PUT", f"/cob/{TXID}", COB)
    other = cob(valor={"original": "1.00"}) if kind == "cob" else COBV
    status, problem = await world.bank("PUT", f"/{kind}/{TXID}", other)
    assert status == 400
    assert problem["type"].removeprefix(TYPE) in ("CobOperacaoInvalida", "CobVOperacaoInvalida")


@pytest.mark.parametrize("txid", ["a" * 25, "a" * 36, "a" * 25 + "-"])
async def test_a_txid_out_of_its_pattern_is_refused(world: World, txid: str) -> None:
    status, problem = await world.bank("PUT", f"/cob/{txid}", COB)
    assert (status, problem["violacoes"][0]["propriedade"]) == (400, "txid")


@pytest.mark.parametrize(("body", "named"), BAD_COB.values(), ids=BAD_COB)
async def test_a_bad_immediate_charge_is_refused_naming_the_field(
    world: World, body: dict[str, Any], named: str
) -> None:
    await refused(world, "cob", body, named)


@pytest.mark.parametrize(("body", "named"), BAD_COBV.values(), ids=BAD_COBV)
async def test_a_bad_charge_with_a_due_date_is_refused_naming_the_field(
    world: World, body: dict[str, Any], named: str
) -> None:
    await refused(world, "cobv", body, named)


async def refused(world: World, kind: str, body: dict[str, Any], named: str) -> None:
    status, problem = await world.bank("PUT", f"/{kind}/{TXID}", body)
    name = "CobOperacaoInvalida" if kind == "cob" else "CobVOperacaoInvalida"
    assert (status, problem["status"], problem["type"]) == (400, 400, TYPE + name)
    assert named in [one["propriedade"] for one in problem["violacoes"]]
    assert (await world.bank("GET", f"/{kind}/{TXID}"))[0] == 404


async def test_a_revised_value_counts_and_the_revision_grows(world: World) -> None:
    await world.bank("PUT", f"/cobv/{TXID}", COBV)
    status, revised = await world.bank("PATCH", f"/cobv/{TXID}", {"valor": {"original": "80.00"}})
    assert (status, revised["revisao"], revised["valor"]["original"]) == (200, 1, "80.00")
    assert revised["valor"]["multa"] == COBV["valor"]["multa"]
    assert revised["calendario"]["criacao"] == "2026-11-23T15:00:00.000Z"


async def test_a_removed_charge_cannot_be_revised_or_made_again(world: World) -> None:
    await world.bank("PUT", f"/cob/{TXID}", COB)
    removal = {"status": "REMOVIDA_PELO_USUARIO_RECEBEDOR"}
    mixed = await world.bank("PATCH", f"/cob/{TXID}", {**removal, "valor": {"original": "1.00"}})
    status, removed = await world.bank("PATCH", f"/cob/{TXID}", removal)
    assert (mixed[0], status, removed["status"]) == (400, 200, removal["status"])
    assert (await world.bank("PATCH", f"/cob/{TXID}", removal))[0] == 400
    assert (await world.bank("PUT", f"/cob/{TXID}", COB))[0] == 400


async def test_an_unknown_charge_is_404_with_bacens_type(world: World) -> None:
    status, problem = await world.bank("GET", f"/cobv/{TXID}")
    assert (status, problem["type"]) == (404, TYPE + "CobVNaoEncontrada")


async def test_a_call_without_a_living_token_or_its_scope_is_refused(world: World) -> None:
    token = await world.bank_token("cob.read pix.read")
    assert (await world.bank("PUT", f"/cob/{TXID}", COB, token))[0] == 403
    assert (await world.bank("GET", f"/cob/{TXID}", token=token))[0] == 404
    world.clock.advance(seconds=3600)
    status, problem = await world.bank("GET", f"/cob/{TXID}", token=token)
    assert (status, problem["type"]) == (401, TYPE + "AcessoNegado")


@pytest.mark.parametrize(
    ("form", "password", "error"),
    [
        ({"grant_type": "client_credentials"}, "errada", "invalid_client"),
        ({"grant_type": "password"}, "senha", "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "scope": "tudo"}, "senha", "invalid_scope"),
    ],
)
async def test_a_token_is_given_only_for_what_it_should(
    world: World, form: dict[str, str], password: str, error: str
) -> None:
    response = await world.client.post(
        "/bank/oauth/token", data=form, auth=BasicAuth("cliente", password)
    )
    assert response.status in (400, 401)
    assert await response.json() == {"error": error}


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"kind": "http_500"}, 500),
        ({"kind": "rate_limit"}, 429),
        ({"kind": "error_code", "code": 503}, 503),
    ],
)
async def test_the_bank_fails_when_told_to(
    world: World, fault: dict[str, Any], status: int
) -> None:
    await world.fault(target="bank", **fault)
    failed, problem = await world.bank("PUT", f"/cob/{TXID}", COB)
    assert (failed, problem["status"]) == (status, status)
    assert re.match(TYPE, problem["type"])
    assert (await world.bank("PUT", f"/cob/{TXID}", COB))[0] == 201
