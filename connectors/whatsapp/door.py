"""The web hook's door: who is Meta passes, and what Meta says is stored before the 200."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.calm import Calm
from connectors.dispatcher import Dispatcher
from connectors.routing import handler
from connectors.whatsapp.holding import Group
from connectors.whatsapp.people_updates import PeopleUpdates
from connectors.whatsapp.receiving import Receiving
from connectors.whatsapp.reports import Reports
from connectors.whatsapp.signature import HEADER, valid_signature
from connectors.whatsapp.webhook import entries_of, parse_webhook
from quita.bootstrap import Container
from quita.domain.errors import Busy, DatabaseAway, MalformedWebhook

log = structlog.get_logger(__name__)
STORING = 2  # web hooks that are stored at once; the database takes one writer at a time anyway
NOT_HERE = "WhatsApp is not set"
MAX_BODY = 4 * 1024 * 1024  # bytes; Meta sends 3 MB at most
SMALL = 64 * 1024  # bytes that are looked at without a thread
READ_AT_ONCE = 4  # held web hooks in one transaction: others of SQLite wait for its end


class Door:
    """Answers Meta: 200 for what is stored, 403, 413 or 400 for what never will be, else 503.

    404 where no number is set.

    A 503 has Meta deliver again, for up to seven days: it is the answer while the database is
    away or busy. What else nobody thought of is held: of a body that Meta repeats, the parts that
    can be stored would come with the one that cannot for as long.

    Attributes:
        held: set when something was held, to be read later.
    """

    def __init__(
        self, core: Callable[[], Container], calm: Calm, *, only_holds: bool = False
    ) -> None:
        """Take what gives the container, asked when the first request comes, and the calm.

        Args:
            only_holds: keep every web hook as it came, for another process to read.
        """
        self._core, self._calm, self._only_holds = core, calm, only_holds
        # Threads of their own: an acknowledgement never queues behind what is being delivered.
        self._storing = ThreadPoolExecutor(STORING, thread_name_prefix="storing")
        self._group = Group(lambda bodies: self._core().holding.hold(bodies))
        self._some_held = False  # by this process; those of others are looked for
        self.held = asyncio.Event()

    def close(self) -> None:
        """End the threads."""
        self._storing.shutdown()
        self._group.close()

    def add_routes(self, routes: Blueprint) -> None:
        """Add the web hook's two."""
        routes.add_route(handler(self.verify), "/webhook", methods=["GET"], name="verify")
        routes.add_route(handler(self.receive), "/webhook", methods=["POST"], name="receive")

    async def verify(self, request: Request) -> HTTPResponse:
        """Give the challenge back to whoever knows the token."""
        number = self._core().settings.whatsapp
        if number is None:
            return response.text(NOT_HERE, status=404)
        token = number.verify_token
        given = request.args.get("hub.verify_token") or ""
        if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), token.encode()):
            return response.text("wrong token", status=403)
        return response.text(request.args.get("hub.challenge") or "")

    async def receive(self, request: Request) -> HTTPResponse:
        """Store a web hook, and answer."""
        body = request.body
        if len(body) > MAX_BODY:
            log.warning("whatsapp.too_large", bytes=len(body))
            return response.text("too large", status=413)
        number = self._core().settings.whatsapp
        if number is None:
            return response.text(NOT_HERE, status=404)
        if not valid_signature(number.app_secret, body, request.headers.get(HEADER)):
            log.warning("whatsapp.bad_signature", bytes=len(body))
            return response.text("bad signature", status=403)
        try:
            stored, released = await self.take(body)
        except MalformedWebhook as error:
            log.warning("whatsapp.malformed", reason=error.reason, bytes=len(body))
            return response.text("malformed", status=400)
        except Busy:
            return response.text("busy, try again", status=503)
        except Exception:
            # Not acknowledged, so not lost; a 500 would be the same, said by accident.
            log.exception("whatsapp.not_stored", bytes=len(body))
            return response.text("try again", status=503)
        if stored or released:
            tell(request.app.ctx.dispatcher, stored, released)
        return response.text("ok")

    async def read_held(self) -> tuple[int, set[str], int]:
        """Read some of what was held: how many messages were new, who may go on, how many read."""
        self._some_held = False  # what is held from here on says so again
        loop = asyncio.get_running_loop()
        new, released, read = await loop.run_in_executor(self._storing, self._read_held)
        self._some_held |= read > 0
        return new, released, read

    async def take(self, body: bytes) -> tuple[int, set[str]]:
        """Store a web hook at once, or hold it where others are under way or held before it.

        What could be stored only in part is held too, to be tried again.

        Raises:
            MalformedWebhook: it is not Meta's.
            Busy, DatabaseAway: it must not be acknowledged.
        """
        loop, new, released = asyncio.get_running_loop(), 0, set[str]()
        with self._calm:
            if not (self._only_holds or self._calm.busy or self._some_held):
                store = loop.run_in_executor(self._storing, self._store, body)
                new, released, whole = await store
                if whole:
                    return new, released
            elif len(body) > SMALL:
                await loop.run_in_executor(None, entries_of, body)
            else:
                entries_of(body)
            self._some_held = True
            await self._group.add(body)
        self.held.set()
        return new, released

    def _store(self, body: bytes) -> tuple[int, set[str], bool]:
        """Store it, and say whether all was: what another process holds comes before it."""
        parsed = parse_webhook(body)
        with self._core().database.reading() as tx:
            if tx.held_hooks.any():
                return 0, set(), False
        receiving, whole = self._receiving(), True
        try:
            receiving.store(parsed)
        except (Busy, DatabaseAway):
            raise
        except Exception:
            log.exception("whatsapp.not_all_stored", bytes=len(body))
            whole = False
        return receiving.new, receiving.released, whole

    def _read_held(self) -> tuple[int, set[str], int]:
        receiving = self._receiving()

        def store(body: bytes, last: bool) -> None:
            receiving.store(parse_webhook(body), last)

        read = self._core().holding.read(store, READ_AT_ONCE)
        return receiving.new, receiving.released, read

    def _receiving(self) -> Receiving:
        core = self._core()
        people = PeopleUpdates(core.contact, core.clock)
        reports = Reports(core.clock, core.consequences)
        number = core.settings.whatsapp
        ours = {one for one, _ in number.numbers} if number else set()
        return Receiving(core.inbox, core.database, core.clock, people, reports, ours)


def tell(dispatcher: Dispatcher, new: int, released: set[str]) -> None:
    """Tell the dispatcher how many messages are new, and which conversations may go on."""
    if new:
        dispatcher.received()
    for conversation_id in released:
        dispatcher.deliver_soon(conversation_id)
