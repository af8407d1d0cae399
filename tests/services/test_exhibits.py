"""A dossier holds what people sent, or says why not; the hash shows that it is what came."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from hashlib import sha256

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.adapters.zip_files import pack, unpack
from quita.domain.errors import Misconfigured
from quita.domain.media import MediaItem, MediaState
from quita.services.dossiers import MANIFEST, Dossiers, Papers
from quita.services.exhibits import LIST, MAX_FILES, described, exhibit_files, gather
from quita.services.transcripts import Transcripts
from tests.builders import draft, open_conversation
from tests.conftest import FakeClock
from tests.services.media_world import PICTURE, FilesInMemory

HASH = sha256(PICTURE).hexdigest()
ITEM = MediaItem(
    id="m1",
    message_id="message",
    conversation_id="chat",
    provider_id="at-meta",
    kind="image",
    state=MediaState.STORED,
    received_at=datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc),
    mime_type="image/jpeg",
    sha256=HASH,
    size=len(PICTURE),
)


def sealed(item: MediaItem, data: bytes | None = PICTURE, most: int = MAX_FILES) -> dict[str, str]:
    """Give what the dossier would hold of a file: its names and what is said of each."""
    files = FilesInMemory({item.id: data} if data is not None else {})
    exhibits = gather([item], files, most)
    made = exhibit_files(exhibits)
    [told] = described(exhibits)
    assert (told["file"] in made) == (told["left_out"] is None)
    return {name: data.decode() if name == LIST else "" for name, data in made.items()}


def test_a_file_that_is_there_is_in_it_with_its_hash() -> None:
    made = sealed(ITEM)
    assert set(made) == {"midia/m1.jpg", LIST}
    assert made[LIST] == f"midia/m1.jpg  sha256 {HASH}\n"


@pytest.mark.parametrize(
    ("item", "data", "why"),
    [
        (replace(ITEM, state=MediaState.WAITING, sha256=None), PICTURE, "ainda não chegou"),
        (replace(ITEM, state=MediaState.SET_ASIDE, sha256=None), None, "não pôde ser recebida"),
        (replace(ITEM, state=MediaState.DELETED), None, "o prazo de guarda acabou"),
        (replace(ITEM, identity_document=True), PICTURE, "documento de identidade"),
        (ITEM, None, "não está mais guardado"),
        (ITEM, PICTURE + b" ", "o hash não confere"),
    ],
    ids=["waiting", "set aside", "deleted", "identity", "gone", "changed"],
)
def test_what_is_left_out_is_named_with_its_hash_and_the_reason(
    item: MediaItem, data: bytes | None, why: str
) -> None:
    made = sealed(item, data)
    assert set(made) == {LIST}
    assert why in made[LIST]
    assert (item.sha256 or "sem hash") in made[LIST]


def test_what_no_key_opens_is_left_out() -> None:
    class Locked(FilesInMemory):
        def get(self, name: str) -> bytes | None:
            raise Misconfigured("another key")

    [told] = described(gather([ITEM], Locked()))
    assert "não confere" in str(told["left_out"])


def test_the_files_of_a_dossier_are_bounded_and_what_does_not_fit_is_said() -> None:
    files = FilesInMemory({f"m{n}": PICTURE for n in range(3)})
    items = [replace(ITEM, id=f"m{n}") for n in range(3)]
    exhibits = gather(items, files, most=2 * len(PICTURE))
    assert [one.data is None for one in exhibits] == [False, False, True]
    assert "não coube" in exhibit_files(exhibits)[LIST].decode()


def test_without_files_there_is_no_list() -> None:
    assert exhibit_files([]) == {}


def test_the_seal_covers_the_file_and_a_changed_picture_is_proved(
    database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    files = FilesInMemory()
    with database() as tx:
        chat = open_conversation(tx, clock())
        described_at_meta = {"id": "at-meta", "sha256": HASH, "mime_type": "image/jpeg"}
        message = tx.messages.add(
            chat.id, draft(clock(), None, kind="image", media=described_at_meta), clock()
        )
        assert message is not None
        tx.media.add(message, clock())
        [item] = tx.media.of_conversation(chat.id)
        until = clock() + timedelta(days=90)
        tx.media.stored(item.id, "image/jpeg", HASH, len(PICTURE), clock(), until)
    files.put(item.id, PICTURE)
    papers = Papers(lambda _: b"%PDF", lambda _: b"%PDF", pack, unpack)
    dossiers = Dossiers(database, clock, new_id, Transcripts(database, clock), papers, files)
    packed = dossiers.create(chat.protocol, "ana")
    assert dossiers.verify(packed).unchanged
    held = unpack(packed)
    name = f"midia/{item.id}.jpg"
    assert held[name] == PICTURE
    [told] = json.loads(held["documentos.json"])["media"]
    assert (told["sha256"], told["file"]) == (HASH, name)
    assert json.loads(held[MANIFEST])["files"][name]["sha256"] == HASH
    held[name] = PICTURE + b"x"
    assert dossiers.verify(pack(held)).problems == (f"{name}: não é como no manifesto",)
