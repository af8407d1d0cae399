"""Wires everything once a process: settings in, services out. Nothing happens on import."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property, lru_cache, partial

from quita import settings as settings_module
from quita.adapters.boleto.client_async import AsyncBoletoClient
from quita.adapters.boleto.client_sync import BoletoClient
from quita.adapters.boleto.config import BoletoConfig
from quita.adapters.clock import SharedClock, machine_clock
from quita.adapters.cnab240.account import read_account
from quita.adapters.cnab240.files import Cnab240
from quita.adapters.database.balances import SqlBalances
from quita.adapters.database.engine import make_engine
from quita.adapters.database.unit_of_work import Database
from quita.adapters.database.web_feed import SqlWebFeed
from quita.adapters.links import BoletoLinks, LetterLinks, QrLinks, TermLinks
from quita.adapters.media_files import EncryptedFiles
from quita.adapters.passwords import Argon2Hasher
from quita.adapters.phrases import YamlPhrases
from quita.adapters.pix.client_async import AsyncPixClient
from quita.adapters.pix.client_sync import PixClient
from quita.adapters.pix.config import PixConfig
from quita.adapters.pix.profiles import BACEN, profile_named
from quita.adapters.policies import PolicyFiles
from quita.adapters.publisher import Publisher, Sink, WebhookSink
from quita.adapters.queues import read_book
from quita.adapters.second_factor import TimeCodes
from quita.adapters.sms.client import SmsClient
from quita.adapters.transcription import AsyncTranscriber
from quita.adapters.vault import Vault
from quita.adapters.whatsapp.client_async import AsyncWhatsAppClient
from quita.adapters.whatsapp.client_sync import WhatsAppClient
from quita.adapters.whatsapp.consequences import Consequences
from quita.adapters.whatsapp.delivery import WhatsAppDelivery
from quita.adapters.whatsapp.departure import Departures
from quita.adapters.whatsapp.media_client import AsyncMediaClient
from quita.adapters.whatsapp.template_registry import TemplateRegistry
from quita.adapters.zip_files import pack, unpack
from quita.domain.boleto.paper import Party
from quita.domain.errors import Misconfigured
from quita.domain.identity import cnpj_text
from quita.domain.letter import new_code
from quita.domain.media import MEGABYTE
from quita.domain.queues import HandoffBook
from quita.services.accounts import Accounts
from quita.services.agreements import Agreements
from quita.services.automatic import Automatic
from quita.services.balances import Balances
from quita.services.board import Board
from quita.services.boleto_files import BoletoFiles
from quita.services.boleto_papers import BoletoPapers
from quita.services.boletos import BoletoService
from quita.services.carry_over import CarryOver
from quita.services.case_file import CaseFiles
from quita.services.cases import Cases
from quita.services.charges import ChargeService
from quita.services.contact import Contact
from quita.services.debts import DebtBook
from quita.services.delisting import DelistingService
from quita.services.desk import Desk
from quita.services.desk_deals import DeskDeals
from quita.services.desk_tools import DeskTools
from quita.services.dialogue import Dialogue
from quita.services.dossiers import Dossiers, Papers
from quita.services.due_rules import due_rule, paid_at_once
from quita.services.governor import Governor
from quita.services.identity import Identity
from quita.services.inbox import Inbox, Timing
from quita.services.keeping import Keeping
from quita.services.letters import LetterService
from quita.services.links import Links
from quita.services.media import Media
from quita.services.media_intake import MediaIntake, MediaRules
from quita.services.messenger import Messenger
from quita.services.number_health import NumberHealth
from quita.services.offers import Offers
from quita.services.ownership import Ownership
from quita.services.payments import PaymentService
from quita.services.portfolio import Portfolio
from quita.services.ports import Clock
from quita.services.reassigning import Reassigning
from quita.services.receipts import Receipts
from quita.services.reconciliation import Reconciliation
from quita.services.reminders import Reminders
from quita.services.sessions import Sessions
from quita.services.settling import Settling
from quita.services.sms import NotSuppressed, Sms
from quita.services.supervision import Supervision
from quita.services.telling import Telling
from quita.services.term_papers import TermPapers
from quita.services.transcripts import Transcripts
from quita.services.turn_media import TurnMedia
from quita.services.turns import TurnRunner
from quita.services.verification import Verification
from quita.services.waiting import Waiting
from quita.services.web_chat import WebChat
from quita.services.web_delivery import WebDelivery
from quita.services.web_files import WebFiles
from quita.settings import ROOT, Settings


class Container:
    """The services of one process, each made when it is first asked for."""

    def __init__(self, settings: Settings, clock: Clock, new_id: Callable[[], str]) -> None:
        """Take what everything hangs on."""
        self.settings, self.clock, self.new_id = settings, clock, new_id

    @cached_property
    def database(self) -> Database:
        """The main database; migrations are `quita migrate`'s."""
        vault = Vault(self.settings.secret_key)
        engine = make_engine(self.settings.database_url)
        return Database(engine, vault, self.new_id, self.policies.index)

    @cached_property
    def policies(self) -> PolicyFiles:
        """What creditors allow, with the index series."""
        return PolicyFiles(ROOT / "policies")

    @cached_property
    def phrases(self) -> YamlPhrases:
        """What is said outside a dialogue, from domain/."""
        return YamlPhrases(ROOT / "domain", company_facts(self.settings))

    @cached_property
    def inbox(self) -> Inbox:
        """Receiving."""
        timing = Timing(typing_window=self.settings.typing_window)
        return Inbox(self.database, self.clock, self.new_id, timing, self.links.heard)

    # Links, the web chat and SMS.

    @cached_property
    def links(self) -> Links:
        """Links for people."""
        return Links(self.database, self.clock, self.new_id, self.settings.public_url)

    @cached_property
    def web_chat(self) -> WebChat:
        """Browsers that chat."""
        feed = SqlWebFeed(self.database.engine, Vault(self.settings.secret_key))
        return WebChat(self.database, self.clock, self.new_id, self.inbox, self.links, feed)

    @cached_property
    def sms(self) -> Sms:
        """SMS with links; the contact check is the one place to join the governor."""
        parts = (self.database, self.clock, self.new_id, self.links, self.inbox, self.phrases)
        return Sms(*parts, NotSuppressed())

    def sms_gateway(self) -> SmsClient:
        """A client of the SMS gateway, for the worker."""
        return SmsClient(self.settings.require_sms(), self.settings.public_url)

    @cached_property
    def web_files(self) -> WebFiles:
        """Files that browsers send."""
        files = EncryptedFiles(self.settings.var / "media", Vault(self.settings.secret_key))
        return WebFiles(self.inbox, self.web_chat.feed, files, self.clock)

    @cached_property
    def web_delivery(self) -> WebDelivery:
        """Handing the outbox to browsers."""
        return WebDelivery(self.database, self.clock, self.worker)

    @cached_property
    def ownership(self) -> Ownership:
        """Who answers."""
        url, book = self.settings.public_url, self.handoff_book
        return Ownership(self.database, self.clock, self.new_id, url, book)

    # -- handoff ---------------------------------------------------------------------------------
    @cached_property
    def handoff_book(self) -> HandoffBook:
        """When conversations go to people, and to which queue."""
        return read_book(self.settings.queues_file)

    @cached_property
    def waiting(self) -> Waiting:
        """Waiting for a person."""
        parts = (self.database, self.clock, self.new_id)
        return Waiting(*parts, self.phrases, self.ownership)

    @cached_property
    def carry_over(self) -> CarryOver:
        """What the bot is told when a conversation is handed back."""
        return CarryOver(self.database, self.clock)

    @cached_property
    def transcripts(self) -> Transcripts:
        """Conversations as documents."""
        return Transcripts(self.database, self.clock)

    @cached_property
    def dossiers(self) -> Dossiers:
        """Evidence of cases, sealed."""
        from quita.adapters.paper.term import draw_term  # only who draws loads reportlab
        from quita.adapters.paper.transcript import transcript_pdf

        papers = Papers(transcript_pdf, partial(draw_term, self.phrases), pack, unpack)
        parts = (self.database, self.clock, self.new_id)
        return Dossiers(*parts, self.transcripts, papers)

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
    def charges(self) -> ChargeService:
        """Charges at the bank; the payer's text names no debt, for others may pay."""
        text = f"Pagamento {self.settings.company.name}"
        bank = self.settings.pix
        rule = due_rule(bank.due_valid_days) if bank and bank.due_charges else paid_at_once
        return ChargeService(self.database, self.clock, self.new_id, text, due_rule=rule)

    @cached_property
    def boletos(self) -> BoletoService:
        """Boletos at the bank."""
        return BoletoService(self.database, self.clock, self.new_id)

    def boleto_files(self) -> BoletoFiles:
        """Boletos by remittance and return files.

        Raises:
            Misconfigured: no account file is set, or it is wrong.
        """
        path = self.settings.boleto_account_file
        if path is None:
            raise Misconfigured("BOLETO_ACCOUNT_FILE is not set")
        company = self.settings.company
        return BoletoFiles(
            self.database,
            self.clock,
            self.boletos,
            self.payments,
            self.messenger.late_boleto,
            Cnab240(read_account(path), company.name, company.cnpj),
        )

    @cached_property
    def boleto_papers(self) -> BoletoPapers:
        """What stands on a boleto."""
        company = self.settings.company
        receiver = Party(company.name, cnpj_text(company.cnpj), company.address)
        return BoletoPapers(self.database, receiver)

    @cached_property
    def boleto_links(self) -> BoletoLinks:
        """Addresses of boletos."""
        return BoletoLinks(self.settings.secret_key, self.settings.public_url)

    @cached_property
    def qr_links(self) -> QrLinks:
        """Addresses of Pix codes' pictures."""
        return QrLinks(self.settings.secret_key, self.settings.public_url)

    @cached_property
    def agreements(self) -> Agreements:
        """Closing deals."""
        return Agreements(self.database, self.clock, self.new_id, self.charges, self.boletos)

    @cached_property
    def keeping(self) -> Keeping:
        """What happens to agreements after they are made."""
        return Keeping(self.database, self.clock, self.new_id)

    @cached_property
    def balances(self) -> Balances:
        """The nightly update of what debts come to."""
        ledger = SqlBalances(self.database.engine, self.policies.index)
        return Balances(ledger, self.clock)

    @cached_property
    def messenger(self) -> Messenger:
        """What is written to a person by itself: late codes, confirmed payments."""
        company = self.settings.company
        cnpj = cnpj_text(company.cnpj)
        links = (self.boleto_links.url, self.qr_links.url)
        number, bank = self.settings.whatsapp, self.settings.pix
        key = bank.key if number and number.pix_orders and bank else None
        return Messenger(self.phrases, self.telling.tell, company.name, cnpj, *links, key)

    # What follows a deal: whom the company may write to, reminders, news, letters, delisting.

    @cached_property
    def governor(self) -> Governor:
        """Whom the company may write to first, and when."""
        return Governor(self.clock, self.settings.contact_caps)

    @cached_property
    def templates(self) -> TemplateRegistry:
        """What may be sent outside an open window."""
        number = self.settings.whatsapp
        approved = number.templates if number else ()
        return TemplateRegistry(ROOT / "templates", approved)

    @cached_property
    def telling(self) -> Telling:
        """Telling people what happened, when they may be told."""
        return Telling(self.database, self.clock, self.phrases, self.governor, self.templates)

    @cached_property
    def reminders(self) -> Reminders:
        """Reminders of agreed payments."""
        parts = (self.database, self.clock, self.new_id, self.governor)
        return Reminders(*parts, self.messenger, self.phrases, self.templates)

    @cached_property
    def letters(self) -> LetterService:
        """Settlement letters."""
        code = partial(new_code, secrets.choice)
        return LetterService(self.database, self.clock, self.new_id, code)

    @cached_property
    def term_papers(self) -> TermPapers:
        """What stands on the term of an agreement."""
        return TermPapers(self.database)

    @cached_property
    def letter_links(self) -> LetterLinks:
        """Addresses of settlement letters."""
        return LetterLinks(self.settings.secret_key, self.settings.public_url)

    @cached_property
    def term_links(self) -> TermLinks:
        """Addresses of agreements' terms."""
        return TermLinks(self.settings.secret_key, self.settings.public_url)

    @cached_property
    def delisting(self) -> DelistingService:
        """Asking creditors to take listings back."""
        return DelistingService(self.database, self.clock, self.new_id)

    @cached_property
    def settling(self) -> Settling:
        """What a confirmed payment brings."""
        parts = (self.letters, self.delisting, self.letter_links.url)
        return Settling(self.phrases, self.telling.tell, *parts)

    @cached_property
    def payments(self) -> PaymentService:
        """Booking payments."""
        bank = self.settings.pix
        return PaymentService(
            self.database,
            self.clock,
            self.new_id,
            self.settling.payment_confirmed,
            self.messenger.payment_diverged,
            profile_named(bank.profile if bank else BACEN.name).cent_tolerance,
        )

    @cached_property
    def automatic(self) -> Automatic:
        """The rest of agreements by Pix Automático."""
        return Automatic(self.database, self.clock, self.new_id, self.messenger)

    @cached_property
    def verification(self) -> Verification:
        """Whether a code or a letter was issued here."""
        return Verification(self.database, self.clock, self.letters.stands)

    @cached_property
    def reconciliation(self) -> Reconciliation:
        """Comparing the bank's list of received Pix with the books."""
        return Reconciliation(self.database, self.clock)

    @cached_property
    def cases(self) -> Cases:
        """Cases for humans."""
        return Cases(self.database, self.clock, self.new_id, self.contact)

    # What comes in beside words.

    @cached_property
    def media_files(self) -> EncryptedFiles:
        """Where the bytes of files lie."""
        return EncryptedFiles(self.settings.media.folder, Vault(self.settings.secret_key))

    @cached_property
    def media_intake(self) -> MediaIntake:
        """Fetching files, and deleting them."""
        ours = self.settings.media
        rules = MediaRules(ours.max_megabytes * MEGABYTE, timedelta(days=ours.retention_days))
        return MediaIntake(self.database, self.clock, self.media_files, rules)

    @cached_property
    def media(self) -> Media:
        """Files for agents."""
        return Media(self.database, self.clock, self.media_files)

    @cached_property
    def receipts(self) -> Receipts:
        """Receipts for agents."""
        return Receipts(self.database, self.clock, self.new_id)

    def media_source(self) -> AsyncMediaClient:
        """A client that fetches files, for one event loop."""
        number = self.settings.require_whatsapp()
        return AsyncMediaClient(number.graph_url, number.phone_number_id, number.access_token)

    def turn_media(self) -> TurnMedia:
        """What takes a turn's files, for one event loop."""
        heard = self.settings.transcription
        transcriber = AsyncTranscriber(heard.url, heard.key, heard.model) if heard else None
        parts = (self.database, self.clock, self.media_intake, self.receipts)
        return TurnMedia(*parts, self.media_source(), transcriber)

    @cached_property
    def desk(self) -> Desk:
        """What agents see."""
        return Desk(self.database, self.clock)

    @cached_property
    def accounts(self) -> Accounts:
        """Who signs in to the desk."""
        return Accounts(self.database, Argon2Hasher(), self.new_id, self.clock)

    @cached_property
    def reassigning(self) -> Reassigning:
        """Who answers, among people."""
        url, book = self.settings.public_url, self.handoff_book
        return Reassigning(self.database, self.clock, self.new_id, url, book)

    @cached_property
    def board(self) -> Board:
        """The desk's list."""
        return Board(self.database.reading, self.clock)

    @cached_property
    def desk_tools(self) -> DeskTools:
        """What agents write beside a conversation."""
        return DeskTools(self.database, self.clock, self.new_id)

    @cached_property
    def desk_deals(self) -> DeskDeals:
        """What agents do with a case."""
        acts = (self.offers, self.agreements, self.cases, self.messenger)
        return DeskDeals(self.database, self.clock, self.new_id, *acts)

    @cached_property
    def case_files(self) -> CaseFiles:
        """The case beside a chat."""
        return CaseFiles(self.database.reading, self.clock)

    @cached_property
    def supervision(self) -> Supervision:
        """What supervisors watch."""
        return Supervision(self.database.reading, self.clock)

    @cached_property
    def sessions(self) -> Sessions:
        """Who sits at a browser."""
        return Sessions(self.database, self.clock, self.settings.secret_key, TimeCodes())

    @cached_property
    def delivery(self) -> WhatsAppDelivery:
        """Delivering the outbox."""
        numbers = self.settings.require_whatsapp().numbers
        departures = Departures(self.database, self.clock, self.worker, numbers)
        return WhatsAppDelivery(
            self.database, self.clock, self.worker, departures, self.consequences
        )

    @cached_property
    def consequences(self) -> Consequences:
        """What refusals of Meta's bring."""
        return Consequences(self.clock, self.new_id)

    @cached_property
    def number_health(self) -> NumberHealth:
        """How our WhatsApp numbers fare, and each conversation's window."""
        number = self.settings.whatsapp
        return NumberHealth(self.database, self.clock, number.numbers if number else ())

    @cached_property
    def worker(self) -> str:
        """This process's name in leases."""
        return self.new_id()

    def turns(self, dialogue: Dialogue, media: TurnMedia | None = None) -> TurnRunner:
        """The turn runner over a dialogue engine."""
        return TurnRunner(
            self.database,
            self.inbox,
            self.ownership,
            self.contact,
            self.phrases,
            dialogue,
            self.clock,
            self.settings.public_url,
            self.telling,
            self.waiting,
            media,
        )

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

    def whatsapp_sync(self) -> WhatsAppClient:
        """A client of the Graph API for worker and command line."""
        number = self.settings.require_whatsapp()
        return WhatsAppClient(number.graph_url, number.phone_number_id, number.access_token)

    def whatsapp_async(self) -> AsyncWhatsAppClient:
        """A client of the Graph API for the running event loop."""
        number = self.settings.require_whatsapp()
        return AsyncWhatsAppClient(number.graph_url, number.phone_number_id, number.access_token)

    def pix_sync(self) -> PixClient:
        """A client of the bank for worker and command line."""
        return PixClient(pix_config(self.settings))

    def boleto_sync(self) -> BoletoClient:
        """A client of the bank that registers boletos, for worker and command line."""
        return BoletoClient(boleto_config(self.settings))

    @cached_property
    def _boleto_async(self) -> AsyncBoletoClient:
        return AsyncBoletoClient(boleto_config(self.settings))

    def boleto_async(self) -> AsyncBoletoClient:
        """The same for this process's event loop."""
        return self._boleto_async

    @cached_property
    def _pix_async(self) -> AsyncPixClient:
        return AsyncPixClient(pix_config(self.settings))

    def pix_async(self) -> AsyncPixClient:
        """The client of the bank for this process's event loop."""
        return self._pix_async


