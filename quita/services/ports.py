"""What the use cases need from outside, as Protocols; adapters fulfil them, tests fake them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

from quita.domain.agreement import AgreementState
from quita.domain.boleto.bars import Boleto
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.debt import Credit, Creditor, Debt
from quita.domain.events import Event
from quita.domain.money import ZERO
from quita.domain.pix_due import DueTerms
from quita.domain.policy import Terms
from quita.domain.records import (
    AddressKind,
    AgreedInstallment,
    Agreement,
    BoletoRecord,
    Case,
    Charge,
    ChargeState,
    InboundDraft,
    InboundMessage,
    OutboxMessage,
    OutboxState,
    Payload,
    Payment,
    Person,
    Recurrence,
    RecurrenceState,
    StoredOffer,
    Turn,
    User,
)

Clock = Callable[[], datetime]  # aware, UTC
NewId = Callable[[], str]


class People(Protocol):
    """People, their addresses, failed identity checks, suppressions."""

    def save(self, person: Person) -> str:
        """Insert, or update the person of that CPF; give the id that is kept."""

    def get(self, person_id: str) -> Person | None: ...

    def tell_income(self, person_id: str, monthly: Decimal, at: datetime) -> None:
        """Note what somebody says that they earn a month, in reais; the last word counts."""

    def income(self, person_id: str, since: datetime) -> Decimal | None:
        """Give the income that somebody told since then, in reais a month."""

    def ensure_address(self, kind: AddressKind, value: str) -> str:
        """Give the id of an address, made if new."""

    def link(self, person_id: str, address_id: str, source: str) -> None:
        """Tie an address to a person, once."""

    def at_address(self, address_id: str) -> list[Person]:
        """Give the people who may be behind an address (phones match with and without the 9)."""

    def record_failure(self, address_id: str, person_id: str | None, at: datetime) -> None: ...

    def failures(self, address_id: str, person_ids: Sequence[str], since: datetime) -> int:
        """Count failed checks at that address or for any of those people, whichever is more."""

    def suppress(
        self, address_id: str, person_id: str | None, reason: str, at: datetime
    ) -> None: ...

    def lift_suppression(
        self, address_id: str, at: datetime, reason: str | None = None
    ) -> None: ...

    def suppressed(self, address_id: str, reason: str | None = None) -> bool:
        """Say whether an address is suppressed, for whatever reason or for one."""

    def suppressed_since(self, address_id: str) -> datetime | None:
        """Give when what suppresses an address was last noted; None where nothing does."""


class Debts(Protocol):
    """Creditors and debts."""

    def save_creditor(self, creditor: Creditor) -> str:
        """Insert, or update the creditor of that CNPJ; give the id that is kept."""

    def save(self, debt: Debt) -> bool:
        """Insert, or update the debt of that creditor and external id; say whether it was new.

        The status of a known debt is never overwritten.
        """

    def get(self, debt_id: str) -> Debt | None: ...

    def of_person(self, person_id: str) -> list[Debt]:
        """Give all debts of a person, oldest due date first."""

    def set_status(self, debt_id: str, status: str) -> None: ...

    def credit(self, debt_id: str, credit: Credit) -> None:
        """Note what was paid towards a debt under an agreement that has ended."""


class Offers(Protocol):
    """Offers that were shown."""

    def add(self, offer: StoredOffer, key: str) -> StoredOffer:
        """Insert under an idempotency key; a known key gives the offer already stored."""

    def get(self, offer_id: str) -> StoredOffer | None: ...

    def mark_accepted(self, offer_id: str) -> None: ...


class Agreements(Protocol):
    """Agreements and their installments."""

    def add(self, agreement: Agreement) -> Agreement:
        """Insert; where the offer has an agreement already, give that one unchanged."""

    def get(self, agreement_id: str) -> Agreement | None: ...

    def of_person(self, person_id: str) -> list[Agreement]:
        """Give a person's agreements, newest first."""

    def set_state(self, agreement_id: str, state: AgreementState) -> None: ...

    def end(self, agreement_id: str, state: AgreementState, why: str) -> None:
        """Move an agreement to its end, with the reason."""

    def move_due(self, installment: AgreedInstallment, due_date: date) -> None:
        """Give an installment another due date, and count the change in its agreement."""

    def overdue(self, day: date, after_id: str, limit: int) -> list[str]:
        """Give running agreements with an unpaid installment due before a day, by id."""

    def installment(self, installment_id: str) -> AgreedInstallment | None: ...

    def mark_paid(self, installment_id: str, at: datetime) -> None: ...


