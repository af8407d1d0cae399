"""The whole sandbox in a thread and loop of its own, so that blocking clients may call it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.server import create_app
from sandbox.settings import Clock, SandboxSettings, utc_now


def bank_settings(folder: Path, **more: Any) -> SandboxSettings:
    """Give settings of which only the bank matters; nobody takes its callbacks."""
    settings = SandboxSettings(
        data_dir=folder / "sandbox",
        whatsapp_app_secret="a",
        whatsapp_verify_token="b",
        whatsapp_access_token="c",
        whatsapp_phone_number_id="1",
        pix_client_id="quita",
        pix_client_secret="d",
        pix_key="e",
        receiver_name="Quita",
        receiver_city="São Paulo",
        receiver_document="11222333000181",
        assistant_url="http://127.0.0.1:1",
        retry_seconds=0.05,
    )
    return replace(settings, **more)


@contextmanager
def serving(settings: SandboxSettings, clock: Clock = utc_now) -> Iterator[str]:
    """Serve on a free port; give the address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> tuple[web.AppRunner, int]:
        runner = web.AppRunner(create_app(settings, clock))
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, shutdown_timeout=0.1)
        await site.start()
        return runner, int(runner.addresses[0][1])

    runner, port = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    yield f"http://127.0.0.1:{port}"
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()
