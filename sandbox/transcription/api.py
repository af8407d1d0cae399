"""`POST /transcription/v1/audio/transcriptions`: OpenAI's API, hearing only the sandbox's phone.

What is said in a recording of the phone's stands in the recording; any other one is silent.
"""

from __future__ import annotations

import hmac

from aiohttp import BodyPartReader, web

from sandbox.faults import Fault, Faults
from sandbox.graph.placeholders import words_in
from sandbox.settings import SandboxSettings

LARGEST = 25 * 1024 * 1024  # bytes, as OpenAI has it
ENDINGS = (".flac", ".mp3", ".mp4", ".mpeg", ".mpga", ".m4a", ".ogg", ".wav", ".webm")
FORMATS = ("json", "text")


class TranscriptionApi:
    """Answers what the assistant asks of a transcriber."""

    def __init__(self, settings: SandboxSettings, faults: Faults) -> None:
        """Take the key and the failures to come."""
        self._key, self._faults = settings.transcription_key, faults

    def add_routes(self, app: web.Application) -> None:
        """Put the route in place."""
        app.router.add_post("/transcription/v1/audio/transcriptions", self.transcribe)

    async def transcribe(self, request: web.Request) -> web.Response:
        """Write a recording down."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(key.encode(), self._key.encode()):
            return _problem(401, "Incorrect API key provided.")
        await self._faults.dawdle("transcription")
        if fault := self._faults.take_call("transcription"):
            return await self._fail(fault)
        if not request.content_type.startswith("multipart/"):
            return _problem(400, "The body is multipart/form-data.")
        fields: dict[str, str] = {}
        recording, name = b"", ""
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == "file":
                recording, name = bytes(await part.read(decode=False)), part.filename or ""
            else:
                fields[part.name or ""] = await part.text()
        if problem := _wrong(fields, recording, name):
            return _problem(400, problem)
        said = words_in(recording)
        if fields.get("response_format") == "text":
            return web.Response(text=said + "\n")
        return web.json_response({"text": said})

    async def _fail(self, fault: Fault) -> web.Response:
        if fault.kind == "timeout":
            await self._faults.hang()
            return web.Response(status=504)
        status = {"rate_limit": 429, "error_code": fault.code or 400}.get(fault.kind, 500)
        return _problem(status, "A failure that was asked for.")


def _wrong(fields: dict[str, str], recording: bytes, name: str) -> str | None:
    if not recording or len(recording) > LARGEST:
        return f"file has 1 to {LARGEST} bytes."
    if not name.endswith(ENDINGS):
        return f"file must end in one of {', '.join(ENDINGS)}."
    if not fields.get("model"):
        return "you must provide a model parameter."
    language = fields.get("language", "pt")
    if len(language) != 2 or not language.isalpha():
        return "language is an ISO-639-1 code."
    if fields.get("response_format", "json") not in FORMATS:
        return f"response_format is one of {', '.join(FORMATS)}."
    return None


def _problem(status: int, message: str) -> web.Response:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    return web.json_response({"error": error}, status=status)
