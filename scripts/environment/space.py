"""Looks, before the first installation, whether it will fit."""

from __future__ import annotations

import os
import shutil
from typing import Callable, Iterable

from environment.problems import NoSpace

FIRST_INSTALL_BYTES = 4 * 1000**3
FreeBytes = Callable[[str], int]


def free_bytes(folder: str) -> int:
    """Free bytes for this user on the disk that holds the folder."""
    return shutil.disk_usage(folder).free


def require(folders: Iterable[str], free: FreeBytes = free_bytes) -> None:
    """Raises NoSpace if a disk that holds one of the folders has too little for a first install."""
    disks: dict[int, str] = {}
    for folder in folders:
        there = _nearest_existing(folder)
        disks.setdefault(os.stat(there).st_dev, there)
    for there in disks.values():
        left = free(there)
        if left < FIRST_INSTALL_BYTES:
            raise NoSpace(
                f"Not enough room at {there}: {left / 1000**3:.1f} GB free, and the first\n"
                f"installation takes about {FIRST_INSTALL_BYTES / 1000**3:.0f} GB (TensorFlow is"
                " most of it).\nFree some space and run the same command again. If the packages"
                " are in uv's cache\nalready, less will do: python3 scripts/bootstrap.py"
                " --skip-space-check"
            )


def _nearest_existing(folder: str) -> str:
    while not os.path.isdir(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    return folder