class Charges(Protocol):
    """Charges at the bank and the payments that came of them."""

    def add(self, charge: Charge) -> Charge:
        """Insert; a live charge (requested or issued) of that installment and kind is kept."""

    def get(self, charge_id: str) -> Charge | None: ...

    def by_txid(self, txid: str) -> Charge | None: ...

    def live(self, installment_id: str, kind: str) -> Charge | None:
        """Give the requested or issued charge of an installment, if any."""

    def set_state(self, charge_id: str, state: ChargeState, *, code: str | None = None) -> None: ...

    def retry_at(self, charge_id: str, at: datetime) -> None:
        """Count an attempt and say when the next one is due."""

    def due_for_issue(self, now: datetime, limit: int, kind: str = "pix") -> list[Charge]:
        """Give requested charges of a kind whose next attempt is due."""

    def open_of(self, agreement_id: str) -> list[Charge]:
        """Give an agreement's charges that are requested or issued."""

    def due_for_withdrawal(self, now: datetime, limit: int, kind: str = "pix") -> list[Charge]:
        """Give charges of a kind to be taken back at the bank whose next attempt is due."""

    def due_for_check(self, now: datetime, limit: int, kind: str = "pix") -> list[Charge]:
        """Give issued and lapsed charges of a kind that a callback named or polling reaches."""

    def check_at(self, txid: str, at: datetime) -> None:
        """Say when an issued charge is next looked up at the bank; unknown txids are ignored."""

    def add_payment(self, payment: Payment) -> bool:
        """Insert; False where its end-to-end id is known."""

    def payments_of(self, charge_id: str) -> list[Payment]: ...

    def payment(self, end_to_end_id: str) -> Payment | None: ...

    def note_refund(self, end_to_end_id: str, refunded: Decimal) -> None:
        """Say how much of a payment was given back; reais."""

    def of_installment(self, installment_id: str) -> list[Charge]:
        """Give every charge that was ever made for an installment, oldest first."""

    def by_code(self, code: str) -> Charge | None:
        """Give the charge that a copy-and-paste text or a linha digitável pays."""

    def recheck_at(self, charge_id: str, at: datetime | None) -> None:
        """Have a charge that is no longer open looked up at the bank once more, or no more."""

    def claim_order(self, charge_id: str, key: str) -> bool:
        """Say whether the message of that key is the one that shows the charge as an order."""


class Boletos(Protocol):
    """What boletos are besides their charges."""

    def add(self, boleto: BoletoRecord) -> BoletoRecord:
        """Insert, and give it with its sequence."""

    def of_charge(self, charge_id: str) -> BoletoRecord | None: ...

    def by_emv(self, emv: str) -> BoletoRecord | None:
        """Give the boleto that a Pix code settles (bolepix)."""

    def registered(self, charge_id: str, own_number: str, emv: str, bank_name: str) -> None:
        """Note what the bank gave."""

    def to_remit(self, limit: int) -> list[BoletoRecord]:
        """Give boletos of requested charges that went into no file yet, oldest first."""

    def remitted(self, charge_id: str, at: datetime | None) -> None:
        """Note when it went into a file; None has it go into the next one."""


class Conversations(Protocol):
    """Conversations: owner, lease, identity."""

    def open_at(self, channel: Channel, address_id: str) -> Conversation | None:
        """Give the conversation of an address that is not closed."""

    def add(self, conversation: Conversation) -> None: ...

    def get(self, conversation_id: str) -> Conversation | None: ...

    def touch(self, conversation_id: str, at: datetime, verified_until: datetime | None) -> None:
        """Note the time of a person's message and how far it carries their verification."""

    def set_owner(
        self,
        conversation_id: str,
        owner: Owner,
        *,
        agent_id: str | None = None,
        reason: str | None = None,
        priority: int = 0,
        at: datetime,
    ) -> None: ...

    def set_verified(
        self, conversation_id: str, person_id: str | None, until: datetime | None
    ) -> None: ...

    def set_misunderstandings(self, conversation_id: str, count: int) -> None: ...

    def with_owner(self, owners: Sequence[Owner]) -> list[Conversation]:
        """Give conversations by priority, then by the time of their handoff."""

    def ready_at(self, conversation_id: str, at: datetime | None) -> None:
        """Say when its pending messages may be taken as a turn; None when nothing is pending."""

    def claim_ready(self, now: datetime, worker: str, lease_until: datetime) -> str | None:
        """Lease the longest-waiting ready conversation that nobody holds; give its id."""

    def holds_lease(self, conversation_id: str, worker: str) -> bool: ...

    def extend_lease(self, conversation_id: str, worker: str, until: datetime) -> bool: ...

    def release(self, conversation_id: str, worker: str) -> None: ...


