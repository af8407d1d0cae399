"""What the company tells and sends: news, reminders, letters, requests to delist."""

from __future__ import annotations

import secrets
from functools import cached_property, partial

from quita.adapters.links import BoletoLinks, LetterLinks, QrLinks, TermLinks
from quita.adapters.whatsapp.template_registry import TemplateRegistry
from quita.bootstrap.clients import Clients
from quita.domain.identity import cnpj_text
from quita.domain.letter import new_code
from quita.services.delisting import DelistingService
from quita.services.governor import Governor
from quita.services.letters import LetterService
from quita.services.messenger import Messenger
from quita.services.reminders import Reminders
from quita.services.settling import Settling
from quita.services.telling import Telling
from quita.services.term_papers import TermPapers
from quita.settings import ROOT


class AfterDeal(Clients):
    """What the company tells and sends: news, reminders, letters, requests to delist."""

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
    def boleto_links(self) -> BoletoLinks:
        """Addresses of boletos."""
        return BoletoLinks(self.settings.secret_key, self.settings.public_url)

    @cached_property
    def qr_links(self) -> QrLinks:
        """Addresses of Pix codes' pictures."""
        return QrLinks(self.settings.secret_key, self.settings.public_url)

    @cached_property
    def messenger(self) -> Messenger:
        """What is written to a person by itself: late codes, confirmed payments."""
        company = self.settings.company
        cnpj = cnpj_text(company.cnpj)
        links = (self.boleto_links.url, self.qr_links.url)
        number, bank = self.settings.whatsapp, self.settings.pix
        key = bank.key if number and number.pix_orders and bank else None
        return Messenger(self.phrases, self.telling.tell, company.name, cnpj, *links, key)

    @cached_property
    def reminders(self) -> Reminders:
        """Reminders of agreed payments."""
        parts = (self.database, self.clock, self.new_id, self.governor)
        return Reminders(*parts, self.messenger, self.phrases, self.templates)
