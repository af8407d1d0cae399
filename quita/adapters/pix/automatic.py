"""Speaks Pix Automático without I/O: recurrences and their charges (API Pix 2.9, Rec and CobR).

Journey 3: the first payment is an immediate charge; its composite code also asks the payer to
authorise the rest, and paying by the plain code authorises nothing.
"""

from __future__ import annotations

from typing import Any

from quita.adapters.http.messages import Exchange, HttpResponse
from quita.adapters.pix import fields
from quita.adapters.pix.answers import check_accepted, read_charge
from quita.adapters.pix.charge_bodies import line, reais
from quita.adapters.pix.config import PixConfig
from quita.adapters.pix.protocol import PixProtocol
from quita.domain.errors import InvalidBrCode, ProviderRefused, ProviderUnavailable
from quita.domain.pix import parse
from quita.services.ports import BankRecurrence, PixCharge, RecurrenceRequest, RecurringRequest

MAX_NAME, MAX_TEXT, MAX_INFO = 140, 35, 140


class AutomaticProtocol(PixProtocol):
    """The calls of Pix Automático beside those of charges."""

    def open_recurrence(self, request: RecurrenceRequest) -> Exchange[BankRecurrence]:
        """Make a recurrence, and give the code that pays the first charge and authorises it.

        A lost answer leaves a recurrence that nobody was shown; it expires at the bank.

        Raises:
            ProviderRefused: the bank refuses, or gives a code that is not of that charge.
            ProviderUnavailable: no answer, or none that can be read.
        """
        url = self._config.url
        place = _tree((yield from self._call("POST", url("locrec"))))
        body = recurrence_body(request, place.get("id"))
        made = _tree((yield from self._call("POST", url("rec"), body)))
        bank_id = fields.text(made, "idRec")
        asked = url("rec", bank_id, txid=request.first_txid)
        shown = _tree((yield from self._call("GET", asked)))
        code = fields.text(shown, "dadosQR", "pixCopiaECola")
        try:
            composite = parse(code).kind == "composite_dynamic"
        except InvalidBrCode as error:
            raise ProviderRefused(f"the recurrence's code cannot be paid: {error}") from None
        if not bank_id or not composite:
            raise ProviderRefused("the bank gave no composite code")
        return BankRecurrence(bank_id, fields.text(shown, "status"), code)

    def recurrence(self, bank_id: str) -> Exchange[BankRecurrence]:
        """Look a recurrence up."""
        shown = _tree((yield from self._call("GET", self._config.url("rec", bank_id))))
        return BankRecurrence(bank_id, fields.text(shown, "status"), "")

    def stop_recurrence(self, bank_id: str) -> Exchange[None]:
        """End a recurrence; one that has ended is left."""
        url = self._config.url("rec", bank_id)
        answer = yield from self._call("PATCH", url, {"status": "CANCELADA"})
        if 400 <= answer.status < 500:
            known = _tree((yield from self._call("GET", url)))
            if fields.text(known, "status") in ("CANCELADA", "REJEITADA", "EXPIRADA"):
                return
        check_accepted(answer)

    def charge_recurring(self, request: RecurringRequest) -> Exchange[PixCharge]:
        """Make a recurring charge; the same request again gives the same charge."""
        url = self._config.charge_url(request.txid)
        answer = yield from self._call("PUT", url, recurring_body(request, self._config))
        if 400 <= answer.status < 500:
            known = yield from self._call("GET", url)
            if known.status == 200:
                answer = known
        return read_charge(answer, self._config, request.txid, to_pay=False)


def recurrence_body(request: RecurrenceRequest, location: Any) -> dict[str, Any]:
    """Give the body that asks for a recurrence (RecSolicitada)."""
    body: dict[str, Any] = {
        "vinculo": {
            "contrato": request.contract[:MAX_TEXT],
            "devedor": {"cpf": request.debtor_cpf, "nome": line(request.debtor_name, MAX_NAME)},
            "objeto": line(request.purpose, MAX_TEXT),
        },
        "calendario": {
            "dataInicial": request.starts.isoformat(),
            "dataFinal": request.ends.isoformat(),
            "periodicidade": "MENSAL",
        },
        "politicaRetentativa": "NAO_PERMITE",
        "loc": location,
        "ativacao": {"dadosJornada": {"txid": request.first_txid}},
    }
    return (
        body if request.amount is None else {**body, "valor": {"valorRec": reais(request.amount)}}
    )


def recurring_body(request: RecurringRequest, config: PixConfig) -> dict[str, Any]:
    """Give the body that asks for a recurring charge (CobRSolicitada)."""
    account = {"conta": config.account, "tipoConta": "CORRENTE"}
    return {
        "idRec": request.bank_id,
        "infoAdicional": line(request.text, MAX_INFO),
        "calendario": {"dataDeVencimento": request.due_date.isoformat()},
        "valor": {"original": reais(request.amount)},
        "ajusteDiaUtil": True,
        "recebedor": account | ({"agencia": config.agency} if config.agency else {}),
    }


def _tree(answer: HttpResponse) -> dict[str, Any]:
    check_accepted(answer)
    tree = answer.json_object()
    if tree is None:
        raise ProviderUnavailable("the bank's answer is no JSON object")
    return tree