class Messages(Protocol):
    """Inbound messages and the turns that they form."""

    def known(self, channel: Channel, external_id: str) -> bool:
        """Say whether the channel's message is stored already."""

    def add(
        self, conversation_id: str, draft: InboundDraft, received_at: datetime
    ) -> InboundMessage | None:
        """Insert; None where the channel's id is known."""

    def pending(self, conversation_id: str) -> list[InboundMessage]:
        """Give messages of no turn yet, by time sent, then by arrival."""

    def open_turn(self, conversation_id: str) -> Turn | None:
        """Give the turn that was frozen and not finished, counting one more attempt."""

    def freeze(self, conversation_id: str, message_ids: Sequence[str], at: datetime) -> Turn: ...

    def finish(self, turn_id: str, outcome: str, at: datetime) -> None: ...

    def of_conversation(self, conversation_id: str) -> list[InboundMessage]: ...

    def unreadable_in_a_row(self, conversation_id: str) -> int:
        """Count the last inbound messages that carried a voice note or audio and no text."""

    def set_aside(self, channel: Channel, reason: str, raw: str, at: datetime) -> None:
        """Keep an update that could not be read, with its reason, for somebody to look at."""

    def set_aside_list(self) -> list[Mapping[str, Any]]: ...


class Outbox(Protocol):
    """Messages to people, in order within a conversation."""

    def add(self, conversation_id: str, payload: Payload, author: str, key: str, at: datetime
            ) -> None:  # fmt: skip
        """Insert under an idempotency key; a known key changes nothing."""

    def claim(self, now: datetime, worker: str, lease_until: datetime,
              conversation_id: str | None = None) -> list[OutboxMessage]:  # fmt: skip
        """Lease one conversation's due messages, in order, up to the first that must wait.

        A message left `sending` by a process that died comes back as `unclear`.
        """

    def sending(self, message_id: str) -> None: ...

    def piece_sent(self, message_id: str, count: int) -> None:
        """Note how many pieces of a message the channel has taken, with more to come."""

    def sent(self, message_id: str, external_id: str, at: datetime) -> None: ...

    def retry(self, message_id: str, state: OutboxState, error: str, at: datetime) -> None:
        """Put back (queued or unclear), counting an attempt; next try not before `at`."""

    def failed(self, message_id: str, error: str) -> None: ...

    def release(self, conversation_id: str, worker: str) -> None: ...

    def advance(
        self, state: OutboxState, *, external_id: str, message_id: str | None, error: str | None
    ) -> bool:
        """Record a status by the channel's id, or by ours where the channel echoes it.

        A status never goes back. False where no message is known by either id.
        """

    def of_conversation(self, conversation_id: str) -> list[OutboxMessage]: ...


class Events(Protocol):
    """Events to publish, and the audit trail."""

    def add(self, event: Event) -> None: ...

    def unpublished(self, now: datetime, limit: int) -> list[Event]: ...

    def published(self, event_id: str, at: datetime) -> None: ...

    def retry_at(self, event_id: str, at: datetime) -> None: ...

    def audit(
        self, actor: str, action: str, subject: str, details: Mapping[str, Any], at: datetime
    ) -> None: ...

    def trail(self, subject: str) -> list[Mapping[str, Any]]: ...


class Cases(Protocol):
    """Cases for humans."""

    def add(self, case: Case, key: str) -> Case:
        """Insert under an idempotency key; a known key gives the case already stored."""

    def of_conversation(self, conversation_id: str) -> list[Case]: ...


class Users(Protocol):
    """Who may sign in to the desk."""

    def save(self, user: User) -> None: ...

    def by_login(self, login: str) -> User | None: ...

    def get(self, user_id: str) -> User | None: ...


