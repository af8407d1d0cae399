"""SMS over a real database, with a gateway that answers what it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from quita.adapters.database.unit_of_work import Database
from quita.adapters.phrases import YamlPhrases
from quita.domain.contact_policy import Caps
from quita.services.contact import Contact
from quita.services.governor import Governor
from quita.services.inbox import Inbox, Timing
from quita.services.links import Links
from quita.services.ports.sms import GatewayAnswer, SmsMessage, Taken
from quita.services.sms import Sms
from quita.services.sms_contact import SmsContact
from quita.settings import ROOT
from tests.builders import MARIA, MARIAS_PHONE, save_person
from tests.conftest import FakeClock

TAKEN = GatewayAnswer(Taken.TAKEN, "gw-1")


@dataclass
class FakeGateway:
    """Answers in turn; the last answer stays."""

    answers: list[GatewayAnswer] = field(default_factory=lambda: [TAKEN])
    sent: list[SmsMessage] = field(default_factory=list)

    def send(self, message: SmsMessage) -> GatewayAnswer:
        """Take a message."""
        self.sent.append(message)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def make_sms(
    database: Database, clock: FakeClock, new_id: Callable[[], str], caps: Caps | None = None
) -> Sms:
    """Wire SMS over a database in which Maria is known at her phone."""
    with database() as tx:
        save_person(tx, MARIA, MARIAS_PHONE)
    links = Links(database, clock, new_id, "https://quita.example")
    inbox = Inbox(database, clock, new_id, Timing(), links.heard)
    phrases = YamlPhrases(ROOT / "domain", {})
    contact = SmsContact(Governor(clock, caps or Caps()), clock)
    silence = Contact(database, clock, new_id)
    return Sms(database, clock, new_id, links, inbox, phrases, contact, silence)
