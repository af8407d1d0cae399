"""What agents work with, and the documents of a conversation."""

from __future__ import annotations

from functools import cached_property, partial

from quita.adapters.second_factor import TimeCodes
from quita.adapters.zip_files import pack, unpack
from quita.bootstrap.conversations import Conversations
from quita.services.board import Board
from quita.services.case_file import CaseFiles
from quita.services.contact_line import ContactLine
from quita.services.desk import Desk
from quita.services.desk_deals import DeskDeals
from quita.services.desk_links import DeskLinks
from quita.services.desk_tools import DeskTools
from quita.services.dossiers import Dossiers, Papers
from quita.services.reassigning import Reassigning
from quita.services.sessions import Sessions
from quita.services.staff import Staff
from quita.services.supervision import Supervision
from quita.services.transcripts import Transcripts


class DeskSide(Conversations):
    """What agents work with, and the documents of a conversation."""

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
        return Dossiers(*parts, self.transcripts, papers, self.media_files)

    @cached_property
    def desk(self) -> Desk:
        """What agents see."""
        return Desk(self.database.reading, self.clock)

    @cached_property
    def reassigning(self) -> Reassigning:
        """What waits, given out."""
        return Reassigning(self.database, self.clock, self.ownership)

    @cached_property
    def staff(self) -> Staff:
        """Who works at the desk."""
        return Staff(self.database, self.clock, self.accounts, self.reassigning)

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
    def desk_links(self) -> DeskLinks:
        """Links that agents send by SMS."""
        parts = (self.database, self.database.reading, self.clock)
        return DeskLinks(*parts, self.sms, self.links, self.settings.public_url)

    @cached_property
    def case_files(self) -> CaseFiles:
        """The case beside a chat."""
        return CaseFiles(self.database.reading, self.clock)

    @cached_property
    def contact_line(self) -> ContactLine:
        """Every contact with a person, page by page."""
        return ContactLine(self.database.reading, self.clock)

    @cached_property
    def supervision(self) -> Supervision:
        """What supervisors watch."""
        return Supervision(self.database.reading, self.clock)

    @cached_property
    def sessions(self) -> Sessions:
        """Who sits at a browser."""
        return Sessions(self.database, self.clock, self.settings.secret_key, TimeCodes())
