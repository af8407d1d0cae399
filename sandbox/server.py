"""Puts the sandbox together and serves it."""

from __future__ import annotations

import errno
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.account_control import AccountControl
from sandbox.bank.api import BankApi
from sandbox.bank.automatic import Automatic
from sandbox.bank.boleto_api import BoletoApi, BoletoHook
from sandbox.bank.boleto_pages import BoletoPages
from sandbox.bank.boletos import Boletos
from sandbox.bank.callbacks import Callbacks
from sandbox.bank.charges import Charges
from sandbox.bank.oauth import OAuth
from sandbox.bank.pages import BankPages
from sandbox.bank.payments import PayDesk
from sandbox.bank.problems import Problem
from sandbox.control import Control
from sandbox.delivery import Courier
from sandbox.demo import Demo
from sandbox.faults import Faults
from sandbox.graph.api import MAX_UPLOAD, GraphApi
from sandbox.graph.errors import GraphError
from sandbox.graph.inbox import Inbox
from sandbox.graph.ledger import Ledger
from sandbox.graph.media import MediaStore
from sandbox.graph.outbox import Outbox
from sandbox.graph.pace import Pace
from sandbox.graph.phones import Phones
from sandbox.graph.statuses import Progress
from sandbox.graph.templates import Templates
from sandbox.graph.updates import Updates
from sandbox.graph.updates_control import UpdatesControl
from sandbox.graph.verification import Verification
from sandbox.graph.webhooks import Webhooks
from sandbox.hub import Hub
from sandbox.phone.pages import PhonePages
from sandbox.phone.view import Viewer
from sandbox.settings import Clock, SandboxSettings, utc_now
from sandbox.sms.gateway import SmsGateway
from sandbox.store import Store
from sandbox.transcription.api import TranscriptionApi

log = logging.getLogger(__name__)


def create_app(settings: SandboxSettings, clock: Clock = utc_now) -> web.Application:
    """Build the whole sandbox; nothing runs before the application starts."""
    store = Store(settings.database_file)
    hub = Hub(store)
    faults = Faults(store)
    courier = Courier(store, faults, settings.retry_seconds)
    verification = Verification(settings, hub)
    demo = Demo(settings.demo_file)
    phones = Phones(store, hub, clock, demo)
    ledger = Ledger(store, hub, clock)
    media = MediaStore(store, settings, clock)
    templates = Templates(settings.templates_file)
    webhooks = Webhooks(settings, courier, ledger, clock, verification.heard)
    progress = Progress(ledger, phones, webhooks, hub, settings.status_delay_seconds)
    inbox = Inbox(settings, phones, ledger, media, webhooks, clock)
    outbox = Outbox(
        settings,
        phones,
        ledger,
        media,
        templates,
        Pace(settings.pair_burst, clock),
        hub,
        progress.begin,
        webhooks.account,
    )
    charges = Charges(settings, store, clock)
    callbacks = Callbacks(settings, store, courier, faults, clock)
    desk = PayDesk(settings, store, charges, callbacks, clock)
    boletos, hook = Boletos(settings, store, clock), BoletoHook(store, courier, faults, clock)
    viewer = Viewer(ledger, media, templates)

    app = web.Application(client_max_size=MAX_UPLOAD, middlewares=[_errors])
    GraphApi(settings, outbox, media, faults, webhooks.account).add_routes(app)
    automatic = Automatic(settings, store, charges, desk, clock)
    oauth = OAuth(settings, store, clock)
    BankApi(oauth, charges, desk, callbacks, faults, automatic).add_routes(app)
    BankPages(settings, desk, boletos).add_routes(app)
    BoletoApi(settings, boletos, hook, faults).add_routes(app)
    BoletoPages(settings, boletos, hook).add_routes(app)
    SmsGateway(settings, store, phones, courier, clock).add_routes(app)
    Control(phones, ledger, inbox, progress, faults, courier, verification).add_routes(app)
    UpdatesControl(Updates(settings, phones, courier, clock)).add_routes(app)
    TranscriptionApi(settings, faults).add_routes(app)
    AccountControl(webhooks.account).add_routes(app)
    PhonePages(settings, phones, ledger, media, viewer, demo, hub, verification).add_routes(app)

    async def start(app: web.Application) -> None:
        await courier.start()
        progress.start()
        verification.start()

    async def shutdown(app: web.Application) -> None:
        hub.close()
        faults.close()

    async def stop(app: web.Application) -> None:
        await verification.stop()
        await progress.stop()
        await courier.stop()
        store.close()

    moments = ((app.on_startup, start), (app.on_shutdown, shutdown), (app.on_cleanup, stop))
    for signal, work in moments:
        signal.append(work)  # type: ignore[arg-type]  # aiosignal 1.4 tells other types
    return app


def run(settings: SandboxSettings) -> None:
    """Serve until interrupted.

    Raises:
        SystemExit: the port is taken; the message says what to do.
    """
    try:
        web.run_app(
            create_app(settings),
            host=settings.host,
            port=settings.port,
            print=lambda *_: None,
            access_log=None,
            handler_cancellation=True,
        )
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise
        raise SystemExit(
            f"A porta {settings.port} de {settings.host} já está em uso: outro sandbox está"
            " rodando? Encerre-o ou escolha outra porta."
        ) from None


@web.middleware
async def _errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except (GraphError, Problem) as problem:
        log.info("%s %s refused: %s", request.method, request.path, problem)
        return problem.response()
