"""Receipts beside a chat: attached by an agent, confirmed or refused by who may."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sanic import Blueprint
from sanic.request import File, Request
from sanic.response import HTTPResponse

from connectors.agent_desk import words
from connectors.agent_desk.answers import address, done, field
from connectors.agent_desk.door import MAX_FORM, Core, Door, Refused
from quita.domain.charge_records import BOLETO, PIX
from quita.domain.media import MAX_ATTACHED
from quita.domain.money import brl
from quita.domain.permissions import Permission
from quita.domain.receipt import ClaimState
from quita.services.case_file import CaseFile, ReceiptView
from quita.services.desk_tools import MAX_NOTE
from quita.services.receipts import BANK

_TONES = {ClaimState.CLAIMED: "warm", ClaimState.CONFIRMED: "good", ClaimState.REFUSED: "late"}
_STATES = {
    ClaimState.CLAIMED: "a conferir",
    ClaimState.CONFIRMED: words.VERDICTS["confirmed"],
    ClaimState.REFUSED: words.VERDICTS["refused"],
}
_KINDS = {PIX: "Pix", BOLETO: "boleto"}
ATTACHED = "Comprovante anexado. Onde dá, o banco já foi consultado."
KNOWN = "Este mesmo arquivo já está nesta conversa. Nada mudou."
JUDGED = {True: "Comprovante confirmado.", False: "Comprovante recusado."}


@dataclass(frozen=True)
class Slip:
    """One receipt; `link` is empty where its file is gone, `pays` where no charge is known."""

    id: str
    waiting: bool
    state: str
    tone: str
    name: str
    source: str
    link: str
    shows: str
    pays: str
    decider: str
    note: str | None


def slips_of(file: CaseFile, names: Mapping[str, str]) -> list[Slip]:
    """Lay out the receipts of a case, newest first."""
    return [_slip(view, names) for view in reversed(file.receipts)]


def _slip(view: ReceiptView, names: Mapping[str, str]) -> Slip:
    claim, item, charge = view.claim, view.item, view.charge
    at = f"{words.day(claim.claimed_at)[:5]} {words.clock_time(claim.claimed_at)}"
    by = item.attached_by if item else None
    there = item is not None and item.stored_at is not None and item.delete_at is not None
    decided = claim.decided_by or ""
    return Slip(
        id=claim.id,
        waiting=claim.state is ClaimState.CLAIMED,
        state=_STATES[claim.state],
        tone=_TONES[claim.state],
        name=(item.filename if item else None) or "Arquivo",
        source=f"{'anexado por ' + names.get(by, 'colega') if by else 'enviado pela pessoa'}, {at}",
        link=f"/desk/media/{item.id}" if item and there else "",
        shows="image" if item and (item.mime_type or "").startswith("image/") else "file",
        pays=f"{brl(charge.amount)}, {_KINDS.get(charge.kind, charge.kind)}" if charge else "",
        decider="Banco" if decided == BANK else names.get(decided, "Colega"),
        note=claim.note,
    )


def add_receipts(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the routes."""

    @routes.post("/conversations/<conversation_id:str>/attach")
    async def attach(request: Request, conversation_id: str) -> HTTPResponse:
        longest = MAX_ATTACHED + MAX_FORM
        seat = await door.act(request, Permission.ATTACH, longest)
        sent, charge = request.files.get("file"), field(request, "charge") or None
        file = sent if isinstance(sent, File) else File("", b"", "")
        keep = core().attachments.attach
        parts = (conversation_id, seat.user, file.name or "", file.body, charge)
        _, new = await asyncio.to_thread(keep, *parts)
        return done(request, address(conversation_id), told=ATTACHED if new else KNOWN)

    @routes.post("/conversations/<conversation_id:str>/receipts/<claim_id:str>/<verdict:str>")
    async def judge(
        request: Request, conversation_id: str, claim_id: str, verdict: str
    ) -> HTTPResponse:
        seat = await door.act(request, Permission.JUDGE_RECEIPT)
        if verdict not in ("confirm", "refuse"):
            raise Refused(404, "not_found")
        found, note = verdict == "confirm", field(request, "note", MAX_NOTE)
        decide = partial(core().receipts.judge, conversation_id, claim_id, seat.user, note)
        await asyncio.to_thread(decide, found=found)
        return done(request, address(conversation_id), told=JUDGED[found])
