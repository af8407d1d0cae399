"""All tables, and the MetaData that holds them.

A migration follows every change here: a test compares what the migrations make with this.
"""

from __future__ import annotations

from quita.adapters.database.after_deal_tables import (
    consents,
    contact_attempts,
    delisting_requests,
    do_not_disturb,
    reminders,
    settlement_letters,
    silences,
    withheld_news,
)
from quita.adapters.database.conversation_tables import (
    audit_trail,
    cases,
    conversations,
    domain_events,
    inbound_messages,
    outbox,
    set_aside_updates,
    turns,
    users,
)
from quita.adapters.database.handoff_tables import (
    callbacks,
    dossiers,
    event_receipts,
    handoffs,
    turn_notes,
)
from quita.adapters.database.ledger_tables import (
    LIVE_CHARGE,
    addresses,
    agreements,
    boletos,
    charges,
    creditors,
    debt_balances,
    debts,
    identity_failures,
    incomes,
    installments,
    marks,
    offers,
    payments,
    people,
    person_addresses,
    recurrences,
    suppressions,
)
from quita.adapters.database.media_tables import address_aliases, media, receipt_claims
from quita.adapters.database.tables import metadata
from quita.adapters.database.whatsapp_tables import (
    send_slots,
    unreachable_addresses,
    whatsapp_numbers,
    whatsapp_templates,
)

__all__ = [
    "LIVE_CHARGE",
    "address_aliases",
    "addresses",
    "agreements",
    "audit_trail",
    "boletos",
    "callbacks",
    "cases",
    "charges",
    "consents",
    "contact_attempts",
    "conversations",
    "creditors",
    "debt_balances",
    "debts",
    "delisting_requests",
    "do_not_disturb",
    "domain_events",
    "dossiers",
    "event_receipts",
    "handoffs",
    "identity_failures",
    "inbound_messages",
    "incomes",
    "installments",
    "marks",
    "media",
    "metadata",
    "offers",
    "outbox",
    "payments",
    "people",
    "person_addresses",
    "receipt_claims",
    "recurrences",
    "reminders",
    "send_slots",
    "set_aside_updates",
    "settlement_letters",
    "silences",
    "suppressions",
    "turn_notes",
    "turns",
    "unreachable_addresses",
    "users",
    "whatsapp_numbers",
    "whatsapp_templates",
    "withheld_news",
]
