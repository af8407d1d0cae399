"""Carries the API Pix with requests, for the worker."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import requests

from quita.adapters.http.messages import CONNECT_SECONDS, READ_SECONDS
from quita.adapters.http.sync_carrier import SyncCarrier
from quita.adapters.pix.automatic import AutomaticProtocol
from quita.adapters.pix.config import PixConfig, tls_context
from quita.services.ports import (
    BankRecurrence,
    PixCharge,
    PixReceived,
    PixRequest,
    RecurrenceRequest,
    RecurringRequest,
)


class PixClient:
    """Fulfils the port PixProvider. Not to be shared between threads."""

    def __init__(
        self,
        config: PixConfig,
        session: requests.Session | None = None,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connects to nothing yet; raises Misconfigured for certificates that do not load."""
        tls_context(config)
        self._protocol = AutomaticProtocol(config, monotonic)
        session = session or requests.Session()
        if config.cert_file and config.key_file:
            session.cert = (config.cert_file, config.key_file)
        elif config.cert_file:
            session.cert = config.cert_file
        self._carrier = SyncCarrier(
            session,
            authorities=config.ca_file,
            connect_seconds=connect_seconds,
            read_seconds=read_seconds,
            monotonic=monotonic,
        )

    def create(self, request: PixRequest) -> PixCharge:
        """Create a charge, or give the one that was created by the same request before."""
        return self._carrier.carry(self._protocol.create(request))

    def get(self, txid: str) -> PixCharge:
        """Look a charge up, with its payments."""
        return self._carrier.carry(self._protocol.get(txid))

    def withdraw(self, txid: str) -> None:
        """Make a charge unpayable."""
        self._carrier.carry(self._protocol.withdraw(txid))

    def received(self, start: datetime, end: datetime) -> list[PixReceived]:
        """List the Pix with a txid that came in from start to end."""
        return self._carrier.carry(self._protocol.received(start, end))

    def open_recurrence(self, request: RecurrenceRequest) -> BankRecurrence:
        """Make a recurrence, with the code that pays its first charge and authorises it."""
        return self._carrier.carry(self._protocol.open_recurrence(request))

    def recurrence(self, bank_id: str) -> BankRecurrence:
        """Look a recurrence up."""
        return self._carrier.carry(self._protocol.recurrence(bank_id))

    def stop_recurrence(self, bank_id: str) -> None:
        """End a recurrence."""
        self._carrier.carry(self._protocol.stop_recurrence(bank_id))

    def charge_recurring(self, request: RecurringRequest) -> PixCharge:
        """Make a recurring charge, or give the one that the same request made before."""
        return self._carrier.carry(self._protocol.charge_recurring(request))

    def register_webhook(self, url: str) -> None:
        """Ask that Pix be told to `{url}/pix`."""
        self._carrier.carry(self._protocol.register_webhook(url))

    def close(self) -> None:
        """Close the connections; may be called twice."""
        self._carrier.close()
