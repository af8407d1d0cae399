"""The privacy notice and the page that says how to check who writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession

from connectors.pages.channel import PublicPages
from quita.bootstrap import build
from quita.settings import load
from tests.connectors.agent_desk.serving import serving


async def opened(tmp_path: Path, path: str, **environment: str) -> tuple[str, dict[str, str]]:
    """Open a page of an installation that has no database and no model."""
    settings = load(
        {"QUITA_VAR": str(tmp_path), "QUITA_SECRET_KEY": "a secret for tests only", **environment}
    )
    async with serving(PublicPages(build(settings))) as base, ClientSession(base) as session:
        answer = await session.get(path)
        assert answer.status == 200
        return await answer.text(), dict(answer.headers)


async def test_the_privacy_notice_says_who_why_by_what_right_and_how_to_ask(tmp_path: Path) -> None:
    text, _ = await opened(
        tmp_path,
        "/privacidade",
        QUITA_COMPANY_NAME="Acerto & Cia Ltda.",
        QUITA_COMPANY_CNPJ="11444777000161",
        QUITA_COMPANY_DPO_EMAIL="dados@acerto.example",
    )
    assert "Acerto &amp; Cia Ltda." in text
    assert "11.444.777/0001-61" in text
    assert 'href="mailto:dados@acerto.example"' in text
    for told in ["art. 7º, X", "art. 18", "art. 20", "quero os meus dados", "15 dias", "ANPD",
                 "assistente virtual", "falar com uma pessoa", "parar", "5 anos"]:  # fmt: skip
        assert told in text


async def test_without_an_address_of_its_own_the_notice_has_a_placeholder(tmp_path: Path) -> None:
    text, _ = await opened(tmp_path, "/privacidade")
    assert "encarregado@quita.example" in text


async def test_the_checking_page_says_who_and_what_is_never_asked(tmp_path: Path) -> None:
    text, _ = await opened(tmp_path, "/verificar", QUITA_PUBLIC_URL="https://quita.example")
    for told in ["11.222.333/0001-81", "Receita Federal", "telefone", "nunca pedimos", "Senha",
                 "https://quita.example"]:  # fmt: skip
        assert told in text


@pytest.mark.parametrize("path", ["/privacidade", "/verificar"])
async def test_a_public_page_is_light_has_no_script_and_keeps_to_itself(
    tmp_path: Path, path: str
) -> None:
    text, headers = await opened(tmp_path, path)
    assert len(text.encode()) < 16_000
    assert "<script" not in text
    assert "Set-Cookie" not in headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "dívida" not in text.lower()


async def test_a_live_process_says_ok(tmp_path: Path) -> None:
    assert (await opened(tmp_path, "/health/live"))[0] == "ok"
