"""Writing down what somebody said."""

from __future__ import annotations

from typing import Protocol


class Transcriber(Protocol):
    """A service that hears recordings."""

    async def transcribe(self, audio: bytes, mime_type: str) -> str:
        """Give the words of a recording in Portuguese; empty where none can be made out.

        Raises:
            ProviderError: it refused, or did not answer in time.
        """

    async def close(self) -> None: ...
