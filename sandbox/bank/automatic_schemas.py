"""Schemas of Pix Automático's requests, written from API Pix 2.9 (Rec, SolicRec, CobR)."""

from __future__ import annotations

from typing import Any

import jsonschema

from sandbox.bank.problems import Violation

_MONEY = {"type": "string", "pattern": r"^\d{1,10}\.\d{2}$"}
_DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
_TXID = {"type": "string", "pattern": "^[a-zA-Z0-9]{26,35}$"}
_REC_ID = {"type": "string", "pattern": "^[a-zA-Z0-9]{29}$"}
_CPF = {"type": "string", "pattern": r"^\d{11}$"}


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


REC = _object(
    {
        "vinculo": _object(
            {"contrato": _text(35), "devedor": _object({"cpf": _CPF, "nome": _text(140)})},
            {"objeto": _text(35)},
        ),
        "calendario": _object(
            {
                "dataInicial": _DATE,
                "periodicidade": {
                    "enum": ["SEMANAL", "MENSAL", "TRIMESTRAL", "SEMESTRAL", "ANUAL"]
                },
            },
            {"dataFinal": _DATE},
        ),
        "politicaRetentativa": {"enum": ["NAO_PERMITE", "PERMITE_3R_7D"]},
    },
    {
        "valor": {
            "type": "object",
            "properties": {"valorRec": _MONEY, "valorMinimoRecebedor": _MONEY},
            "additionalProperties": False,
            "maxProperties": 1,
        },
        "loc": {"type": "integer"},
        "ativacao": _object({"dadosJornada": _object({"txid": _TXID})}),
    },
)
SOLICREC = _object(
    {
        "idRec": _REC_ID,
        "calendario": _object({"dataExpiracaoSolicitacao": {"type": "string"}}),
        "destinatario": _object(
            {
                "cpf": _CPF,
                "conta": _text(20),
                "ispbParticipante": {"type": "string", "pattern": "^[0-9A-Z]{8}$"},
            },
            {"agencia": _text(4)},
        ),
    }
)
COBR = _object(
    {
        "idRec": _REC_ID,
        "calendario": _object({"dataDeVencimento": _DATE}),
        "valor": _object({"original": _MONEY}),
        "ajusteDiaUtil": {"type": "boolean"},
        "recebedor": _object(
            {"conta": _text(20), "tipoConta": {"enum": ["CORRENTE", "POUPANCA", "PAGAMENTO"]}},
            {"agencia": _text(4)},
        ),
    },
    {"infoAdicional": _text(140)},
)


def violations(body: object, schema: dict[str, Any], name: str) -> list[Violation]:
    """Name every rule of a schema that a body breaks."""
    found = jsonschema.Draft7Validator(schema).iter_errors(body)
    return [
        Violation(error.message[:200], ".".join([name, *map(str, error.absolute_path)]))
        for error in found
    ]
