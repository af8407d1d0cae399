"""Messages in and out on both channels, media, and who answers."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from quita.adapters.database.web_feed import SqlWebFeed
from quita.adapters.media_files import EncryptedFiles
from quita.adapters.queues import read_book
from quita.adapters.transcription import AsyncTranscriber
from quita.adapters.vault import Vault
from quita.adapters.whatsapp.consequences import Consequences
from quita.adapters.whatsapp.delivery import WhatsAppDelivery
from quita.adapters.whatsapp.departure import Departures
from quita.bootstrap.money import Money
from quita.domain.media import MEGABYTE
from quita.domain.queues import HandoffBook
from quita.services.attachments import Attachments
from quita.services.carry_over import CarryOver
from quita.services.dialogue import Dialogue
from quita.services.holding import Holding
from quita.services.inbox import Inbox, Timing
from quita.services.links import Links
from quita.services.media import Media
from quita.services.media_intake import MediaIntake, MediaRules
from quita.services.media_sorting import MediaSorting
from quita.services.number_health import NumberHealth
from quita.services.ownership import Ownership
from quita.services.reaching import Reaching
from quita.services.receipts import Receipts
from quita.services.sms import Sms
from quita.services.sms_contact import SmsContact
from quita.services.starting import Starting
from quita.services.turn_media import TurnMedia
from quita.services.turns import TurnRunner
from quita.services.voice_notes import VoiceNotes
from quita.services.waiting import Waiting
from quita.services.web_chat import WebChat
from quita.services.web_delivery import WebDelivery
from quita.services.web_files import WebFiles


class Conversations(Money):
    """Messages in and out on both channels, media, and who answers."""

    @cached_property
    def links(self) -> Links:
        """Links for people."""
        return Links(self.database, self.clock, self.new_id, self.settings.public_url)

    @cached_property
    def inbox(self) -> Inbox:
        """Receiving."""
        keep = timedelta(days=self.settings.media.retention_days)
        timing = Timing(typing_window=self.settings.typing_window, keep=keep)
        heard = (self.links.heard, self.contact.heard)
        return Inbox(self.database, self.clock, self.new_id, timing, *heard)

    @cached_property
    def holding(self) -> Holding:
        """Web hooks that are read later."""
        return Holding(self.database, self.database.together, self.clock)

    @cached_property
    def web_chat(self) -> WebChat:
        """Browsers that chat."""
        feed = SqlWebFeed(self.database.engine, Vault(self.settings.secret_key))
        return WebChat(self.database, self.clock, self.new_id, self.inbox, self.links, feed)

    @cached_property
    def sms(self) -> Sms:
        """SMS with links."""
        parts = (self.database, self.clock, self.new_id, self.links, self.inbox, self.phrases)
        return Sms(*parts, SmsContact(self.governor, self.clock), self.contact)

    @cached_property
    def web_files(self) -> WebFiles:
        """Files that browsers send."""
        cap = self.settings.media.max_megabytes * MEGABYTE
        return WebFiles(self.database, self.inbox, self.media_files, self.clock, cap)

    @cached_property
    def web_delivery(self) -> WebDelivery:
        """Handing the outbox to browsers."""
        return WebDelivery(self.database, self.clock, self.worker)

    @cached_property
    def handoff_book(self) -> HandoffBook:
        """When conversations go to people, and to which queue."""
        return read_book(self.settings.queues_file)

    @cached_property
    def ownership(self) -> Ownership:
        """Who answers."""
        url, book = self.settings.public_url, self.handoff_book
        return Ownership(self.database, self.clock, self.new_id, url, book)

    @cached_property
    def waiting(self) -> Waiting:
        """Waiting for a person."""
        parts = (self.database, self.clock, self.new_id)
        reaching = Reaching(self.clock, self.governor, self.templates)
        return Waiting(*parts, self.phrases, self.ownership, reaching)

    @cached_property
    def carry_over(self) -> CarryOver:
        """What the bot is told when a conversation is handed back."""
        return CarryOver(self.database, self.clock)

    @cached_property
    def media_files(self) -> EncryptedFiles:
        """Where the bytes of files lie."""
        return EncryptedFiles(self.settings.media.folder, Vault(self.settings.secret_key))

    @property
    def _media_rules(self) -> MediaRules:
        ours = self.settings.media
        return MediaRules(ours.max_megabytes * MEGABYTE, timedelta(days=ours.retention_days))

    @cached_property
    def media_intake(self) -> MediaIntake:
        """Fetching files, and deleting them."""
        return MediaIntake(self.database, self.clock, self.media_files, self._media_rules)

    @cached_property
    def voice_notes(self) -> VoiceNotes:
        """Answers by voice."""
        return VoiceNotes(self.database, self.clock, self.media_files, self._media_rules)

    @cached_property
    def media(self) -> Media:
        """Files for agents."""
        return Media(self.database, self.clock, self.media_files)

    @cached_property
    def receipts(self) -> Receipts:
        """Receipts for agents."""
        return Receipts(self.database, self.clock, self.new_id)

    @cached_property
    def media_sorting(self) -> MediaSorting:
        """Telling receipts and identity documents among files that came late."""
        return MediaSorting(self.receipts, self.waiting)

    @cached_property
    def attachments(self) -> Attachments:
        """Receipts that agents attach."""
        keep = timedelta(days=self.settings.media.retention_days)
        return Attachments(self.database, self.clock, self.new_id, self.media_files, keep)

    def turn_media(self) -> TurnMedia:
        """What takes a turn's files, for one event loop."""
        heard = self.settings.transcription
        transcriber = AsyncTranscriber(heard.url, heard.key, heard.model) if heard else None
        parts = (self.database, self.clock, self.media_intake, self.receipts)
        return TurnMedia(*parts, self.media_source(), transcriber)

    @cached_property
    def consequences(self) -> Consequences:
        """What refusals of Meta's bring."""
        return Consequences(self.clock, self.new_id, self.contact)

    @cached_property
    def delivery(self) -> WhatsAppDelivery:
        """Delivering the outbox."""
        numbers = self.settings.require_whatsapp().numbers
        last_look = Starting(self.governor, self.clock)
        own = (self.database, self.clock, self.worker, numbers, self.templates)
        departures = Departures(*own, last_look)
        parts = (self.database, self.clock, self.worker, departures, self.consequences)
        return WhatsAppDelivery(*parts, self.media_files)

    @cached_property
    def number_health(self) -> NumberHealth:
        """How our WhatsApp numbers fare, and each conversation's window."""
        number = self.settings.whatsapp
        numbers = number.numbers if number else ()
        return NumberHealth(self.database, self.clock, numbers, self.templates)

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
