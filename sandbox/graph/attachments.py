"""Files that a message of the business refers to by their ids: held, and of a kind that fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.graph.errors import GraphError
from sandbox.graph.media import SENT_AS_IMAGE, TYPES, Media, MediaStore
from sandbox.graph.sound import unfit

KINDS = ("image", "audio", "video", "document")


def check_attachments(body: dict[str, Any], store: MediaStore) -> None:
    """Check the files of a message, of its header or of its template's header.

    Raises:
        GraphError: 100 for an id that nobody has, 131053 for a file of another type.
    """
    for kind, said in _attached(body):
        if "id" not in said:
            continue
        media = store.get(said["id"])
        if media is None:
            raise GraphError(
                100,
                message=(
                    f"(#100) Param {kind}['id'] is not a valid whatsapp business account media"
                    " attachment ID"
                ),
            )
        if wrong := _unfit(kind, media, bool(said.get("voice"))):
            raise GraphError(131053, wrong)


def _attached(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    kind = str(body.get("type", "text"))
    header = body[kind].get("header", {})
    filled = [
        one
        for component in body[kind].get("components", [])
        if component["type"] == "header"
        for one in component["parameters"]
    ]
    for holder in (body, header, *filled):
        if holder.get("type") in KINDS:
            yield holder["type"], holder[holder["type"]]


def _unfit(kind: str, media: Media, voice: bool) -> str | None:
    if kind == "audio":
        return unfit(media.data, media.mime_type, voice)
    if kind == "image":
        fits, called = media.mime_type in SENT_AS_IMAGE, "An image must be JPEG or PNG"
    else:
        fits = TYPES.get(media.mime_type.split(";")[0].strip()) == kind
        called = f"A {kind} must be of a type of its own"
    return None if fits else f"{called}, not {media.mime_type}."
