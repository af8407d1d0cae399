"""What people sent, as exhibits of a dossier: its hash, and the file where it still is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quita.domain.dossier import file_hash
from quita.domain.errors import QuitaError
from quita.domain.media import ENDINGS, MEGABYTE, MediaItem, MediaState
from quita.services.ports import MediaFiles

FOLDER, LIST = "midia", "midia/lista.txt"
MAX_FILES = 64 * MEGABYTE  # of all files of one dossier
WHY = {
    MediaState.WAITING: "ainda não chegou do canal",
    MediaState.SET_ASIDE: "não pôde ser recebida",
    MediaState.DELETED: "o prazo de guarda acabou, e o arquivo foi apagado",
}
IDENTITY = "mostra um documento de identidade, que não se guarda por mais de um dia"
GONE = "o arquivo não está mais guardado"
CHANGED = "o arquivo guardado não é o que foi recebido: o hash não confere"
TOO_MUCH = f"não coube: os arquivos de um dossiê somam no máximo {MAX_FILES // MEGABYTE} MB"


@dataclass(frozen=True)
class Exhibit:
    """One file that somebody sent; `left_out` says why its bytes are not here."""

    item: MediaItem
    data: bytes | None = field(default=None, repr=False)
    left_out: str | None = None

    @property
    def name(self) -> str:
        """Give its name in the dossier."""
        return f"{FOLDER}/{self.item.id}{ENDINGS.get(self.item.mime_type or '', '')}"


def gather(items: Iterable[MediaItem], files: MediaFiles, most: int = MAX_FILES) -> list[Exhibit]:
    """Take the files of a conversation, in order, as far as `most` bytes go."""
    found, left = [], most
    for item in items:
        exhibit = _exhibit(item, files, left)
        left -= len(exhibit.data or b"")
        found.append(exhibit)
    return found


def exhibit_files(exhibits: Sequence[Exhibit]) -> dict[str, bytes]:
    """Give the files by their names, and the list that says what is there and what is not."""
    if not exhibits:
        return {}
    held = {one.name: one.data for one in exhibits if one.data is not None}
    return {**held, LIST: "\n".join(map(_line, exhibits)).encode() + b"\n"}


def described(exhibits: Iterable[Exhibit]) -> list[Mapping[str, Any]]:
    """Give what is known of each as plain values."""
    return [
        {
            "id": one.item.id,
            "message": one.item.message_id,
            "kind": one.item.kind,
            "received_at": one.item.received_at.isoformat(),
            "filename": one.item.filename,
            "mime_type": one.item.mime_type,
            "bytes": one.item.size,
            "sha256": one.item.sha256,
            "file": one.name if one.data is not None else None,
            "left_out": one.left_out,
        }
        for one in exhibits
    ]


def _exhibit(item: MediaItem, files: MediaFiles, left: int) -> Exhibit:
    if item.state is not MediaState.STORED:
        return Exhibit(item, left_out=WHY[item.state])
    if item.identity_document:
        return Exhibit(item, left_out=IDENTITY)
    if (item.size or 0) > left:
        return Exhibit(item, left_out=TOO_MUCH)
    try:
        data = files.get(item.id)
    except QuitaError:
        return Exhibit(item, left_out=CHANGED)
    if data is None:
        return Exhibit(item, left_out=GONE)
    if file_hash(data) != item.sha256:
        return Exhibit(item, left_out=CHANGED)
    return Exhibit(item, data)


def _line(one: Exhibit) -> str:
    sha256 = one.item.sha256 or "sem hash, pois nunca chegou"
    if one.left_out:
        return f"{one.item.id}  sha256 {sha256}  ficou de fora: {one.left_out}"
    return f"{one.name}  sha256 {sha256}"
