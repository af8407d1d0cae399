"""The database, the words, and what hangs on them alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from quita.adapters.database.balances import SqlBalances
from quita.adapters.database.engine import make_engine
from quita.adapters.database.unit_of_work import Database
from quita.adapters.passwords import Argon2Hasher
from quita.adapters.phrases import YamlPhrases
from quita.adapters.policies import PolicyFiles
from quita.adapters.publisher import Publisher, Sink, WebhookSink
from quita.adapters.vault import Vault
from quita.bootstrap.config import company_facts
from quita.services.accounts import Accounts
from quita.services.balances import Balances
from quita.services.cases import Cases
from quita.services.contact import Contact
from quita.services.debts import DebtBook
from quita.services.identity import Identity
from quita.services.offers import Offers
from quita.services.portfolio import Portfolio
from quita.services.ports import Clock
from quita.settings import ROOT, Settings


class Core:
    """The database, the words, and what hangs on them alone."""

    def __init__(self, settings: Settings, clock: Clock, new_id: Callable[[], str]) -> None:
        """Take what everything hangs on."""
        self.settings, self.clock, self.new_id = settings, clock, new_id

    @cached_property
    def policies(self) -> PolicyFiles:
        """What creditors allow, with the index series."""
        return PolicyFiles(ROOT / "policies")

    @cached_property
    def database(self) -> Database:
        """The main database; migrations are `quita migrate`'s."""
        vault = Vault(self.settings.secret_key)
        engine = make_engine(self.settings.database_url)
        return Database(engine, vault, self.new_id, self.policies.index)

    @cached_property
    def phrases(self) -> YamlPhrases:
        """What is said outside a dialogue, from domain/."""
        return YamlPhrases(ROOT / "domain", company_facts(self.settings))

    @cached_property
    def worker(self) -> str:
        """This process's name in leases."""
        return self.new_id()

    def publisher(self) -> Publisher:
        """What sends events to the company's web hook and to RabbitMQ."""
        s = self.settings
        sinks: list[Sink] = []
        if s.events_webhook_url:
            sinks.append(WebhookSink(self.clock, s.events_webhook_url, s.events_webhook_secret))
        if s.amqp_url:
            from quita.adapters.rabbitmq import RabbitSink  # half a second, for those who use it

            sinks.append(RabbitSink(s.amqp_url))
        return Publisher(self.database, self.clock, s.public_url, sinks)

    @cached_property
    def portfolio(self) -> Portfolio:
        """Loading portfolio files."""
        return Portfolio(self.database, self.policies, self.new_id, self.clock)

    @cached_property
    def balances(self) -> Balances:
        """The nightly update of what debts come to."""
        ledger = SqlBalances(self.database.engine, self.policies.index)
        return Balances(ledger, self.clock)

    @cached_property
    def contact(self) -> Contact:
        """Who must not be written to."""
        return Contact(self.database, self.clock, self.new_id)

    @cached_property
    def identity(self) -> Identity:
        """Proof of identity."""
        return Identity(self.database, self.clock)

    @cached_property
    def debts(self) -> DebtBook:
        """Statements."""
        return DebtBook(self.database, self.clock)

    @cached_property
    def offers(self) -> Offers:
        """Bargaining."""
        return Offers(self.database, self.clock, self.new_id)

    @cached_property
    def accounts(self) -> Accounts:
        """Who signs in to the desk."""
        return Accounts(self.database, Argon2Hasher(), self.new_id, self.clock)

    @cached_property
    def cases(self) -> Cases:
        """Cases for humans."""
        return Cases(self.database, self.clock, self.new_id, self.contact)