def build(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    new_id: Callable[[], str] | None = None,
) -> Container:
    """Wire a container; what is not given comes from the environment and the machine's clock."""
    found = settings or settings_module.load()
    moved = SharedClock(found.clock_offset_file) if found.clock_offset_file else machine_clock
    return Container(found, clock or moved, new_id or (lambda: uuid.uuid4().hex))


@lru_cache(maxsize=1)
def container() -> Container:
    """Give this process's container: Rasa makes channels and actions itself, so they ask here."""
    return build()


def company_facts(settings: Settings) -> dict[str, str]:
    """Give the placeholders that every response may hold."""
    return {
        "company_name": settings.company.name,
        "company_cnpj": cnpj_text(settings.company.cnpj),
        "public_url": settings.public_url,
    }


def boleto_config(settings: Settings) -> BoletoConfig:
    """Give the configuration of the client that registers boletos."""
    bank = settings.require_boleto()
    return BoletoConfig(bank.api_url, bank.token)


def pix_config(settings: Settings) -> PixConfig:
    """Give the Pix client's configuration."""
    bank = settings.require_pix()
    return PixConfig(
        api_url=bank.api_url,
        client_id=bank.client_id,
        client_secret=bank.client_secret,
        pix_key=bank.key,
        cert_file=bank.cert_file,
        key_file=bank.cert_key_file,
        token_url=bank.token_url,
        ca_file=bank.ca_file,
        receiver_name=settings.company.name,
        receiver_city=settings.company.city,
        profile=profile_named(bank.profile),
        application_key=bank.application_key,
        due_charges=bank.due_charges,
        automatic=bank.automatic,
        agency=bank.agency,
        account=bank.account,
    )