class Recurrences(Protocol):
    """Recurrences of agreements."""

    def first_charges(self, limit: int) -> list[Charge]:
        """Give issued Pix of agreements that were not asked about a recurrence yet."""

    def add(self, recurrence: Recurrence) -> None:
        """Insert, once for each agreement; it is due at once."""

    def of_agreement(self, agreement_id: str) -> Recurrence | None: ...

    def due(self, now: datetime, limit: int) -> list[Recurrence]:
        """Give those that have not ended and whose next step is due."""

    def retry_at(self, recurrence_id: str, at: datetime) -> None:
        """Count a step and say when the next one is due."""

    def offered(self, recurrence_id: str, bank_id: str, code: str) -> None: ...

    def set_state(self, recurrence_id: str, state: RecurrenceState) -> None: ...


class Marks(Protocol):
    """How far work that is done again and again has come."""

    def claim(self, name: str, now: datetime, again_at: datetime) -> datetime | None:
        """Take a piece of work until `again_at`, and give how far it came; None if it is taken.

        Work that was never done is said to have come as far as now.
        """

    def reached(self, name: str, until: datetime, next_at: datetime) -> None:
        """Write down how far it came, and when it is to be done again."""


class UnitOfWork(Protocol):
    """One transaction: it commits at the end of the `with` block, or changes nothing.

    Raises Conflict where another transaction got there first.
    """

    people: People
    debts: Debts
    offers: Offers
    agreements: Agreements
    charges: Charges
    boletos: Boletos
    conversations: Conversations
    messages: Messages
    outbox: Outbox
    events: Events
    cases: Cases
    users: Users
    marks: Marks
    recurrences: Recurrences


UnitOfWorkFactory = Callable[[], AbstractContextManager[UnitOfWork]]


class Phrases(Protocol):
    """What the assistant says, from domain/<topic>.yml, for whoever speaks outside a dialogue."""

    def say(self, name: str, /, **values: str) -> Payload:
        """Give the outbound payload of a response, its placeholders filled in."""


@dataclass(frozen=True)
class PixRequest:
    """A Pix charge to be created under a txid; reais, seconds.

    Attributes:
        due: of a charge with a due date (cobv); an immediate one (cob) ends after `expires_in`.
    """

    txid: str
    amount: Decimal
    debtor_name: str
    debtor_cpf: str
    text: str
    expires_in: int
    due: DueTerms | None = None


@dataclass(frozen=True)
class PixPayment:
    """One payment that a bank lists under a charge; reais. A boleto's has an id of the bank's.

    Attributes:
        refunded: what of it was given back, or is on its way back.
        original: the part that is the charge itself, where the bank says it (`componentesValor`).
    """

    end_to_end_id: str
    amount: Decimal
    paid_at: datetime
    refunded: Decimal = ZERO
    original: Decimal | None = None


@dataclass(frozen=True)
class PixReceived:
    """A Pix in the bank's list of what came in; reais."""

    end_to_end_id: str
    txid: str
    amount: Decimal
    refunded: Decimal


@dataclass(frozen=True)
class BankCharge:
    """A charge as the bank holds it.

    Attributes:
        txid: our key of it. status: Bacen's word for it, also where the bank has words of its own.
        code: what is paid by: a copy-and-paste text, or a linha digitável; empty where it cannot
            be paid. payments: what came in, in the bank's order.
    """

    txid: str
    status: str
    amount: Decimal
    code: str
    payments: tuple[PixPayment, ...] = ()


@dataclass(frozen=True)
class PixCharge(BankCharge):
    """A Pix charge."""


@dataclass(frozen=True)
class BoletoRequest:
    """A boleto to be registered under our own number (1 to 15 letters and digits); reais.

    Attributes:
        due_date: the last day on which it may be paid, a business day.
        instructions: lines for whoever reads the paper, 80 characters each.
    """

    txid: str
    amount: Decimal
    due_date: date
    debtor_name: str
    debtor_cpf: str
    instructions: tuple[str, ...] = ()


@dataclass(frozen=True)
class BoletoCharge(BankCharge):
    """A registered boleto; `code` is its linha digitável, 47 digits.

    Attributes:
        own_number: the bank's (nosso número). emv: of the Pix that settles it, where the bank
            gives one (bolepix). bank_name: as it is printed.
    """

    due_date: date | None = None
    own_number: str = ""
    emv: str = ""
    bank_name: str = ""


