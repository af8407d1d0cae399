"""Tests of the folder in which files lie encrypted."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path

import pytest

from quita.adapters.media_files import EncryptedFiles
from quita.adapters.vault import Vault
from quita.domain.errors import Misconfigured

NAME, OTHER = "0a1b2c", "0a1b2d"
WORDS = b"%PDF-1.4 comprovante de Maria"


@pytest.fixture
def files(tmp_path: Path, vault: Vault) -> EncryptedFiles:
    return EncryptedFiles(tmp_path / "media", vault)


def lying(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_come_back_as_they_were_kept(files: EncryptedFiles) -> None:
    files.put(NAME, WORDS)
    assert files.get(NAME) == WORDS
    files.put(NAME, b"outros")
    assert files.get(NAME) == b"outros"


def test_names_are_told_by_how_long_they_lie(files: EncryptedFiles, tmp_path: Path) -> None:
    files.put(NAME, WORDS)
    files.put(OTHER, WORDS)
    [old] = tmp_path.rglob(NAME)
    os.utime(old, (0, 86400))
    (tmp_path / "media" / "not ours.txt").write_text("x")
    (tmp_path / "media" / "ab").mkdir()
    (tmp_path / "media" / "ab" / OTHER).write_text("of another folder")
    os.utime(tmp_path / "media" / "ab" / OTHER, (0, 86400))
    assert list(files.older(datetime.fromtimestamp(86401, timezone.utc))) == [NAME]
    assert list(files.older(datetime.fromtimestamp(86400, timezone.utc))) == []


def test_a_folder_that_was_never_made_holds_nothing(files: EncryptedFiles) -> None:
    assert list(files.older(datetime.now(timezone.utc))) == []


def test_what_lies_in_the_folder_says_nothing_and_is_its_owners(
    files: EncryptedFiles, tmp_path: Path
) -> None:
    files.put(NAME, WORDS)
    [path] = lying(tmp_path)
    assert b"Maria" not in path.read_bytes()
    assert b"PDF" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_deleted_file_is_gone_and_deleting_it_again_is_no_error(
    files: EncryptedFiles, tmp_path: Path
) -> None:
    files.put(NAME, WORDS)
    files.delete(NAME)
    files.delete(NAME)
    assert files.get(NAME) is None
    assert lying(tmp_path) == []


def test_a_file_under_another_name_does_not_open(files: EncryptedFiles, tmp_path: Path) -> None:
    files.put(NAME, WORDS)
    [path] = lying(tmp_path)
    path.rename(path.with_name(OTHER))
    with pytest.raises(Misconfigured):
        files.get(OTHER)


def test_a_changed_byte_or_another_secret_is_noticed(files: EncryptedFiles, tmp_path: Path) -> None:
    files.put(NAME, WORDS)
    with pytest.raises(Misconfigured):
        EncryptedFiles(tmp_path / "media", Vault("another secret altogether")).get(NAME)
    [path] = lying(tmp_path)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00\x01")
    with pytest.raises(Misconfigured):
        files.get(NAME)


@pytest.mark.parametrize("name", ["../secret_key", "a/b", "", "..", "a\x00b"])
def test_a_name_that_leads_out_of_the_folder_is_refused(files: EncryptedFiles, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        files.get(name)
