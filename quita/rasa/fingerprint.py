"""What the code of our components is, for Rasa's training cache.

Rasa knows a trained component again by its configuration and the source of its class alone. Ours
learn through helpers in files beside them: without this, a changed helper would be handed what
another version of it wrote.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

COMPONENTS = (
    *("text", "normaliser", "tokenizer", "encoder", "encoders"),
    *("features", "heads", "learning", "lexicon", "classifier", "gate"),
)
POLICIES = ("memoization",)


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """Hash the files in which our components live."""
    digest = hashlib.sha256()
    for name in (*COMPONENTS, *POLICIES):
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return digest.hexdigest()


class KnownByItsCode:
    """A component that is trained anew when any of our components' code changed."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Give Rasa what it adds to the component's fingerprint."""
        return code_fingerprint()