@dataclass(frozen=True, order=True)
class PixHint:
    """What a callback says of a payment: a hint to ask the bank, and nothing more.

    Attributes:
        refunded: whether it speaks of money that was given back.
    """

    txid: str
    end_to_end_id: str = ""
    refunded: bool = False


class PixProvider(Protocol):
    """A bank's API Pix. Raises ProviderRefused or ProviderUnavailable."""

    def create(self, request: PixRequest) -> PixCharge:
        """Create the charge of that txid; the same request again gives the same charge."""

    def get(self, txid: str) -> PixCharge: ...

    def withdraw(self, txid: str) -> None: ...

    def received(self, start: datetime, end: datetime) -> Sequence[PixReceived]:
        """List the Pix with a txid that came in from start to end."""

    def register_webhook(self, url: str) -> None: ...


@dataclass(frozen=True)
class RecurrenceRequest:
    """A recurrence to be authorised with a first charge; reais.

    Attributes:
        contract, purpose: what the payer reads, 35 characters each.
        amount: of every payment, or None where they differ.
    """

    first_txid: str
    contract: str
    debtor_name: str
    debtor_cpf: str
    purpose: str
    starts: date
    ends: date
    amount: Decimal | None


@dataclass(frozen=True)
class BankRecurrence:
    """A recurrence as the bank holds it; `status` is Bacen's word."""

    bank_id: str
    status: str
    code: str


@dataclass(frozen=True)
class RecurringRequest:
    """A charge of an authorised recurrence; reais."""

    txid: str
    bank_id: str
    amount: Decimal
    due_date: date
    text: str


class AutomaticProvider(Protocol):
    """A bank's Pix Automático. Raises ProviderRefused or ProviderUnavailable."""

    def open_recurrence(self, request: RecurrenceRequest) -> BankRecurrence: ...

    def recurrence(self, bank_id: str) -> BankRecurrence: ...

    def stop_recurrence(self, bank_id: str) -> None: ...

    def charge_recurring(self, request: RecurringRequest) -> PixCharge:
        """Create the charge of that txid; the same request again gives the same charge."""


class AsyncPixProvider(Protocol):
    """The same bank from inside an event loop."""

    async def create(self, request: PixRequest) -> PixCharge: ...


class BoletoProvider(Protocol):
    """A bank that registers boletos. Raises ProviderRefused or ProviderUnavailable."""

    def create(self, request: BoletoRequest) -> BoletoCharge:
        """Register the boleto of that number; the same request again gives the same boleto."""

    def get(self, txid: str) -> BoletoCharge: ...

    def withdraw(self, txid: str) -> None: ...

    def register_webhook(self, url: str) -> None: ...


class AsyncBoletoProvider(Protocol):
    """The same bank from inside an event loop."""

    async def create(self, request: BoletoRequest) -> BoletoCharge: ...


@dataclass(frozen=True)
class RemittanceItem:
    """A boleto that a bank is asked by file to register; reais."""

    txid: str
    record: BoletoRecord
    amount: Decimal
    issued_on: date
    debtor_name: str
    debtor_cpf: str
    creditor_name: str
    creditor_cnpj: str
    instructions: tuple[str, ...]


class BoletoEventKind(str, Enum):
    """What a bank tells of a boleto by file."""

    REGISTERED = "registered"
    REFUSED = "refused"
    PAID = "paid"
    WRITTEN_OFF = "written_off"


@dataclass(frozen=True)
class BoletoEvent:
    """One thing that a return file tells; reais. `reasons` are the bank's codes."""

    kind: BoletoEventKind
    txid: str
    own_number: str
    amount: Decimal
    due_date: date | None
    paid: Decimal
    happened_on: date | None
    reasons: tuple[str, ...] = ()


class BoletoFormat(Protocol):
    """A bank's files. Raises InvalidCnab."""

    def bars(self, record: BoletoRecord, amount: Decimal) -> tuple[Boleto, str, str]:
        """Give bars, own number and bank's name of a boleto, payable once the bank confirms."""

    def write(self, items: Sequence[RemittanceItem], number: int, now: datetime) -> bytes: ...

    def read(self, raw: bytes) -> list[BoletoEvent]: ...


class PolicySource(Protocol):
    """What each creditor allows, as the company wrote it down."""

    def terms(self, creditor_cnpj: str) -> Terms:
        """Give a creditor's terms, or the company's default ones. Raises InvalidPolicy."""
