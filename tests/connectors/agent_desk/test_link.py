"""A link that an agent sends by SMS: to whom, when it leaves, and who may."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from quita.bootstrap import Container
from quita.domain.links import LinkState
from quita.domain.records import AddressKind, OutboxState
from quita.domain.sms import SmsReason
from quita.services.links import Shown
from quita.services.ports.sms import GatewayAnswer, SmsMessage
from quita.settings import SmsSettings
from tests.builders import JOSE, MARIA, MARIAS_PHONE, save_debt, save_person, stated
from tests.conftest import FakeClock
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser
from tests.connectors.agent_desk.test_tools import trail, verify

OTHER = "+5551991112222"


@pytest.fixture(autouse=True)
def gateway(core: Container) -> Iterator[None]:
    """An SMS gateway is set."""
    object.__setattr__(core.settings, "sms", SmsSettings("http://127.0.0.1:9", "token"))
    yield


@pytest.fixture
def page(core: Container, held: str) -> str:
    """Ana's conversation with Maria, who has two phones and is not verified."""
    with core.database() as tx:
        save_person(tx, MARIA, MARIAS_PHONE, OTHER)
    return f"/desk/conversations/{held}"


def links(core: Container) -> list[Shown]:
    return core.links.show(MARIA.cpf) if _known(core) else []


def _known(core: Container) -> bool:
    with core.database() as tx:
        return bool(tx.links.of_person(MARIA.id))


def place(core: Container, phone: str) -> str:
    with core.database() as tx:
        return tx.people.ensure_address(AddressKind.PHONE, phone)


async def test_a_link_goes_to_the_phone_of_the_conversation_and_the_trail_names_who_sent_it(
    ana: Browser, core: Container, page: str, held: str
) -> None:
    await ana.get(page)
    assert "(51) ·····-4567" in ana.text and "-2222" not in ana.text
    told = await ana.post_for_script(f"{page}/send-link", to=place(core, MARIAS_PHONE), key="k1")
    assert told["ok"] and told["told"] == "O SMS está a caminho."
    [shown] = links(core)
    [sms] = core.sms.messages(shown.link.id)
    assert (shown.link.created_by, sms.phone) == ("agent:ana", MARIAS_PHONE)
    assert sms.reason is SmsReason.AGENT
    assert "link_sent" in trail(core, held)
    await ana.get(page)
    assert "a caminho" in ana.text


async def test_before_it_is_sent_an_agent_reads_what_it_says_and_what_it_costs(
    ana: Browser, page: str
) -> None:
    await ana.get(page)
    assert "1 SMS" in ana.text and "/l/xxxxxxxxxx" in ana.text


async def test_once_identity_is_proven_the_other_phones_can_be_chosen(
    ana: Browser, core: Container, page: str, held: str
) -> None:
    refused = await sends(ana, page, to=place(core, OTHER))
    assert not refused["ok"] and links(core) == []
    verify(core, held)
    await ana.get(page)
    assert "(51) ·····-2222" in ana.text
    assert (await sends(ana, page, to=place(core, OTHER)))["ok"]
    [sms] = core.sms.messages(links(core)[0].link.id)
    assert sms.phone == OTHER


async def test_at_night_it_waits_unless_the_person_asked(
    ana: Browser, core: Container, clock: FakeClock, page: str
) -> None:
    clock.advance(hours=9)  # 21:00
    await ana.sign_in("ana", PASSWORD)
    waits = await sends(ana, page, to=place(core, MARIAS_PHONE), key="k1")
    assert waits["told"] == "O SMS sai em 24/11/2026, às 08:00: agora está fora do horário."
    goes = await sends(ana, page, to=place(core, MARIAS_PHONE), key="k2", asked="yes")
    assert goes["told"] == "O SMS está a caminho."
    reasons = {core.sms.messages(one.link.id)[0].reason for one in links(core)}
    assert reasons == {SmsReason.AGENT, SmsReason.REQUESTED}


async def test_what_must_never_go_is_refused_in_plain_words(
    ana: Browser, core: Container, page: str, held: str
) -> None:
    with core.database() as tx:
        save_debt(tx, stated(MARIA.id, status="on_hold"))
    told = await sends(ana, page, to=place(core, MARIAS_PHONE))
    assert not told["ok"] and told["problem"] == "contact"
    assert "contestada" in told["text"]
    assert links(core) == []
    assert "link_refused" in trail(core, held)


