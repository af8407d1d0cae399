"""Carries the registration of boletos with requests, for the worker and the command line."""

from __future__ import annotations

from quita.adapters.boleto.config import BoletoConfig
from quita.adapters.boleto.protocol import BoletoProtocol
from quita.adapters.http.messages import CONNECT_SECONDS, READ_SECONDS
from quita.adapters.http.sync_carrier import SyncCarrier
from quita.services.ports import BoletoCharge, BoletoRequest


class BoletoClient:
    """Fulfils the port BoletoProvider. Not to be shared between threads."""

    def __init__(
        self,
        config: BoletoConfig,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        """Connects to nothing yet."""
        self._protocol = BoletoProtocol(config)
        self._carrier = SyncCarrier(connect_seconds=connect_seconds, read_seconds=read_seconds)

    def create(self, request: BoletoRequest) -> BoletoCharge:
        """Register a boleto, or give the one that the same request registered before."""
        return self._carrier.carry(self._protocol.create(request))

    def get(self, txid: str) -> BoletoCharge:
        """Look a boleto up, with its payments."""
        return self._carrier.carry(self._protocol.get(txid))

    def withdraw(self, txid: str) -> None:
        """Have a boleto written off."""
        self._carrier.carry(self._protocol.withdraw(txid))

    def register_webhook(self, url: str) -> None:
        """Ask that payments be told to `{url}/boleto`."""
        self._carrier.carry(self._protocol.register_webhook(url))

    def close(self) -> None:
        """Close the connections; may be called twice."""
        self._carrier.close()
