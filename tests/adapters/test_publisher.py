"""Events reach the company's web hook, signed, at least once, and never twice once taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from quita.adapters.database.unit_of_work import Database
from quita.adapters.publisher import RETRY, Publisher, WebhookSink, signature
from quita.domain.events import AGREEMENT_CREATED, Event
from tests.conftest import FakeClock

SOURCE = "https://quita.example"
SECRET = "a secret shared with the company"


class Receiver:
    """A web hook that remembers what it got, and answers as it is told."""

    def __init__(self) -> None:
        self.status = 200
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.url = ""


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.taken.append((dict(self.headers), body))
            self.send_response(receiver.status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/events"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def hooked(database: Database, clock: FakeClock, url: str) -> Publisher:
    return Publisher(database, clock, SOURCE, [WebhookSink(clock, url, SECRET)])


def write_event(database: Database, clock: FakeClock, event_id: str) -> None:
    with database() as tx:
        data = {"conversation": "c1", "total": "10.00"}
        tx.events.add(Event(event_id, AGREEMENT_CREATED, "a1", clock(), data))


def test_an_event_is_published_once_as_a_signed_cloud_event(
    database: Database, clock: FakeClock
) -> None:
    write_event(database, clock, "e1")
    with receiving() as receiver:
        publisher = hooked(database, clock, receiver.url)
        assert (publisher.publish_due(), publisher.publish_due()) == (1, 0)
    (headers, body), *more = receiver.taken
    assert more == []
    document = json.loads(body)
    assert (document["id"], document["type"]) == ("e1", AGREEMENT_CREATED)
    assert (document["specversion"], document["source"]) == ("1.0", SOURCE)
    stamp = headers["X-Quita-Timestamp"]
    assert headers["X-Quita-Signature"] == signature(SECRET, stamp, body)


def test_an_event_that_was_refused_is_sent_again_later(
    database: Database, clock: FakeClock
) -> None:
    write_event(database, clock, "e1")
    with receiving() as receiver:
        publisher = hooked(database, clock, receiver.url)
        receiver.status = 503
        assert (publisher.publish_due(), publisher.publish_due()) == (0, 0)
        receiver.status = 200
        clock.advance(seconds=RETRY.total_seconds())
        assert publisher.publish_due() == 1
    assert len(receiver.taken) == 2


def test_a_receiver_that_is_away_loses_nothing(database: Database, clock: FakeClock) -> None:
    write_event(database, clock, "e1")
    with receiving() as receiver:
        url = receiver.url
    away = hooked(database, clock, url)
    assert away.publish_due() == 0
    clock.advance(seconds=RETRY.total_seconds())
    with database() as tx:
        assert [event.id for event in tx.events.unpublished(clock(), 10)] == ["e1"]


def test_without_an_address_events_wait(database: Database, clock: FakeClock) -> None:
    write_event(database, clock, "e1")
    assert Publisher(database, clock, SOURCE, []).publish_due() == 0
    with database() as tx:
        assert [event.id for event in tx.events.unpublished(clock(), 10)] == ["e1"]
