"""What the use cases need from outside, as Protocols; adapters fulfil them, tests fake them."""

from quita.services.ports.addresses import Aliases
from quita.services.ports.after_deal import (
    Contacts,
    Delistings,
    Due,
    FilledTemplates,
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
from quita.services.ports.desk import (
    Approval,
    Approvals,
    Change,
    Counts,
    DeskAccess,
    DeskList,
    DeskNotes,
    DeskSession,
    Listed,
    ListQuery,
    Note,
    Presence,
    Profile,
    SavedView,
)
from quita.services.ports.handoff import Callbacks, Dossiers, Handoffs, TurnNotes
from quita.services.ports.held_hooks import HeldHook, HeldHooks
from quita.services.ports.ledger import Agreements, Debts, Offers, PolicySource
from quita.services.ports.links import Links, WebSessions
from quita.services.ports.media import MediaFiles, MediaRecords, MediaSource
from quita.services.ports.outbound import LastLook, Numbers, Reach, Slots, TemplateStatuses
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
from quita.services.ports.sms import SmsBox
from quita.services.ports.timeline import Timeline
from quita.services.ports.transcription import Transcriber
from quita.services.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

__all__ = [
    "Agreements",
    "Aliases",
    "Approval",
    "Approvals",
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
    "Change",
    "Charges",
    "Clock",
    "Contacts",
    "Conversations",
    "Counts",
    "Debts",
    "Delistings",
    "DeskAccess",
    "DeskList",
    "DeskNotes",
    "DeskSession",
    "Dossiers",
    "Due",
    "Events",
    "FilledTemplates",
    "Handoffs",
    "HeldHook",
    "HeldHooks",
    "LastLook",
    "Letters",
    "Links",
    "ListQuery",
    "Listed",
    "Marks",
    "MediaFiles",
    "MediaRecords",
    "MediaSource",
    "Messages",
    "NewId",
    "Note",
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
    "Presence",
    "Profile",
    "Reach",
    "ReceiptClaims",
    "RecurrenceRequest",
    "Recurrences",
    "RecurringRequest",
    "Reminders",
    "RemittanceItem",
    "SavedView",
    "Slots",
    "SmsBox",
    "TemplateRegistry",
    "TemplateStatuses",
    "Timeline",
    "Transcriber",
    "TurnNotes",
    "UnitOfWork",
    "UnitOfWorkFactory",
    "Users",
    "WaitingNews",
    "WebSessions",
]
