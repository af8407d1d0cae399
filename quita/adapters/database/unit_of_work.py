"""One transaction over all repositories: it commits at the end, or changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from quita.adapters.database.agreements import SqlAgreements
from quita.adapters.database.aliases import SqlAliases
from quita.adapters.database.boletos import SqlBoletos
from quita.adapters.database.cases import SqlCases
from quita.adapters.database.charges import SqlCharges
from quita.adapters.database.contacts import SqlContacts
from quita.adapters.database.conversations import SqlConversations
from quita.adapters.database.debts import Indexes, SqlDebts, no_indexes
from quita.adapters.database.desk_access import SqlDeskAccess
from quita.adapters.database.desk_approvals import SqlApprovals
from quita.adapters.database.desk_list import SqlDeskList
from quita.adapters.database.desk_notes import SqlDeskNotes
from quita.adapters.database.dossiers import SqlDossiers
from quita.adapters.database.engine import READ_ONLY
from quita.adapters.database.events import SqlEvents
from quita.adapters.database.handoffs import SqlCallbacks, SqlHandoffs
from quita.adapters.database.held_hooks import SqlHeldHooks
from quita.adapters.database.letters import SqlDelistings, SqlLetters
from quita.adapters.database.links import SqlLinks
from quita.adapters.database.marks import SqlMarks
from quita.adapters.database.media import SqlMediaRecords
from quita.adapters.database.messages import SqlMessages
from quita.adapters.database.news import SqlNews
from quita.adapters.database.offers import SqlOffers
from quita.adapters.database.outbox import SqlOutbox
from quita.adapters.database.people import SqlPeople
from quita.adapters.database.queueing import Queue
from quita.adapters.database.receipts import SqlReceiptClaims
from quita.adapters.database.recurrences import SqlRecurrences
from quita.adapters.database.reminders import SqlReminders
from quita.adapters.database.send_slots import SqlSlots
from quita.adapters.database.sms import SqlSms
from quita.adapters.database.timeline import SqlTimeline
from quita.adapters.database.turn_notes import SqlTurnNotes
from quita.adapters.database.users import SqlUsers
from quita.adapters.database.web_sessions import SqlWebSessions
from quita.adapters.database.whatsapp_numbers import SqlNumbers
from quita.adapters.database.whatsapp_templates import SqlReach, SqlTemplateStatuses
from quita.adapters.vault import Vault
from quita.domain.errors import Busy, Conflict, DatabaseAway
from quita.services import ports

# PostgreSQL's SQLSTATE: serialization failure, deadlock, lock not available in time.
_MET_ON_POSTGRESQL = {"40001", "40P01", "55P03"}
_MET_ON_SQLITE = "is locked"  # sqlite3 gives no error codes before Python 3.11
# PostgreSQL's classes of SQLSTATE that blame no row: connection, transaction state, resources,
# operator, system, internal; and a table or column that no migration has made yet.
_AWAY_CLASSES = {"08", "25", "53", "57", "58", "XX"}
_NOT_MIGRATED = {"42P01", "42703"}


class SqlUnitOfWork:
    """The repositories of one transaction; fulfils the port UnitOfWork."""

    def __init__(
        self, connection: Connection, vault: Vault, new_id: ports.NewId, indexes: Indexes
    ) -> None:
        """Tie the repositories to a connection that is in a transaction."""
        parts = (connection, vault, new_id)
        self.aliases: ports.Aliases = SqlAliases(*parts)
        self.people: ports.People = SqlPeople(*parts)
        self.debts: ports.Debts = SqlDebts(*parts, indexes)
        self.offers: ports.Offers = SqlOffers(*parts)
        self.agreements: ports.Agreements = SqlAgreements(*parts)
        self.charges: ports.Charges = SqlCharges(*parts)
        self.boletos: ports.Boletos = SqlBoletos(*parts)
        self.conversations: ports.Conversations = SqlConversations(*parts)
        self.messages: ports.Messages = SqlMessages(*parts)
        self.outbox: ports.Outbox = SqlOutbox(*parts)
        self.events: ports.Events = SqlEvents(*parts)
        self.cases: ports.Cases = SqlCases(*parts)
        self.users: ports.Users = SqlUsers(*parts)
        self.marks: ports.Marks = SqlMarks(*parts)
        self.recurrences: ports.Recurrences = SqlRecurrences(*parts)
        self.media: ports.MediaRecords = SqlMediaRecords(*parts)
        self.receipts: ports.ReceiptClaims = SqlReceiptClaims(*parts)
        self.contacts: ports.Contacts = SqlContacts(*parts)
        self.reminders: ports.Reminders = SqlReminders(*parts)
        self.news: ports.WaitingNews = SqlNews(*parts)
        self.letters: ports.Letters = SqlLetters(*parts)
        self.delistings: ports.Delistings = SqlDelistings(*parts)
        self.numbers: ports.Numbers = SqlNumbers(*parts)
        self.slots: ports.Slots = SqlSlots(*parts)
        self.templates: ports.TemplateStatuses = SqlTemplateStatuses(*parts)
        self.reach: ports.Reach = SqlReach(*parts)
        self.handoffs: ports.Handoffs = SqlHandoffs(*parts)
        self.callbacks: ports.Callbacks = SqlCallbacks(*parts)
        self.turn_notes: ports.TurnNotes = SqlTurnNotes(*parts)
        self.held_hooks: ports.HeldHooks = SqlHeldHooks(*parts)
        self.dossiers: ports.Dossiers = SqlDossiers(*parts)
        self.desk_access: ports.DeskAccess = SqlDeskAccess(*parts)
        self.desk_list: ports.DeskList = SqlDeskList(*parts)
        self.desk_notes: ports.DeskNotes = SqlDeskNotes(*parts)
        self.approvals: ports.Approvals = SqlApprovals(*parts)
        self.links: ports.Links = SqlLinks(*parts)
        self.sms: ports.SmsBox = SqlSms(*parts)
        self.timeline: ports.Timeline = SqlTimeline(*parts)
        self.web_sessions: ports.WebSessions = SqlWebSessions(*parts)


class Database:
    """Makes units of work: `with database() as tx: ...`; fulfils UnitOfWorkFactory."""

    def __init__(
        self, engine: Engine, vault: Vault, new_id: ports.NewId, indexes: Indexes = no_indexes
    ) -> None:
        """Wire an engine of make_engine, the vault, what makes ids of rows, the index series."""
        self.engine, self._vault, self._new_id = engine, vault, new_id
        self._indexes = indexes
        self._queue = Queue(engine)
        self._outer = threading.local()

    @contextmanager
    def __call__(self) -> Iterator[ports.UnitOfWork]:
        """Run one transaction, or a part of the one that this thread runs by together().

        Raises:
            Conflict: another transaction got there first, or (Busy) was in the way; nothing was
                stored.
            DatabaseAway: the same for any transaction.
        """
        outer: Connection | None = getattr(self._outer, "connection", None)
        if outer is not None:
            with _conflicts(), outer.begin_nested():
                yield self._repositories(outer)
            return
        with self._queue.turn(), self._transaction(self.engine) as (_, tx):
            yield tx

    @contextmanager
    def together(self) -> Iterator[ports.UnitOfWork]:
        """Run one transaction of which those begun within, in the same thread, are parts.

        A part that fails undoes itself alone; only the whole commits.

        Raises:
            Conflict: another transaction got there first; nothing was stored.
        """
        with self._queue.turn(), self._transaction(self.engine) as (connection, tx):
            self._outer.connection = connection
            try:
                yield tx
            finally:
                del self._outer.connection

    @contextmanager
    def reading(self) -> Iterator[ports.UnitOfWork]:
        """Run one transaction that only reads, and waits for no writer on SQLite."""
        with self._transaction(self.engine.execution_options(**{READ_ONLY: True})) as (_, tx):
            yield tx

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[tuple[Connection, ports.UnitOfWork]]:
        with _conflicts(), engine.begin() as connection:
            yield connection, self._repositories(connection)

    def _repositories(self, connection: Connection) -> ports.UnitOfWork:
        return SqlUnitOfWork(connection, self._vault, self._new_id, self._indexes)


@contextmanager
def _conflicts() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if _met_another(error):
            raise Busy("another transaction was in the way") from error
        if isinstance(error, IntegrityError):
            raise Conflict("another transaction got there first") from error
        if _is_away(error):
            raise DatabaseAway(str(error.orig)) from error
        raise
    except NoConnectionFree as error:
        raise DatabaseAway("no connection is free") from error


def _met_another(error: DBAPIError) -> bool:
    code = getattr(error.orig, "pgcode", None)
    return code in _MET_ON_POSTGRESQL or _MET_ON_SQLITE in str(error.orig)


def _is_away(error: DBAPIError) -> bool:
    code = getattr(error.orig, "pgcode", None)
    if code is not None:
        return code[:2] in _AWAY_CLASSES or code in _NOT_MIGRATED
    # SQLite says of a missing table what it says of a full disk, and of a broken file still less.
    return error.connection_invalidated or type(error) in (OperationalError, DatabaseError)
