"""Receipts that agents attach, and what is made of receipts: by whom, once, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.charge_records import ChargeState
from quita.domain.conversation import Owner
from quita.domain.errors import (
    AlreadyDecided,
    InvalidInput,
    InvalidMedia,
    NotAllowed,
    NotFound,
    NotOwner,
)
from quita.domain.media import MAX_ATTACHED, MediaState
from quita.domain.receipt import ClaimState
from quita.domain.records import Case, User
from quita.services.attachments import Attachments
from quita.services.media_intake import MediaIntake
from quita.services.receipts import Receipts
from sandbox.graph import placeholders
from tests.conftest import FakeClock
from tests.services.media_world import KEEP, make_media_world
from tests.services.test_turn_media import payable

ANA, BIA = (User(name, name, name.title(), "agent", "x") for name in ("ana", "bia"))
SOL = User("sol", "sol", "Sol", "supervisor", "x")
READERS = [User(role, role, role, role, "x") for role in ("auditor", "designer")]
PAPER, PICTURE = placeholders.document(), b"\x89PNG\r\n\x1a\n" + bytes(64)


class World:
    """A conversation of Ana's with one open charge."""

    def __init__(self, database: Database, clock: FakeClock, new_id: Callable[[], str]) -> None:
        """Wire the services over one database."""
        self.database, self.clock = database, clock
        conversation, self.charge = payable(database, clock)
        self.chat = conversation.id
        with database() as tx:
            for user in (ANA, BIA, SOL, *READERS):
                tx.users.save(user)
            tx.conversations.set_owner(
                self.chat, Owner.HUMAN, agent_id="ana", reason="receipt", at=clock()
            )
        media = make_media_world(database, clock, new_id)
        self.files, self.intake = media.files, media.intake
        self.service = Attachments(database, clock, new_id, media.files, KEEP)
        self.receipts = Receipts(database, clock, new_id)

    def attach(self, user: User = ANA, data: bytes = PAPER, charge: str | None = None) -> str:
        """Attach a file, and give the claim's id."""
        return self.service.attach(self.chat, user, "pix.pdf", data, charge)[0].id

    def judge(self, claim: str, user: User = ANA, note: str = "no extrato", found: bool = True
              ) -> None:  # fmt: skip
        """Confirm or refuse a claim."""
        self.receipts.judge(self.chat, claim, user, note, found=found)

    def case(self) -> None:
        """Open a case that asks for a receipt."""
        with self.database() as tx:
            tx.cases.add(Case("c", "1", "send_receipt", self.chat, None, None, self.clock()), "k")

    def verdict(self) -> str | None:
        """Give what became of the case."""
        with self.database() as tx:
            return tx.approvals.verdict("c")

    def actions(self) -> list[str]:
        """Give what was written down about the conversation."""
        with self.database() as tx:
            return [str(one["action"]) for one in tx.events.trail(self.chat)]


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    return World(database, clock, new_id)


def test_what_is_attached_is_kept_sealed_with_its_hash_and_claims_the_charge(world: World) -> None:
    claim, new = world.service.attach(world.chat, ANA, "../pix.exe", PAPER, None)
    assert (new, claim.charge_id) == (True, world.charge.id)
    with world.database() as tx:
        item = tx.media.get(claim.media_id)
        [due] = tx.charges.due_for_check(world.clock(), 10)  # the bank is asked at once
    assert item is not None
    assert (item.sha256, item.size) == (sha256(PAPER).hexdigest(), len(PAPER))
    assert (item.mime_type, item.filename) == ("application/pdf", "pix.pdf")
    assert (item.message_id, item.attached_by, item.state) == (None, "ana", MediaState.STORED)
    assert world.files.get(item.id) == PAPER
    assert due.id == world.charge.id
    assert world.actions()[-1] == "receipt:attached"


def test_an_attached_file_goes_when_its_time_is_over(world: World) -> None:
    claim = world.attach()
    world.clock.now += KEEP
    intake: MediaIntake = world.intake
    assert intake.expire() == 1
    with world.database() as tx:
        kept = tx.receipts.get(claim)
        item = tx.media.get(kept.media_id) if kept else None
    assert item is not None and item.state is MediaState.DELETED
    assert world.files.get(item.id) is None


