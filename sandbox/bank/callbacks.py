"""The receiver's web hook: registered by key, called as {webhookUrl}/pix until it answers 2xx.

The real bank calls over mTLS; here there is none, and so the body proves nothing, as behind a
proxy it would not either.
"""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from sandbox.bank.problems import Problem, Violation, not_found
from sandbox.delivery import Courier, Route
from sandbox.faults import Faults
from sandbox.settings import Clock, SandboxSettings
from sandbox.store import Store

KIND = "pix"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Callbacks:
    """Keeps the address and hands callbacks to the courier."""

    def __init__(
        self,
        settings: SandboxSettings,
        store: Store,
        courier: Courier,
        faults: Faults,
        clock: Clock,
    ) -> None:
        """Take the collaborators and the time."""
        self._settings = settings
        self._store = store
        self._courier = courier
        self._faults = faults
        self._clock = clock
        courier.add_route(
            KIND,
            Route(
                fault_target="bank",
                headers=lambda body: {},
                accepts=lambda status: 200 <= status < 300,
                on_attempt=lambda ref, taken: None,
            ),
        )

    def register(self, key: str, url: object) -> None:
        """Set the address for a key.

        Raises:
            Problem: the key is not the receiver's, or the address is none.
        """
        broken = []
        if key != self._settings.pix_key:
            broken.append(Violation("A chave não pertence a este usuário recebedor.", "chave"))
        if not is_address(url):
            broken.append(Violation("O campo não respeita o _schema_.", "webhook.webhookUrl"))
        if broken:
            raise Problem(
                "WebhookOperacaoInvalida",
                "Webhook inválido.",
                400,
                "A presente requisição busca criar um webhook sem respeitar o _schema_ ou, ainda,"
                " com sentido semanticamente inválido.",
                broken,
            )
        self._store.write(
            "INSERT OR REPLACE INTO bank_webhooks (key, url, created) VALUES (?, ?, ?)",
            key,
            str(url),
            self._clock().isoformat(),
        )

    def registered(self, key: str) -> tuple[str, str]:
        """Give a key's address and when it was set.

        Raises:
            Problem: 404.
        """
        row = self._store.one("SELECT * FROM bank_webhooks WHERE key = ?", key)
        if row is None:
            raise not_found("WebhookNaoEncontrado", "Não há webhook estabelecido para a chave.")
        return row["url"], row["created"]

    def remove(self, key: str) -> None:
        """Forget a key's address.

        Raises:
            Problem: 404.
        """
        self.registered(key)
        self._store.write("DELETE FROM bank_webhooks WHERE key = ?", key)

    def paid(self, key: str, pix: dict[str, Any]) -> None:
        """Tell the receiver of a Pix, if it asked to be told."""
        row = self._store.one("SELECT url FROM bank_webhooks WHERE key = ?", key)
        if row is None:
            return
        url = row["url"].rstrip("/") + "/pix"
        if self._faults.take_hook("bank", "wrong_webhook"):
            self._courier.enqueue("bank", KIND, url, {"pix": [_forged(pix)]})
        self._courier.enqueue("bank", KIND, url, {"pix": [pix]}, ref=pix["endToEndId"])


def _forged(pix: dict[str, Any]) -> dict[str, Any]:
    """Give a Pix that never happened, for the same charge: another id and twice the value."""
    end_to_end_id = pix["endToEndId"][:21] + secrets.token_hex(6)[:11]
    return {**pix, "endToEndId": end_to_end_id, "valor": f"{Decimal(pix['valor']) * 2:.2f}"}


def is_address(url: object) -> bool:
    """Tell whether a web hook may be there: https, or http on loopback."""
    if not isinstance(url, str):
        return False
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
