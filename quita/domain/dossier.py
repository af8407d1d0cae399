"""The seal of a dossier: its files' hashes in a manifest, and a chain over all manifests.

Whoever changes a file changes its SHA-256, so the manifest's, so its seal, and every seal after it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import sha256

FIRST = "0" * 64  # what the first seal follows


@dataclass(frozen=True)
class Sealing:
    """One dossier in the chain; hashes as hexadecimal digits."""

    id: str
    conversation_id: str
    protocol: str
    made_at: datetime
    made_by: str
    manifest: str
    previous: str
    seal: str


def file_hash(content: bytes) -> str:
    """Give the SHA-256 of a file."""
    return sha256(content).hexdigest()


def manifest_bytes(fields: Mapping[str, str], files: Mapping[str, bytes]) -> bytes:
    """Write the manifest: what the dossier is of, and every file's size and hash, by name."""
    listed = {
        name: {"bytes": len(content), "sha256": file_hash(content)}
        for name, content in sorted(files.items())
    }
    document = {**fields, "files": listed}
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True).encode()


def seal_of(previous: str, manifest: str, dossier_id: str, made_at: datetime) -> str:
    """Give the seal that binds a manifest to everything sealed before it."""
    moment = made_at.astimezone(timezone.utc).isoformat()
    return sha256(f"{previous}\n{manifest}\n{dossier_id}\n{moment}".encode()).hexdigest()


def broken_link(chain: Sequence[Sealing]) -> Sealing | None:
    """Give the first dossier whose seal does not follow; None where the chain is whole."""
    previous = FIRST
    for one in chain:
        expected = seal_of(previous, one.manifest, one.id, one.made_at)
        if one.previous != previous or one.seal != expected:
            return one
        previous = one.seal
    return None


def changed_files(manifest: bytes, files: Mapping[str, bytes]) -> list[str]:
    """Name the files that are not as the manifest says, that are missing or that were added."""
    listed = json.loads(manifest)["files"]
    wrong = [
        name
        for name, facts in listed.items()
        if name not in files or file_hash(files[name]) != facts["sha256"]
    ]
    return sorted([*wrong, *(set(files) - set(listed))])
