"""Evidence dossiers: everything of a case in files, sealed so that a later change is proved."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from quita.domain.conversation import Conversation
from quita.domain.dossier import (
    Sealing,
    broken_link,
    changed_files,
    file_hash,
    manifest_bytes,
    seal_of,
)
from quita.domain.errors import Conflict, InvalidInput
from quita.domain.records import Agreement
from quita.domain.term import TermPaper
from quita.services.access import conversation_of
from quita.services.endings import debts_of
from quita.services.exhibits import Exhibit, described, exhibit_files, gather
from quita.services.ports import Clock, MediaFiles, NewId, UnitOfWork, UnitOfWorkFactory
from quita.services.transcripts import TranscriptDocument, Transcripts, as_json, document_of

MANIFEST, SEAL = "manifesto.json", "selo.json"
TRIES = 5
CONSENT_ACTS = ("suppress:", "unsuppress")

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Papers:
    """What draws and packs: the transcript, an agreement's term, and many files as one."""

    transcript: Callable[[TranscriptDocument], bytes]
    term: Callable[[TermPaper], bytes]
    pack: Callable[[Files], bytes]
    unpack: Callable[[bytes], dict[str, bytes]]


@dataclass(frozen=True)
class Verdict:
    """Whether a dossier is as it was made; `problems` says in Portuguese what is not."""

    problems: tuple[str, ...]

    @property
    def unchanged(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


class Dossiers:
    """Makes dossiers and checks them against the chain of seals in the database."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        transcripts: Transcripts,
        papers: Papers,
        media: MediaFiles,
    ) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id = uow, clock, new_id
        self._transcripts, self._papers, self._media = transcripts, papers, media

    def create(self, protocol: str, made_by: str) -> bytes:
        """Make the dossier of a conversation, or of a case's, and seal it; give it packed.

        Raises:
            NotFound: no such protocol. Conflict: others kept sealing first.
        """
        conversation_id = self._transcripts.find(protocol)
        with self._uow() as tx:
            items = tx.media.of_conversation(conversation_id)
        exhibits = gather(items, self._media)  # before the transaction: files are slow
        for _ in range(TRIES - 1):
            try:
                return self._create(conversation_id, protocol, made_by, exhibits)
            except Conflict:
                continue
        return self._create(conversation_id, protocol, made_by, exhibits)

    def verify(self, packed: bytes) -> Verdict:
        """Compare a dossier with its manifest, its seal, and the chain in the database.

        Raises:
            InvalidInput: it is no dossier at all.
        """
        files = self._papers.unpack(packed)
        manifest, seal = files.pop(MANIFEST, None), files.pop(SEAL, None)
        if manifest is None or seal is None:
            raise InvalidInput("o arquivo não é um dossiê: falta o manifesto ou o selo")
        try:
            changed, shown = changed_files(manifest, files), json.loads(seal)["seal"]
        except (ValueError, KeyError, TypeError):
            raise InvalidInput("o manifesto ou o selo do dossiê não se lê") from None
        problems = [f"{name}: não é como no manifesto" for name in changed]
        with self._uow() as tx:
            chain = tx.dossiers.chain()
        kept = next((one for one in chain if one.manifest == file_hash(manifest)), None)
        if kept is None:
            problems.append("o manifesto não é de nenhum dossiê feito aqui")
        elif kept.seal != shown:
            problems.append("o selo não é o que foi guardado")
        broken = broken_link(chain)
        if broken is not None:
            problems.append(f"a corrente de selos guardada foi mudada no dossiê {broken.id}")
        return Verdict(tuple(problems))

    def _create(
        self, conversation_id: str, protocol: str, made_by: str, exhibits: Sequence[Exhibit]
    ) -> bytes:
        now = self._clock()
        with self._uow() as tx:
            conversation = conversation_of(tx, conversation_id)
            files = self._files(tx, conversation, now, exhibits)
            dossier_id, previous = self._new_id(), tx.dossiers.head()
            fields = {
                "dossier": dossier_id,
                "protocol": protocol,
                "conversation": conversation_id,
                "made_at": now.isoformat(),
                "made_by": made_by,
            }
            manifest = manifest_bytes(fields, files)
            digest = file_hash(manifest)
            seal = seal_of(previous, digest, dossier_id, now)
            sealing = Sealing(
                id=dossier_id,
                conversation_id=conversation_id,
                protocol=protocol,
                made_at=now,
                made_by=made_by,
                manifest=digest,
                previous=previous,
                seal=seal,
            )
            tx.dossiers.add(sealing)
            tx.events.audit(made_by, "dossier", conversation_id, {"dossier": dossier_id}, now)
        shown = {"seal": seal, "previous": previous, "manifest_sha256": digest}
        return self._papers.pack({**files, MANIFEST: manifest, SEAL: _json(shown)})

    def _files(
        self,
        tx: UnitOfWork,
        conversation: Conversation,
        now: datetime,
        exhibits: Sequence[Exhibit],
    ) -> dict[str, bytes]:
        document = document_of(tx, conversation, now)
        trail = tx.events.trail(conversation.id)
        agreements = _agreements(tx, conversation)
        agreed = [asdict(agreement) for agreement in agreements]
        told = [line for line in as_json(document)["messages"] if line["media"]]
        papers = {"received": told, "media": described(exhibits), "agreements": agreed}
        subjects = [conversation.id, *(agreement.id for agreement in agreements)]
        events = [asdict(event) for subject in subjects for event in tx.events.about(subject)]
        files = {
            "transcricao.json": _json(as_json(document)),
            "transcricao.pdf": self._papers.transcript(document),
            "decisoes.json": _json(_decisions(tx, conversation, trail)),
            "consentimento.json": _json(_consent(tx, conversation, document, trail)),
            "documentos.json": _json(papers),
            "eventos.json": _json(events),
            **exhibit_files(exhibits),
        }
        for agreement in agreements:
            person = tx.people.get(agreement.person_id)
            if person is not None:
                paper = TermPaper(agreement, tuple(debts_of(tx, agreement)), person.name)
                files[f"acordo-{agreement.id}.pdf"] = self._papers.term(paper)
        return files


def _agreements(tx: UnitOfWork, conversation: Conversation) -> list[Agreement]:
    """Give the agreements that were made in this conversation."""
    if conversation.person_id is None:
        return []
    found = []
    for agreement in tx.agreements.of_person(conversation.person_id):
        offer = tx.offers.get(agreement.offer_id)
        if offer is not None and offer.conversation_id == conversation.id:
            found.append(agreement)
    return found


def _decisions(
    tx: UnitOfWork, conversation: Conversation, trail: list[Mapping[str, Any]]
) -> dict[str, Any]:
    """Give what was decided, by which rule or whom."""
    return {
        "turns": [asdict(note) for note in tx.turn_notes.of_conversation(conversation.id)],
        "handoffs": [asdict(one) for one in tx.handoffs.of_conversation(conversation.id)],
        "callbacks": [asdict(one) for one in tx.callbacks.of_conversation(conversation.id)],
        "cases": [asdict(case) for case in tx.cases.of_conversation(conversation.id)],
        "trail": trail,
    }


def _consent(
    tx: UnitOfWork,
    conversation: Conversation,
    document: TranscriptDocument,
    trail: list[Mapping[str, Any]],
) -> dict[str, Any]:
    """Give when the protocol and the privacy notice were told, and what was wished of silence."""
    told = next((line for line in document.lines if "/privacidade" in line.text), None)
    return {
        "privacy_notice_at": told.at if told else None,
        "privacy_notice_state": told.state if told else None,
        "suppressed": tx.people.suppressed(conversation.address_id),
        "suppressed_since": tx.people.suppressed_since(conversation.address_id),
        "acts": [note for note in trail if str(note["action"]).startswith(CONSENT_ACTS)],
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str, sort_keys=True).encode()
