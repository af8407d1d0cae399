"""Addresses of boletos: whoever was given one may open it, and nobody can make one up."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.links import BoletoLinks
from quita.domain.charge_records import Charge, ChargeState

LINKS = BoletoLinks("a secret for tests only", "https://quita.example")
NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)


def charge(charge_id: str) -> Charge:
    return Charge(
        charge_id, "boleto", "N1", "i", "a", "p", "c", Decimal(1), ChargeState.ISSUED, NOW, NOW
    )


def test_an_address_leads_back_to_its_charge() -> None:
    url = LINKS.url(charge("c1"))
    assert url.startswith("https://quita.example/boleto/c1.")
    assert LINKS.id_of(url.rsplit("/", 1)[1]) == "c1"


def test_another_installations_address_is_none() -> None:
    other = BoletoLinks("another secret, also long", "https://quita.example")
    assert LINKS.id_of(other.url(charge("c1")).rsplit("/", 1)[1]) is None


@given(st.text(max_size=80))
def test_any_text_is_no_address(text: str) -> None:
    assert LINKS.id_of(text) is None
    signed = LINKS.url(charge("c1")).rsplit("/", 1)[1]
    assert LINKS.id_of(text + signed) is None or text == ""
