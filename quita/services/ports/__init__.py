"""What the use cases need from outside, as Protocols; adapters fulfil them, tests fake them."""

from quita.services.ports.addresses import Aliases
from quita.services.ports.after_deal import (
    Contacts,
    Delistings,
    Due,
    Letters,
    Reminders,
    TemplateRegistry,
    WaitingNews,
)
from quita.services.ports.automatic import (
    AutomaticProvider,
    BankRecurrence,
    RecurrenceRequest,
    RecurringRequest,
)
from quita.services.ports.boleto import (
    AsyncBoletoProvider,
    BoletoCharge,
    BoletoEvent,
    BoletoEventKind,
    BoletoFormat,
    BoletoProvider,
    BoletoRequest,
    RemittanceItem,
)
from quita.services.ports.charges import Boletos, Charges, Recurrences
from quita.services.ports.common import Clock, NewId
from quita.services.ports.conversations import (
    Conversations,
    Events,
    Marks,
    Messages,
    Outbox,
    Phrases,
)
from quita.services.ports.handoff import Callbacks, Dossiers, Handoffs, TurnNotes
from quita.services.ports.ledger import Agreements, Debts, Offers, PolicySource
from quita.services.ports.media import MediaFiles, MediaRecords, MediaSource
from quita.services.ports.outbound import Numbers, Reach, Slots, TemplateSource, TemplateStatuses
from quita.services.ports.people import Cases, People, Users
from quita.services.ports.pix import (
    AsyncPixProvider,
    BankCharge,
    PixCharge,
    PixHint,
    PixPayment,
    PixProvider,
    PixReceived,
    PixRequest,
)
from quita.services.ports.receipts import ReceiptClaims
from quita.services.ports.transcription import Transcriber
from quita.services.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

__all__ = [
    "Agreements",
    "Aliases",
    "AsyncBoletoProvider",
    "AsyncPixProvider",
    "AutomaticProvider",
    "BankCharge",
    "BankRecurrence",
    "BoletoCharge",
    "BoletoEvent",
    "BoletoEventKind",
    "BoletoFormat",
    "BoletoProvider",
    "BoletoRequest",
    "Boletos",
    "Callbacks",
    "Cases",
    "Charges",
    "Clock",
    "Contacts",
    "Conversations",
    "Debts",
    "Delistings",
    "Dossiers",
    "Due",
    "Events",
    "Handoffs",
    "Letters",
    "Marks",
    "MediaFiles",
    "MediaRecords",
    "MediaSource",
    "Messages",
    "NewId",
    "Numbers",
    "Offers",
    "Outbox",
    "People",
    "Phrases",
    "PixCharge",
    "PixHint",
    "PixPayment",
    "PixProvider",
    "PixReceived",
    "PixRequest",
    "PolicySource",
    "Reach",
    "ReceiptClaims",
    "RecurrenceRequest",
    "Recurrences",
    "RecurringRequest",
    "Reminders",
    "RemittanceItem",
    "Slots",
    "TemplateRegistry",
    "TemplateSource",
    "TemplateStatuses",
    "Transcriber",
    "TurnNotes",
    "UnitOfWork",
    "UnitOfWorkFactory",
    "Users",
    "WaitingNews",
]