async def test_the_same_form_sent_twice_sends_one(ana: Browser, core: Container, page: str) -> None:
    for _ in range(2):
        await sends(ana, page, to=place(core, MARIAS_PHONE), key="same")
    assert len(links(core)) == 1


async def test_only_who_has_the_conversation_sends(
    ana: Browser, bia: Browser, core: Container, page: str
) -> None:
    told = await sends(bia, page, to=place(core, MARIAS_PHONE))
    assert (told["ok"], told["problem"]) == (False, "not_owner")
    assert links(core) == []


@pytest.mark.parametrize("login", ["aud", "des"])
async def test_a_role_without_the_permission_sends_nothing(
    browsers: Callable[[], Browser], core: Container, page: str, login: str
) -> None:
    other = browsers()
    await other.sign_in(login, PASSWORD)
    told = await other.post_for_script(f"{page}/send-link", to=place(core, MARIAS_PHONE))
    assert (told["ok"], told["problem"]) == (False, "role")
    assert links(core) == []


async def test_where_several_people_share_a_phone_identity_comes_first(
    ana: Browser, core: Container, page: str
) -> None:
    with core.database() as tx:
        save_person(tx, JOSE, MARIAS_PHONE)
    await ana.get(page)
    assert "Confirme a identidade" in ana.text
    assert not (await sends(ana, page, to=place(core, MARIAS_PHONE)))["ok"]


async def test_without_a_gateway_there_is_no_link_to_send(
    ana: Browser, core: Container, page: str
) -> None:
    object.__setattr__(core.settings, "sms", None)
    await ana.get(page)
    assert "Link por SMS" not in ana.text
    assert not (await sends(ana, page, to=place(core, MARIAS_PHONE)))["ok"]


async def test_an_agent_ends_a_link_and_it_opens_nothing_any_more(
    ana: Browser, core: Container, clock: FakeClock, page: str, held: str
) -> None:
    clock.advance(hours=9)  # 21:00: it waits until the morning
    await ana.sign_in("ana", PASSWORD)
    await sends(ana, page, to=place(core, MARIAS_PHONE))
    [shown] = links(core)
    await ana.get(page)
    assert "Cancelar link" in ana.text
    told = await ana.post_for_script(f"{page}/revoke-link", link=shown.link.id)
    assert told["ok"] and "foi cancelado" in told["told"]
    assert links(core)[0].state is LinkState.REVOKED
    assert "link_revoked" in trail(core, held)
    await ana.get(page)
    assert "não sai, link cancelado" in ana.text and "Cancelar link" not in ana.text
    clock.advance(hours=12)
    assert core.sms.deliver_due(Gateway()) == 1
    [sms] = core.sms.messages(shown.link.id)
    assert sms.state is OutboxState.FAILED


async def test_nobody_ends_a_link_of_another_person_or_from_another_s_conversation(
    ana: Browser, bia: Browser, core: Container, page: str
) -> None:
    with core.database() as tx:
        save_person(tx, JOSE, OTHER)
    others = core.links.create(JOSE.id, "cli").link.id
    await sends(ana, page, to=place(core, MARIAS_PHONE))
    for link_id in (others, "none", ""):
        told = await ana.post_for_script(f"{page}/revoke-link", link=link_id)
        assert (told["ok"], told["problem"]) == (False, "not_found")
    await bia.get(page)
    told = await bia.post_for_script(f"{page}/revoke-link", link=links(core)[0].link.id)
    assert (told["ok"], told["problem"]) == (False, "not_owner")
    assert core.links.show(others)[0].state is links(core)[0].state is LinkState.OPEN


class Gateway:
    """A gateway that must not be asked."""

    def send(self, message: SmsMessage) -> GatewayAnswer:
        """Refuse to be asked."""
        raise AssertionError("a dead link was sent")


async def sends(browser: Browser, page: str, **fields: str) -> dict[str, object]:
    """Open the page and send its form, as its script does."""
    await browser.get(page)
    return await browser.post_for_script(f"{page}/send-link", **{"key": "key", **fields})
