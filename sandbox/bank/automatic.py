"""Pix Automático: recurrences that a payer authorises, and the charges that come of them.

API Pix 2.9, tags Rec, SolicRec, CobR, PayloadLocationRec. Journey 3: paying the composite code of
a first charge also authorises the recurrence.
"""

from __future__ import annotations

import json
import re
import secrets
import string
import uuid
from datetime import datetime, timedelta
from sqlite3 import Row
from typing import Any

from quita.domain.pix_building import build_dynamic, build_recurrence
from sandbox.bank import calendar
from sandbox.bank.automatic_schemas import COBR, REC, SOLICREC, violations
from sandbox.bank.charges import Charges, timestamp
from sandbox.bank.payments import PayDesk
from sandbox.bank.problems import Problem, Violation, not_found
from sandbox.bank.rules import TXID
from sandbox.settings import Clock, SandboxSettings
from sandbox.store import Store

CREATED, APPROVED, CANCELLED = "CRIADA", "APROVADA", "CANCELADA"
ACTIVE, PAID = "ATIVA", "CONCLUIDA"
EARLIEST, LATEST = timedelta(days=2), timedelta(days=10)  # a charge goes out so long before
_ALPHABET = string.ascii_letters + string.digits

Body = dict[str, Any]


class Automatic:
    """The bank's book of recurrences and of their charges."""

    def __init__(
        self,
        settings: SandboxSettings,
        store: Store,
        charges: Charges,
        desk: PayDesk,
        clock: Clock,
    ) -> None:
        """Take the collaborators; a paid composite code authorises its recurrence."""
        self._settings, self._store, self._clock = settings, store, clock
        self._charges, self._desk = charges, desk
        desk.on_recurrence = self.authorise

    def open_location(self) -> Body:
        """Make the address that a recurrence's code leads to."""
        host = self._settings.public_url.split("://", 1)[-1].rstrip("/")
        location = f"{host}/bank/qr/v2/rec/{uuid.uuid4().hex}"
        made = self._clock().isoformat()
        number = self._store.insert(
            "INSERT INTO rec_locations (location, created) VALUES (?, ?)", location, made
        )
        moment = timestamp(datetime.fromisoformat(made))
        return {"id": number, "location": location, "criacao": moment}

    def create(self, body: Body) -> Body:
        """Make a recurrence.

        Raises:
            Problem: a rule is broken, or its location or first charge is none.
        """
        broken = violations(body, REC, "rec")
        location = self._store.one(
            "SELECT * FROM rec_locations WHERE id = ?", int(body.get("loc") or 0)
        )
        if not broken and location is None:
            broken.append(Violation("O location referenciado inexiste.", "rec.loc"))
        first = body.get("ativacao", {}).get("dadosJornada", {}).get("txid")
        if not broken and first is not None:
            self._charges.get("cob", first)
        if broken or location is None:
            raise _invalid("RecOperacaoInvalida", broken)
        now = self._clock()
        again = "R" if body["politicaRetentativa"] == "PERMITE_3R_7D" else "N"
        tail = "".join(secrets.choice(_ALPHABET) for _ in range(11))
        rec_id = f"R{again}99999004{calendar.today(now):%Y%m%d}{tail}"
        self._store.insert(
            "INSERT INTO recs (id, content, status, location_id, location, created)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            rec_id,
            json.dumps(body, ensure_ascii=False),
            CREATED,
            location["id"],
            location["location"],
            now.isoformat(),
        )
        return self.shown(rec_id)

    def shown(self, rec_id: str, txid: str | None = None) -> Body:
        """Give a recurrence, with the composite code where a first charge is named."""
        row = self._rec(rec_id)
        content = json.loads(row["content"])
        moment = timestamp(datetime.fromisoformat(row["created"]))
        activation = {"tipoJornada": "AGUARDANDO_DEFINICAO", **content.get("ativacao", {})}
        if row["status"] == APPROVED:
            activation["tipoJornada"] = "JORNADA_3"
        return {
            **content,
            "idRec": rec_id,
            "status": row["status"],
            "recebedor": self._receiver(),
            "loc": {
                "id": row["location_id"],
                "location": row["location"],
                "criacao": moment,
                "idRec": rec_id,
            },
            "atualizacao": [{"status": row["status"], "data": moment}],
            "ativacao": activation,
            "dadosQR": self._code(row["location"], txid),
        }

    def cancel(self, rec_id: str, body: Body) -> Body:
        """End a recurrence.

        Raises:
            Problem: there is none, it has ended, or something else is asked.
        """
        row = self._rec(rec_id)
        if body != {"status": CANCELLED} or row["status"] not in (CREATED, APPROVED):
            raise _invalid("RecOperacaoInvalida", [Violation("Não pode ser alterada.", "rec")])
        self._store.write("UPDATE recs SET status = ? WHERE id = ?", CANCELLED, rec_id)
        return self.shown(rec_id)

    def ask(self, body: Body) -> Body:
        """Ask a payer's bank for the authorisation (journey 1)."""
        if broken := violations(body, SOLICREC, "solicrec"):
            raise _invalid("SolicRecOperacaoInvalida", broken)
        self._rec(body["idRec"])
        moment = timestamp(self._clock())
        return {
            **body,
            "idSolicRec": "SC" + self._rec(body["idRec"])["id"][2:],
            "status": CREATED,
            "atualizacao": [{"status": CREATED, "data": moment}],
        }

    def authorise(self, location: str) -> None:
        """Take a payer's authorisation of the recurrence at an address."""
        self._store.write(
            "UPDATE recs SET status = ? WHERE location = ? AND status = ?",
            APPROVED,
            location,
            CREATED,
        )

    def charge(self, txid: str, body: Body) -> Body:
        """Make a recurring charge; the same request again gives the same charge.

        Raises:
            Problem: a rule is broken, the txid is taken, or nobody authorised the recurrence.
        """
        known = self._store.one("SELECT * FROM cobrs WHERE txid = ?", txid)
        if known is not None:
            if json.loads(known["content"]) == body:
                return self.charge_shown(txid)
            raise _invalid("CobROperacaoInvalida", [Violation("O txid está em uso.", "cobr.txid")])
        broken = violations(body, COBR, "cobr")
        if not TXID.fullmatch(txid):
            broken.append(Violation("O txid não respeita o _schema_.", "cobr.txid"))
        if not broken and self._rec(body["idRec"])["status"] != APPROVED:
            broken.append(Violation("A recorrência não está aprovada.", "cobr.idRec"))
        if not broken:
            due = datetime.fromisoformat(body["calendario"]["dataDeVencimento"]).date()
            ahead = due - calendar.today(self._clock())
            if not EARLIEST <= ahead <= LATEST:
                reason = "O vencimento deve estar de 2 a 10 dias à frente."
                broken.append(Violation(reason, "cobr.calendario.dataDeVencimento"))
        if broken:
            raise _invalid("CobROperacaoInvalida", broken)
        self._store.insert(
            "INSERT INTO cobrs (txid, content, status, created) VALUES (?, ?, ?, ?)",
            txid,
            json.dumps(body, ensure_ascii=False),
            ACTIVE,
            self._clock().isoformat(),
        )
        return self.charge_shown(txid)

    def charge_shown(self, txid: str) -> Body:
        """Give a recurring charge with its payments."""
        row = self._store.one("SELECT * FROM cobrs WHERE txid = ?", txid)
        if row is None:
            raise not_found("CobRNaoEncontrada", "Cobrança não encontrada para o txid informado.")
        content, made = json.loads(row["content"]), datetime.fromisoformat(row["created"])
        shown = {
            **content,
            "txid": txid,
            "status": row["status"],
            "recebedor": {**content["recebedor"], **self._receiver()},
            "calendario": {**content["calendario"], "criacao": f"{calendar.today(made)}"},
            "politicaRetentativa": "NAO_PERMITE",
            "atualizacao": [{"status": row["status"], "data": timestamp(made)}],
        }
        payments = self._desk.of(txid)
        return {**shown, "pix": payments} if payments else shown

    def cancel_charge(self, txid: str, body: Body) -> Body:
        """Cancel an active recurring charge."""
        shown = self.charge_shown(txid)
        if body != {"status": CANCELLED} or shown["status"] != ACTIVE:
            raise _invalid("CobROperacaoInvalida", [Violation("Não pode ser alterada.", "cobr")])
        self._store.write("UPDATE cobrs SET status = ? WHERE txid = ?", CANCELLED, txid)
        return self.charge_shown(txid)

    def settle(self, txid: str) -> Body:
        """Take the money of a recurring charge from its payer, as banks do on its day."""
        shown = self.charge_shown(txid)
        pix = self._desk.book(txid, shown["valor"]["original"])
        self._store.write("UPDATE cobrs SET status = ? WHERE txid = ?", PAID, txid)
        return pix

    def _receiver(self) -> Body:
        document = re.sub(r"[^0-9A-Z]", "", self._settings.receiver_document)
        return {"cnpj": document, "nome": self._settings.receiver_name}

    def _code(self, location: str, txid: str | None) -> Body:
        name, city = self._settings.receiver_name, self._settings.receiver_city
        if txid is None:
            code = build_recurrence(location, name, city)
            return {"jornada": "JORNADA_2", "pixCopiaECola": code}
        first = self._charges.get("cob", txid).location
        code = build_dynamic(first, name, city, recurrence_url=location)
        return {"jornada": "JORNADA_3", "pixCopiaECola": code}

    def _rec(self, rec_id: str) -> Row:
        row = self._store.one("SELECT * FROM recs WHERE id = ?", rec_id)
        if row is None:
            raise not_found("RecNaoEncontrada", "Recorrência não encontrada.")
        return row


def _invalid(name: str, broken: list[Violation]) -> Problem:
    detail = "A requisição não respeita o _schema_ ou está semanticamente errada."
    return Problem(name, "Operação inválida.", 400, detail, broken)
