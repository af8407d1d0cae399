"""`/desk/numbers`: how numbers and templates fare, for supervisors only."""

from __future__ import annotations

from quita.bootstrap import Container
from quita.domain.number_health import Quality
from quita.domain.templates import TemplateStatus
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser

NUMBER = "100000000000001"


async def signed_in(core: Container, base: Browser, role: str) -> None:
    core.accounts.add(f"{role}1", "Alguém", role, PASSWORD)
    await base.get("/desk/sign-in")
    await base.post("/desk/sign-in", login=f"{role}1", password=PASSWORD)


async def test_a_supervisor_sees_quality_limit_and_templates(
    core: Container, browser: Browser
) -> None:
    with core.database() as tx:
        now = core.clock()
        tx.numbers.told(NUMBER, now, quality=Quality.YELLOW, tier="TIER_10K", display="+55 11 4000")
        tx.templates.told(TemplateStatus("retomar_conversa", "pt_BR", "PAUSED", now))
    await signed_in(core, browser, "supervisor")
    assert (await browser.get("/desk/numbers")).status == 200
    for words in ("+55 11 4000", "Qualidade média", "10.000", "retomar_conversa", "Em pausa"):
        assert words in browser.text


async def test_a_supervisor_sees_how_many_people_all_numbers_wrote_to_first(
    core: Container, browser: Browser
) -> None:
    await signed_in(core, browser, "supervisor")
    await browser.get("/desk/numbers")
    assert "começaram com 0 de 250 pessoas" in browser.text


async def test_a_supervisor_sees_category_and_quality_of_a_template(
    core: Container, browser: Browser
) -> None:
    with core.database() as tx:
        tx.templates.told(TemplateStatus(
            "retomar_conversa", "pt_BR", "APPROVED", core.clock(), category="UTILITY",
            quality=Quality.YELLOW,
        ))  # fmt: skip
    await signed_in(core, browser, "supervisor")
    await browser.get("/desk/numbers")
    for words in ("Aprovado", "Categoria", "Utilidade", "Qualidade", "Média"):
        assert words in browser.text
    assert "não sai" not in browser.text


async def test_a_template_that_meta_made_marketing_is_shown_as_one_that_stays(
    core: Container, browser: Browser
) -> None:
    with core.database() as tx:
        tx.templates.told(TemplateStatus(
            "retomar_conversa", "pt_BR", "APPROVED", core.clock(), category="MARKETING"
        ))  # fmt: skip
    await signed_in(core, browser, "supervisor")
    await browser.get("/desk/numbers")
    assert "A Meta mudou a categoria: não sai" in browser.text
    assert "Marketing" in browser.text


async def test_a_stopped_number_says_why(core: Container, browser: Browser) -> None:
    with core.database() as tx:
        now = core.clock()
        tx.numbers.ensure(NUMBER, now)
        tx.numbers.stop(NUMBER, 190, "token expirado", now, now)
    await signed_in(core, browser, "supervisor")
    await browser.get("/desk/numbers")
    assert "Parado. A Meta recusou: 190 token expirado" in browser.text


async def test_an_agent_does_not_see_it(core: Container, browser: Browser) -> None:
    await signed_in(core, browser, "agent")
    assert (await browser.get("/desk/numbers")).status == 403