def test_the_same_bytes_are_claimed_once(world: World) -> None:
    first = world.attach()
    claim, new = world.service.attach(world.chat, ANA, "outro nome.pdf", PAPER, None)
    assert (claim.id, new) == (first, False)
    assert world.actions().count("receipt:attached") == 1
    assert world.attach(data=PICTURE) != first


@pytest.mark.parametrize(
    "data",
    [b"", b"<html>", b"GIF89a" + bytes(9), b"MZ" + bytes(99), b"RIFF0000WEBP",
     b"%PDF-" + bytes(MAX_ATTACHED)],
    ids=["empty", "page", "gif", "program", "webp", "large"],
)  # fmt: skip
def test_what_is_no_pdf_jpeg_or_png_or_too_large_is_not_kept(world: World, data: bytes) -> None:
    with pytest.raises(InvalidMedia):
        world.attach(data=data)
    with world.database() as tx:
        assert tx.media.of_conversation(world.chat) == []
    assert world.actions() == []


@pytest.mark.parametrize("user", READERS, ids=lambda user: user.id)
def test_a_role_that_only_reads_attaches_and_judges_nothing(world: World, user: User) -> None:
    claim = world.attach()
    with pytest.raises(NotAllowed):
        world.attach(user, PICTURE)
    for found in (True, False):
        with pytest.raises(NotAllowed):
            world.judge(claim, user, found=found)
    assert world.actions() == ["receipt:attached"]


def test_only_whose_conversation_it_is_attaches_and_judges_or_who_approves(world: World) -> None:
    for user in (BIA, SOL):
        with pytest.raises(NotOwner):
            world.attach(user)
    claim = world.attach()
    with pytest.raises(NotOwner):
        world.judge(claim, BIA)
    world.judge(claim, SOL)
    assert world.actions()[-1] == "receipt:confirmed"


def test_a_charge_of_somebody_else_is_not_claimed(world: World) -> None:
    with pytest.raises(InvalidInput):
        world.attach(charge="another")
    with world.database() as tx:
        assert tx.receipts.of_conversation(world.chat) == []


@pytest.mark.parametrize("found", [True, False])
def test_a_receipt_is_judged_once_and_written_down(world: World, found: bool) -> None:
    claim = world.attach()
    world.judge(claim, found=found)
    state = ClaimState.CONFIRMED if found else ClaimState.REFUSED
    [view] = world.receipts.list(state)
    assert (view.claim.decided_by, view.claim.note) == ("ana", "no extrato")
    assert world.actions()[-1] == f"receipt:{state.value}"
    with pytest.raises(AlreadyDecided):
        world.judge(claim, SOL, found=not found)
    with pytest.raises(NotFound):
        world.judge("nothing")
    with world.database() as tx:
        charge = tx.charges.get(world.charge.id)
    assert charge is not None and charge.state is ChargeState.ISSUED  # nothing was booked


def test_a_refusal_has_a_reason(world: World) -> None:
    claim = world.attach()
    with pytest.raises(InvalidInput):
        world.judge(claim, note="  ", found=False)
    assert world.receipts.list(ClaimState.REFUSED) == []
    world.judge(claim, note="")  # what is there needs none


def test_the_last_receipt_is_the_verdict_on_the_case_that_asked_for_it(world: World) -> None:
    world.case()
    first, second = world.attach(), world.attach(data=PICTURE)
    world.judge(first, found=False)
    assert world.verdict() is None
    world.judge(second)
    assert world.verdict() == "confirmed"


def test_a_receipt_is_not_judged_from_another_conversation(world: World) -> None:
    claim = world.attach()
    with pytest.raises(NotFound):
        world.receipts.judge("elsewhere", claim, SOL, "no extrato", found=True)


def test_a_claim_names_the_person_only_while_identity_is_proven(world: World) -> None:
    with world.database() as tx:
        tx.conversations.set_verified(
            world.chat, world.charge.person_id, world.clock() + timedelta(minutes=5)
        )
    claims = [world.attach()]
    world.clock.now += timedelta(minutes=6)
    claims.append(world.attach(data=PICTURE))
    with world.database() as tx:
        kept = [tx.receipts.get(claim) for claim in claims]
    assert [one.person_id for one in kept if one] == [world.charge.person_id, None]
