"""A dossier holds everything of a case, and no change to it goes unnoticed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest

from quita.adapters.database.schema import dossiers as dossier_table
from quita.adapters.database.unit_of_work import Database
from quita.adapters.paper.term import draw_term
from quita.adapters.paper.transcript import transcript_pdf
from quita.adapters.phrases import YamlPhrases
from quita.adapters.zip_files import pack, unpack
from quita.domain.errors import InvalidInput, NotFound
from quita.domain.offer import Wish
from quita.services.cases import Cases
from quita.services.contact import Contact
from quita.services.dossiers import MANIFEST, SEAL, Dossiers, Papers
from quita.services.transcripts import Transcripts, as_json
from quita.settings import ROOT
from tests.conftest import FakeClock
from tests.services.deal_world import DealWorld
from tests.services.media_world import FilesInMemory
from tests.services.turn_world import World

FACTS = {"company_name": "Quita", "company_cnpj": "11.222.333/0001-81", "public_url": "u"}


@pytest.fixture
def transcripts(database: Database, clock: FakeClock) -> Transcripts:
    return Transcripts(database, clock)


@pytest.fixture
def media() -> FilesInMemory:
    return FilesInMemory()


@pytest.fixture
def dossiers(
    database: Database,
    clock: FakeClock,
    new_id: Callable[[], str],
    transcripts: Transcripts,
    media: FilesInMemory,
) -> Dossiers:
    term = partial(draw_term, YamlPhrases(ROOT / "domain", FACTS))
    papers = Papers(transcript_pdf, term, pack, unpack)
    return Dossiers(database, clock, new_id, transcripts, papers, media)


async def story(world: World) -> str:
    """Let somebody ask for a person, get one, opt out; give the protocol."""
    await world.hears("quero um atendente")
    chat = world.conversation()
    world.clock.advance(seconds=9)
    world.ownership.claim(chat.id, "ana")
    world.ownership.reply(chat.id, "ana", {"kind": "text", "text": "Oi, sou a Ana."}, "k")
    world.clock.advance(seconds=9)
    await world.hears("parem de me escrever")
    return chat.protocol


async def test_it_holds_messages_decisions_with_their_rule_and_consent(
    world: World, dossiers: Dossiers
) -> None:
    files = unpack(dossiers.create(await story(world), "ana"))
    talk = json.loads(files["transcricao.json"])
    assert [line["author"] for line in talk["messages"]] == [
        "person", "bot", "bot", "agent:ana", "person", "bot",
    ]  # fmt: skip
    assert all(line["at"] for line in talk["messages"])
    assert {line["state"] for line in talk["messages"]} == {None, "queued"}
    decided = json.loads(files["decisoes.json"])
    assert [note["rule"] for note in decided["turns"]] == ["intent:request_human", None]
    assert decided["handoffs"][0]["agent_id"] == "ana"
    assert [note["action"] for note in decided["trail"]] == ["claim", "suppress:opt_out"]
    consent = json.loads(files["consentimento.json"])
    assert (consent["suppressed"], len(consent["acts"])) == (True, 1)
    assert consent["privacy_notice_at"]
    kinds = [event["type"] for event in json.loads(files["eventos.json"])]
    assert "quita.handoff.accepted.v1" in kinds
    assert files["transcricao.pdf"].startswith(b"%PDF")
    assert set(json.loads(files[MANIFEST])["files"]) == set(files) - {MANIFEST, SEAL}


async def test_a_dossier_as_it_was_made_is_unchanged(world: World, dossiers: Dossiers) -> None:
    protocol = await story(world)
    made = [dossiers.create(protocol, "ana") for _ in range(3)]
    for packed in made:
        assert dossiers.verify(packed).unchanged


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files.update({"transcricao.json": files["transcricao.json"] + b" "}),
        lambda files: files.pop("decisoes.json"),
        lambda files: files.update({"novo.txt": b"x"}),
        lambda files: files.update({MANIFEST: files[MANIFEST].replace(b': "ana"', b': "bia"')}),
        lambda files: files.update({SEAL: files[SEAL].replace(b'"seal": "', b'"seal": "0')}),
    ],
    ids=["a file", "one missing", "one more", "the manifest", "the seal"],
)  # fmt: skip
async def test_any_change_is_proved(
    world: World, dossiers: Dossiers, change: Callable[[dict[str, bytes]], object]
) -> None:
    files = unpack(dossiers.create(await story(world), "ana"))
    change(files)
    assert len(dossiers.verify(pack(files)).problems) == 1


@pytest.mark.parametrize("column", ["manifest", "seal", "made_at"])
async def test_a_change_in_the_chain_is_proved_by_every_dossier(
    world: World, dossiers: Dossiers, database: Database, column: str
) -> None:
    protocol = await story(world)
    dossiers.create(protocol, "ana")
    world.clock.advance(days=1)
    latest = dossiers.create(protocol, "ana")
    value = datetime(2020, 1, 1, tzinfo=world.clock().tzinfo) if column == "made_at" else "0" * 64
    with database.engine.begin() as connection:
        first = dossier_table.c.seq == 1
        if connection.dialect.name == "postgresql":
            first = dossier_table.c.previous == "0" * 64
        connection.execute(dossier_table.update().where(first).values({column: value}))
    (problem,) = dossiers.verify(latest).problems
    assert "corrente" in problem


def test_a_case_finds_its_conversation_and_an_agreement_brings_its_term(
    database: Database, clock: FakeClock, new_id: Callable[[], str], dossiers: Dossiers
) -> None:
    deals = DealWorld(database, clock, new_id)
    agreed = deals.agree(Wish())
    contact = Contact(database, clock, new_id)
    cases = Cases(database, clock, new_id, contact)
    case, _ = cases.open(deals.chat, "ask_debt_proof", "quero o contrato", "k")
    files = unpack(dossiers.create(case.protocol, "ana"))
    assert json.loads(files[MANIFEST])["conversation"] == deals.chat
    assert files[f"acordo-{agreed.agreement.id}.pdf"].startswith(b"%PDF")
    assert json.loads(files["decisoes.json"])["cases"][0]["note"] == "quero o contrato"
    (document,) = json.loads(files["documentos.json"])["agreements"]
    assert document["id"] == agreed.agreement.id


def test_an_unknown_protocol_has_no_dossier(dossiers: Dossiers) -> None:
    with pytest.raises(NotFound):
        dossiers.create("2026112399999999", "ana")


@pytest.mark.parametrize(
    "packed", [b"", b"PK\x03\x04", pack({"a.txt": b"x"}), pack({MANIFEST: b"{}", SEAL: b"[]"})]
)
def test_what_is_no_dossier_is_refused(dossiers: Dossiers, packed: bytes) -> None:
    with pytest.raises(InvalidInput):
        dossiers.verify(packed)


async def test_a_transcript_names_agents_and_masks_debtors(
    world: World, transcripts: Transcripts
) -> None:
    protocol = await story(world)
    document = transcripts.document(transcripts.find(protocol))
    told = as_json(document)
    assert (told["protocol"], told["person"], told["verified"]) == (protocol, None, False)
    assert json.loads(json.dumps(told)) == told
    with pytest.raises(NotFound):
        transcripts.document("nenhuma")
