"""Files that browsers send: checked by their first bytes, sealed, and told to the conversation.

From then on they are files as any other: agents see them, a turn may take them for receipts, and
retention deletes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from quita.domain.errors import InvalidInput, InvalidMedia, NotFound
from quita.domain.media import MEGABYTE, RECEIPT_TYPES, MediaState, type_of
from quita.domain.web_chat import WebSession
from quita.services.inbox import Inbox
from quita.services.ports import Clock, MediaFiles, UnitOfWorkFactory
from quita.services.web_chat import CLIENT_ID, draft_of

MAX_FILE = 10 * MEGABYTE
MAX_NAME = 80  # characters
_UNFIT = re.compile(r"[^\w .()-]+")


@dataclass(frozen=True)
class Kept:
    """A file that was kept; `new` says whether the browser sent it for the first time."""

    id: str
    new: bool


class WebFiles:
    """Takes receipts, and gives browsers what they sent and the voice notes that they were sent."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        inbox: Inbox,
        files: MediaFiles,
        clock: Clock,
        cap: int = MAX_FILE,
    ) -> None:
        """Wire the ports; `cap` is the company's own limit in bytes."""
        self._uow, self._inbox, self._files, self._clock = uow, inbox, files, clock
        self.most = min(cap, MAX_FILE)

    def take(self, session: WebSession, client_id: str, name: str, data: bytes) -> Kept:
        """Keep a file and store its message.

        Raises:
            InvalidMedia: what its bytes are is no picture and no PDF, whatever it is called.
            InvalidInput: the id is none.
        """
        if not CLIENT_ID.fullmatch(client_id):
            raise InvalidInput("a message needs an id of its own")
        found = type_of(data)
        if found not in RECEIPT_TYPES or not 0 < len(data) <= self.most:
            raise InvalidMedia(f"type: {found or 'unknown'}")
        digest = sha256(data).hexdigest()
        upload = sha256(f"{session.id}:{client_id}".encode()).hexdigest()[:32]
        with self._uow() as tx:
            if tx.media.get(upload) is not None:  # what agents may have seen is not replaced
                return Kept(upload, False)
        self._files.put(upload, data)  # first: a message must not tell of a file that is not there
        kind = "document" if found == "application/pdf" else "image"
        media = {"upload": upload, "mime_type": found, "filename": fit_name(name, found),
                 "sha256": digest, "size": len(data)}  # fmt: skip
        draft = draft_of(session, client_id, self._clock(), kind=kind, media=media)
        return Kept(upload, bool(self._inbox.receive([draft])))

    def give(self, session: WebSession, upload: str) -> tuple[bytes, str]:
        """Give a file to the browser that sent it, or heard it, with its type.

        Raises:
            NotFound: this session sent no such file and was sent none, or it was deleted.
        """
        with self._uow() as tx:
            item = tx.media.get(upload)
            chat = tx.conversations.get(item.conversation_id) if item else None
        if item is None or chat is None or chat.address_id != session.address_id:
            raise NotFound("no such file")
        data = self._files.get(item.id) if item.state is MediaState.STORED else None
        if item.mime_type is None or data is None:
            raise NotFound("this file is no more")
        return data, item.mime_type


def fit_name(name: str, mime: str) -> str:
    """Give a file's name without anything that a system might take for more than a name.

    >>> fit_name("../../comprovante.exe", "application/pdf")
    'comprovante.pdf'
    """
    stem = _UNFIT.sub(" ", name.replace("\\", "/").rpartition("/")[2]).rpartition(".")[0]
    return (stem.strip(" .")[:MAX_NAME] or "arquivo") + "." + mime.rpartition("/")[2]
