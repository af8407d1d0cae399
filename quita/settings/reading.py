"""Reads one kind of value out of the environment, or says what is wrong with it."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from quita.domain.contact_policy import Caps
from quita.domain.errors import Misconfigured

ASSISTANT_PORT, ACTIONS_PORT, SANDBOX_PORT = 5005, 5055, 5090


def read_secret(env: Mapping[str, str], var: Path, production: bool) -> str:
    """Give the installation's secret; made and kept under var/ outside production."""
    given = env.get("QUITA_SECRET_KEY")
    if given:
        return given
    if production:
        raise Misconfigured("QUITA_SECRET_KEY is not set; in production it is never made up")
    kept = var / "secret_key"
    if not kept.exists():
        var.mkdir(parents=True, exist_ok=True)
        descriptor, made = tempfile.mkstemp(dir=var)  # readable by its owner alone from the start
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # two processes at once agree on the first's
            os.link(made, kept)
        os.unlink(made)
    return kept.read_text().strip()


def read_clock_offset_file(env: Mapping[str, str], production: bool) -> Path | None:
    """Give the file that moves every clock; refused in production."""
    given = env.get("QUITA_CLOCK_OFFSET_FILE")
    if given and production:
        raise Misconfigured("QUITA_CLOCK_OFFSET_FILE is set; in production time is never moved")
    return Path(given) if given else None


def read_public_url(env: Mapping[str, str]) -> str:
    """Give the address under which people and providers reach us."""
    url = env.get("QUITA_PUBLIC_URL") or f"http://127.0.0.1:{ASSISTANT_PORT}"
    if not url.startswith(("http://", "https://")):
        raise Misconfigured("QUITA_PUBLIC_URL begins with https:// (or http://)")
    return url.rstrip("/")


def read_seconds(env: Mapping[str, str], name: str, default: str) -> timedelta:
    """Read seconds, whole or with decimals."""
    try:
        seconds = float(env.get(name) or default)
    except ValueError:
        raise Misconfigured(f"{name} is a number of seconds") from None
    if not 0 <= seconds <= 60:
        raise Misconfigured(f"{name} lies between 0 and 60 seconds")
    return timedelta(seconds=seconds)


def read_caps(env: Mapping[str, str]) -> Caps:
    """Read the contact caps: a day/a week/a month."""
    text = env.get("QUITA_CONTACT_CAPS")
    if not text:
        return Caps()
    parts = text.split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        raise Misconfigured("QUITA_CONTACT_CAPS is three numbers: a day/a week/a month, as 1/3/8")
    return Caps(*map(int, parts))


def read_digits(env: Mapping[str, str], name: str) -> str:
    """Read digits alone."""
    given = env.get(name, "")
    if given and not (given.isascii() and given.isdecimal()):
        raise Misconfigured(f"{name} has digits only")
    return given


def read_file(env: Mapping[str, str], name: str) -> Path | None:
    """Give a path, where one is named."""
    return Path(env[name]) if env.get(name) else None


def read_switch(env: Mapping[str, str], name: str) -> bool:
    """Read on or off."""
    value = env.get(name) or "off"
    if value not in ("on", "off"):
        raise Misconfigured(f"{name} is on or off")
    return value == "on"


def read_whole(env: Mapping[str, str], name: str, default: int, most: int) -> int:
    """Read a whole number within bounds."""
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
        raise Misconfigured(f"{name} is a whole number between 1 and {most}")
    return int(text)


def read_days(env: Mapping[str, str], name: str, default: int) -> int:
    """Read whole days."""
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and int(text) <= 365):
        raise Misconfigured(f"{name} is a number of days, 365 at most")
    return int(text)
