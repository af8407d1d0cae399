"""Has recordings written down by any server that speaks OpenAI's transcription API.

OpenAI, "Create transcription": multipart with `file`, `model`, `language`; `{"text": ...}` comes
back. Servers that run at home (whisper.cpp's, faster-whisper's) speak the same. A recording is a
person's voice and words: it goes nowhere unless the company set an address (LGPD 33).
"""

from __future__ import annotations

import asyncio
import json

import aiohttp

from quita.domain.errors import Misconfigured, ProviderRefused, ProviderUnavailable

PATH = "/audio/transcriptions"
MODEL, LANGUAGE = "whisper-1", "pt"
CONNECT_SECONDS, TOTAL_SECONDS = 3.0, 20.0
MAX_ANSWER = 256 * 1024  # bytes
_NAMES = {  # servers tell formats by the name's end
    "audio/ogg": "voz.ogg",
    "audio/mpeg": "voz.mp3",
    "audio/mp4": "voz.m4a",
    "audio/aac": "voz.aac",
    "audio/amr": "voz.amr",
}


class AsyncTranscriber:
    """Fulfils the port Transcriber; belongs to the loop it is first used in."""

    def __init__(
        self, url: str, key: str, model: str = MODEL, *, total_seconds: float = TOTAL_SECONDS
    ) -> None:
        """Connects to nothing yet.

        Args:
            url: the server's base, up to its version, or the whole address.

        Raises:
            Misconfigured: the address is none of HTTP.
        """
        if not url.startswith(("http://", "https://")):
            raise Misconfigured("TRANSCRIPTION_URL begins with https:// (or http://)")
        base = url.rstrip("/")
        self._url = base if base.endswith(PATH) else base + PATH
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._model = model
        self._timeout = aiohttp.ClientTimeout(total=total_seconds, sock_connect=CONNECT_SECONDS)
        self._session: aiohttp.ClientSession | None = None

    async def transcribe(self, audio: bytes, mime_type: str) -> str:
        """Give the words of a recording in Portuguese; empty where none can be made out.

        Raises:
            ProviderRefused: it does not take this recording, or this key.
            ProviderUnavailable: it did not answer in time.
        """
        try:
            status, body = await self._post(audio, mime_type)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            name = type(error).__name__
            raise ProviderUnavailable(f"the transcriber did not answer: {name}") from None
        if status != 200:
            kind = ProviderUnavailable if status in (408, 429) or status >= 500 else ProviderRefused
            raise kind(f"the transcriber answered {status}")
        return _text(body)

    async def close(self) -> None:
        """Close the connections; may be called twice."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, audio: bytes, mime_type: str) -> tuple[int, bytes]:
        form = aiohttp.FormData()
        name = _NAMES.get(mime_type, "voz.ogg")
        form.add_field("file", audio, filename=name, content_type=mime_type)
        form.add_field("model", self._model)
        form.add_field("language", LANGUAGE)
        form.add_field("response_format", "json")
        # A session belongs to the running loop, so it cannot be made in the constructor.
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        async with self._session.post(
            self._url, data=form, headers=self._headers, allow_redirects=False
        ) as answer:
            read = bytearray()
            async for piece in answer.content.iter_any():
                read += piece
                if len(read) > MAX_ANSWER:
                    raise aiohttp.ClientPayloadError("the answer is too long")
            return answer.status, bytes(read)


def _text(body: bytes) -> str:
    try:
        tree = json.loads(body)
    except (ValueError, RecursionError):
        raise ProviderUnavailable("the transcriber's answer is not JSON") from None
    said = tree.get("text") if isinstance(tree, dict) else None
    if not isinstance(said, str):
        raise ProviderUnavailable("the transcriber's answer holds no text")
    return said.strip()
