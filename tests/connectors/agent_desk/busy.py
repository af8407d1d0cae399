"""A desk with work on it: people who wait, a verified debtor with a debt, notes, labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from quita.bootstrap import Container
from quita.domain.conversation import Channel, Owner
from quita.domain.events import HANDOFF_REQUESTED, Event
from quita.domain.offer import Wish
from quita.domain.records import OutboxState, Person, User
from quita.services.ports import UnitOfWork
from sandbox.graph import placeholders
from tests.builders import draft, open_conversation, save_debt, save_person, stated
from tests.conftest import FakeClock

WAITING = [  # phone, channel, reason, priority, minutes ago, last words
    ("+5511987650001", Channel.WHATSAPP, "life_risk", 0, 1, "não vejo mais saída pra isso tudo"),
    ("+5521987650002", Channel.WHATSAPP, "fraud", 1, 4, "eu nunca fiz esse cartão, é golpe"),
    ("+5531987650003", Channel.WHATSAPP, "dispute", 2, 9, "essa conta eu já paguei em março"),
    ("+5541987650004", Channel.SMS_LINK, "hardship", 3, 12, "fui mandado embora mês passado"),
    ("+5551987650005", Channel.WHATSAPP, "receipt", 4, 16, "segue o comprovante"),
    ("+5561987650006", Channel.WHATSAPP, "requested", 4, 18, "quero falar com uma pessoa"),
    ("+5571987650007", Channel.SMS_LINK, "low_confidence", 4, 22, "e aquele negócio lá do carro?"),
]
QUEUES = {"life_risk": "acolhimento", "fraud": "fraude", "dispute": "fraude"}
MARIA = Person("maria", "Maria das Dores Silva", "52998224725", date(1987, 8, 22))
PHONE = "+5581987650008"
SAID = [
    ("person", "Oi, boa tarde"),
    ("bot", "Oi! Sou a assistente virtual da Quita. Como posso ajudar?"),
    ("person", "queria ver aquele desconto que me falaram, 70% à vista"),
    ("bot", "Este desconto passa do que eu posso fazer. Vou chamar uma pessoa para ver com você."),
    ("agent:ana", "Oi, Maria, aqui é a Ana. Já li tudo e vou ver o melhor que dá para fazer."),
    ("person", "obrigada Ana! consigo pagar até dia 5"),
]


@dataclass(frozen=True)
class Busy:
    """The ids of what tests open."""

    maria: str
    waiting: tuple[str, ...]


def fill(core: Container, clock: FakeClock) -> Busy:
    """Put work on a desk; Maria's conversation is Ana's, verified, with an offer made."""
    with core.database() as tx:
        save_person(tx, MARIA, PHONE)
        save_debt(tx, stated("maria", "1840.50", id="debt", interest=Decimal("0.00")))
    waiting = tuple(
        _queue(core, clock, number, *row) for number, row in enumerate(WAITING, start=1)
    )
    maria = _maria(core, clock)
    core.desk_tools.note(waiting[1], _user(core, "bia"), "Ligou ontem também, @ana pode olhar?")
    core.desk_tools.label(waiting[1], "cartão")
    return Busy(maria, waiting)


def ask_and_attach(core: Container, busy: Busy) -> None:
    """Let Ana ask for more than she may grant Maria, and attach a receipt that Maria e-mailed."""
    ana = _user(core, "ana")
    why = "Ganha pouco, recebe no dia 5 e quer muito quitar."
    core.desk_deals.ask_approval(busy.maria, ana, "debt", Wish(count=12), why)
    core.attachments.attach(busy.maria, ana, "pix-entrada.pdf", placeholders.document(), None)


def _queue(
    core: Container,
    clock: FakeClock,
    number: int,
    phone: str,
    channel: Channel,
    reason: str,
    priority: int,
    minutes: int,
    words: str,
) -> str:
    at = clock() - timedelta(minutes=minutes)
    with core.database() as tx:
        protocol = f"202611230000{number:04}"
        made = open_conversation(tx, at, phone, channel=channel, protocol=protocol)
        tx.messages.add(made.id, draft(at, words, phone=phone, channel=channel), at)
        _hand_over(core, tx, made.id, reason, priority, at)
    return made.id


def _hand_over(
    core: Container, tx: UnitOfWork, chat: str, reason: str, priority: int, at: datetime
) -> None:
    tx.conversations.set_owner(chat, Owner.QUEUED, reason=reason, priority=priority, at=at)
    ranking = [["ask_discount", 0.83], ["negotiate", 0.11], ["greet", 0.03]]
    queue = QUEUES.get(reason, "geral")
    data = {"reason": reason, "queue": queue, "confidence": 0.83, "ranking": ranking}
    tx.events.add(Event(core.new_id(), HANDOFF_REQUESTED, chat, at, data))


def _maria(core: Container, clock: FakeClock) -> str:
    at = clock() - timedelta(minutes=20)
    with core.database() as tx:
        until = clock() + timedelta(minutes=26)
        chat = open_conversation(
            tx, at, PHONE, protocol="2026112300000008", person_id="maria", verified_until=until
        )
        for number, (author, words) in enumerate(SAID):
            moment = at + timedelta(minutes=2 * number)
            if author == "person":
                tx.messages.add(chat.id, draft(moment, words, phone=PHONE), moment)
            else:
                tx.outbox.add(chat.id, {"kind": "text", "text": words}, author, f"{number}", moment)
        for message in tx.outbox.of_conversation(chat.id):
            tx.outbox.sent(message.id, f"wamid.{message.id}", clock())
            state = OutboxState.DELIVERED if message.author == "agent:ana" else OutboxState.READ
            tx.outbox.advance(state, external_id=f"wamid.{message.id}", message_id=None, error=None)
        _hand_over(core, tx, chat.id, "beyond_authority", 4, at + timedelta(minutes=6))
    core.ownership.claim(chat.id, "ana")
    core.desk_deals.offer(chat.id, _user(core, "ana"), "debt", Wish(count=6), "demo")
    core.desk_tools.label(chat.id, "paga dia 5")
    core.desk_tools.note(
        chat.id, _user(core, "ana"), "Recebe no dia 5. Pediu desconto, quer quitar."
    )
    return chat.id


def _user(core: Container, user_id: str) -> User:
    user = core.accounts.get(user_id)
    assert user is not None
    return user
