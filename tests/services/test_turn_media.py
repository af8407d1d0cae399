"""Tests of turns that bring files: heard, kept, claimed as receipts, and never in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.charge_records import Charge, ChargeState
from quita.domain.conversation import Conversation, Owner
from quita.domain.errors import ProviderRefused, ProviderUnavailable
from quita.domain.media import MediaItem, MediaState
from quita.domain.receipt import ClaimState
from quita.services.receipts import BANK, Receipts
from tests.adapters.database.samples import store_ledger
from tests.builders import draft
from tests.conftest import FakeClock
from tests.services.files_world import Files, files_of
from tests.services.media_world import VOICE, MediaWorld, make_media_world
from tests.services.turn_world import WORKER


@pytest.fixture
async def files(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Files:
    """With somebody who hears recordings; the greeting is over."""
    made = files_of(database, clock, new_id, hears=True)
    await made.turns.hears("oi")
    clock.advance(seconds=10)
    return made


@pytest.fixture
async def deaf(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Files:
    """With nobody who does, which is the default."""
    made = files_of(database, clock, new_id, hears=False)
    await made.turns.hears("oi")
    clock.advance(seconds=10)
    return made


async def test_a_voice_note_is_answered_as_if_it_had_been_typed(files: Files) -> None:
    files.transcriber.said = "  quero   parcelar "
    assert await files.sends("voice") == ["re: quero parcelar"]
    assert files.transcriber.heard == [VOICE]
    chat = files.turns.conversation().id
    with files.turns.database() as tx:
        spoken = tx.messages.of_conversation(chat)[-1]
    assert (spoken.text, spoken.transcribed, spoken.kind) == ("quero parcelar", True, "voice")
    assert [item.state for item in files.items()] == [MediaState.STORED]


async def test_typed_and_spoken_words_are_one_turn_in_order(files: Files) -> None:
    files.transcriber.said = "em três vezes"
    clock = files.turns.clock
    said = await files.turns.takes(
        draft(clock(), "quero pagar"), files.media.draft("voice"), draft(clock(), "pode?")
    )
    assert said == ["re: quero pagar\nem três vezes\npode?"]


async def test_nobody_speaks_a_command(files: Files) -> None:
    files.transcriber.said = "/request_human"
    await files.sends("voice")
    assert files.dialogue.understood[-1] == "request_human"


async def test_a_turn_that_is_tried_again_is_not_heard_again(files: Files) -> None:
    files.transcriber.said = "quero pagar"
    files.dialogue.failures = 1
    claimed = files.turns.claim(files.media.draft("voice"))
    with pytest.raises(Exception, match="no model"):
        await files.turns.runner.run(claimed, WORKER)
    files.turns.clock.advance(seconds=3)
    again = files.turns.inbox.claim(WORKER)
    assert again is not None
    await files.turns.runner.run(again, WORKER)
    assert files.turns.said()[-1] == "re: quero pagar"
    assert len(files.transcriber.heard) == 1


@pytest.mark.parametrize(
    "error", [ProviderUnavailable("too slow"), ProviderRefused("not taken"), None]
)
async def test_who_cannot_be_heard_is_asked_to_type_and_the_second_goes_to_a_person(
    files: Files, error: Exception | None
) -> None:
    files.transcriber.error = error  # None: nothing could be made out
    assert await files.sends("voice") == ["utter_media_voice"]
    [handed_over] = await files.sends("voice")
    protocol = files.turns.conversation().protocol
    assert handed_over.startswith(f"utter_handoff_unsupported_media {protocol}\n")
    assert files.turns.conversation().owner is Owner.QUEUED


async def test_without_a_transcriber_nobody_is_sent_a_recording_and_agents_can_hear_it(
    deaf: Files,
) -> None:
    assert await deaf.sends("voice") == ["utter_media_voice"]
    assert deaf.transcriber.heard == []
    assert [item.state for item in deaf.items()] == [MediaState.STORED]
    await deaf.sends("audio")
    assert deaf.turns.conversation().owner is Owner.QUEUED


async def test_a_reaction_between_two_voice_notes_is_no_word(deaf: Files) -> None:
    await deaf.sends("voice")
    await deaf.turns.hears("👍", kind="reaction", about="wamid.1")
    await deaf.sends("voice")
    assert deaf.turns.conversation().owner is Owner.QUEUED


async def test_a_file_that_cannot_be_had_now_stops_no_turn(files: Files) -> None:
    files.media.source.failures = [ProviderUnavailable("down")]
    assert await files.sends("image") == ["utter_media_file"]
    [item] = files.items()
    assert (item.state, item.attempts) == (MediaState.WAITING, 1)


async def test_files_that_come_while_a_person_waits_are_fetched_too(files: Files) -> None:
    files.turns.queue()
    files.transcriber.said = "voltar ao robô"
    await files.sends("image")
    assert [item.state for item in files.items()] == [MediaState.STORED]
    assert await files.sends("voice") == ["utter_back_to_bot"]


async def test_what_was_edited_within_a_turn_is_read_as_it_is_now(files: Files) -> None:
    clock = files.turns.clock
    first = draft(clock(), "quero pagar dia 10")
    anew = draft(clock(), "quero pagar dia 15", kind="edit", about=first.external_id)
    assert await files.turns.takes(first, anew) == ["re: quero pagar dia 15"]


async def test_what_was_taken_back_within_a_turn_was_not_said(files: Files) -> None:
    clock = files.turns.clock
    first, second = draft(clock(), "meu segredo"), draft(clock(), "quero pagar")
    back = draft(clock(), None, kind="revoke", about=first.external_id)
    assert await files.turns.takes(first, second, back) == ["re: quero pagar"]


async def test_a_picture_without_any_sign_of_a_payment_is_no_receipt(files: Files) -> None:
    assert await files.sends("image") == ["utter_media_file"]
    assert files.claims() == []


async def test_a_receipt_that_fits_nothing_goes_to_a_person(files: Files) -> None:
    await files.sends("document", filename="comprovante_pix.pdf")
    [claim] = files.claims()
    assert (claim.state, claim.charge_id, claim.person_id) == (ClaimState.CLAIMED, None, None)
    assert files.turns.conversation().handoff_reason == "receipt"


async def test_words_under_a_receipt_are_answered_and_the_receipt_is_kept(files: Files) -> None:
    assert await files.sends("image", "segue o comprovante") == ["re: segue o comprovante"]
    assert len(files.claims()) == 1


async def test_a_picture_of_an_identity_document_is_no_receipt_and_goes_within_a_day(
    files: Files,
) -> None:
    await files.sends("image", "segue foto do meu RG")
    [item] = files.items()
    assert item.identity_document
    assert item.delete_at and (item.delete_at - files.turns.clock()).total_seconds() < 86_400
    assert files.claims() == []


async def test_a_voice_note_and_a_sticker_are_no_receipts(files: Files) -> None:
    files.transcriber.said = "já paguei o pix"
    await files.sends("voice")
    assert files.claims() == []


def payable(database: Database, clock: FakeClock) -> tuple[Conversation, Charge]:
    """Give a conversation with one issued charge, which is not to be looked up yet."""
    ledger = store_ledger(database, clock())
    with database() as tx:
        charge = tx.charges.add(ledger.charge("txid"))
        tx.charges.set_state(charge.id, ChargeState.ISSUED, code="pix")
        tx.charges.check_at(charge.txid, clock() + timedelta(hours=1))
    return ledger.conversation, charge


def test_the_charge_that_fits_is_named_and_the_bank_is_asked_at_once(
    database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    receipts, media = Receipts(database, clock, new_id), make_media_world(database, clock, new_id)
    conversation, charge = payable(database, clock)
    item = stored(database, media, conversation.id)
    with database() as tx:
        claim = receipts.claim(tx, conversation, item, "")
        assert claim is not None
        assert receipts.claim(tx, conversation, item, "") == claim
        assert claim.charge_id == charge.id
        assert [one.id for one in tx.charges.due_for_check(clock(), 10)] == [charge.id]
    [view] = receipts.list()
    assert (view.claim, view.charge and view.charge.id) == (claim, charge.id)


def test_the_banks_word_settles_a_receipt(
    database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    receipts, media = Receipts(database, clock, new_id), make_media_world(database, clock, new_id)
    conversation, charge = payable(database, clock)
    item = stored(database, media, conversation.id)
    with database() as tx:
        receipts.claim(tx, conversation, item, "")
    assert receipts.settle() == 0
    with database() as tx:
        tx.charges.set_state(charge.id, ChargeState.PAID)
    assert receipts.settle() == 1
    [view] = receipts.list(ClaimState.CONFIRMED)
    assert view.claim.decided_by == BANK
    assert receipts.list() == []


def stored(database: Database, media: MediaWorld, conversation_id: str) -> MediaItem:
    """Give a picture that came in that conversation, and is stored."""
    message = media.draft("image")
    with database() as tx:
        kept = tx.messages.add(conversation_id, message, media.clock())
        assert kept is not None
        tx.media.add(kept, media.clock())
        [item] = tx.media.of_messages([kept.id])
        tx.media.stored(item.id, "image/png", "0" * 64, 9, media.clock(), media.clock())
        found = tx.media.get(item.id)
    assert found is not None
    return found
