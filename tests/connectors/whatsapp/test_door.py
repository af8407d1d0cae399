"""Bad input at the web hook: 4xx and nothing stored, or stored and set aside; never a 500."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from yarl import URL

from connectors.whatsapp.door import MAX_BODY
from connectors.whatsapp.signature import sign
from quita.bootstrap import build
from quita.cli import main
from quita.domain.conversation import Channel
from quita.settings import load
from tests.conftest import FakeClock
from tests.connectors.agent_desk.serving import serving
from tests.connectors.whatsapp.hooking import SECRET, VERIFY, WHATSAPP, Hook, Meta, Told

THREE_MB = 3 * 1024 * 1024


@pytest.fixture
def environment(tmp_path: Path, migrated_sqlite: Path) -> dict[str, str]:
    path = tmp_path / "quita.db"
    shutil.copy(migrated_sqlite, path)
    return {
        "QUITA_DATABASE_URL": f"sqlite:///{path}",
        "QUITA_SECRET_KEY": "a secret for tests only",
        "QUITA_VAR": str(tmp_path),
        **WHATSAPP,
    }


@pytest.fixture
async def meta(
    environment: dict[str, str], clock: FakeClock, new_id: Callable[[], str]
) -> AsyncIterator[Meta]:
    core = build(load(environment), clock=clock, new_id=new_id)
    told = Told()
    async with serving(Hook(core), dispatcher=told) as base, ClientSession(base) as session:
        yield Meta(core, session, told)
    core.database.engine.dispose()


def batch(samples: dict[str, Any], count: int, size: int) -> bytes:
    """Write a web hook of so many messages of as many people, of about so many bytes."""
    value = samples["text"]["entry"][0]["changes"][0]["value"]
    [message], [contact] = value["messages"], value["contacts"]
    words = "quero negociar a minha dívida " * (size // count // 33)
    people = [f"55119{n:08d}" for n in range(count)]
    value["messages"] = [
        {**message, "id": f"wamid.{n}", "from": phone, "text": {"body": f"{n} {words}"}}
        for n, phone in enumerate(people)
    ]
    value["contacts"] = [{**contact, "wa_id": phone} for phone in people]
    return json.dumps(samples["text"], ensure_ascii=False).encode()


async def test_a_good_web_hook_is_stored_and_the_dispatcher_is_told(
    meta: Meta, samples: dict[str, Any]
) -> None:
    assert await meta.delivers(samples["text"]) == 200
    assert [one.external_id for one in meta.messages()] == ["wamid.T1"]
    assert meta.told.times == 1


async def test_a_replay_is_answered_200_and_changes_nothing(
    meta: Meta, samples: dict[str, Any]
) -> None:
    for _ in range(3):
        assert await meta.delivers(samples["text"]) == 200
    assert len(meta.messages()) == 1
    assert meta.told.times == 1


async def test_a_truncated_body_is_400_wherever_it_was_cut(
    meta: Meta, samples: dict[str, Any]
) -> None:
    whole = json.dumps(samples["text"]).encode()
    for length in range(0, len(whole), 37):
        assert await meta.posts(whole[:length]) == 400
    assert meta.messages() == [] == meta.aside()


@pytest.mark.parametrize(
    "body",
    [
        random.Random(5).randbytes(THREE_MB),
        b"[" * THREE_MB,
        b'{"object":' * (THREE_MB // 10),
        b'{"object":"whatsapp_business_account","entry":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'"' + b"x" * THREE_MB + b'"',
        b"9" * THREE_MB,
        b" " * THREE_MB,
    ],
    ids=["random", "brackets", "objects", "deep entries", "a string", "a number", "spaces"],
)
async def test_three_megabytes_of_rubbish_are_400_and_nothing_is_stored(
    meta: Meta, body: bytes
) -> None:
    assert await meta.posts(body) == 400
    assert await meta.posts(body, None) == 403
    assert meta.messages() == [] == meta.aside()


async def test_rubbish_inside_metas_own_envelope_is_set_aside(
    meta: Meta, samples: dict[str, Any]
) -> None:
    deep: Any = "fim"
    for _ in range(400):
        deep = [deep]
    value = samples["text"]["entry"][0]["changes"][0]["value"]
    value["messages"] += [deep, "x" * 1_000_000, {"type": "text", "text": deep}]
    assert await meta.delivers(samples["text"]) == 200
    assert [one.external_id for one in meta.messages()] == ["wamid.T1"]
    assert len(meta.aside()) == 3


async def test_the_signature_of_another_body_is_403(meta: Meta, samples: dict[str, Any]) -> None:
    body, other = json.dumps(samples["text"]).encode(), json.dumps(samples["image"]).encode()
    for signature in (sign(SECRET, other), sign("outro segredo", body), "sha256=x", "", None):
        assert await meta.posts(body, signature) == 403
    assert meta.messages() == []


async def test_more_than_meta_sends_is_413_and_not_even_checked(meta: Meta) -> None:
    assert await meta.posts(b" " * (MAX_BODY + 1)) == 413


async def test_a_thousand_messages_in_three_megabytes_are_all_stored(
    meta: Meta, samples: dict[str, Any]
) -> None:
    body = batch(samples, 1000, THREE_MB)
    assert 2_900_000 < len(body) <= THREE_MB
    assert await meta.posts(body) == 200
    assert len({one.external_id for one in meta.messages()}) == 1000
    assert await meta.posts(body) == 200
    assert len(meta.messages()) == 1000


async def test_while_the_database_is_away_meta_is_asked_to_deliver_again(
    meta: Meta, samples: dict[str, Any]
) -> None:
    with meta.core.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbound_messages RENAME TO elsewhere")
    assert await meta.delivers(samples["text"]) == 503
    with meta.core.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO inbound_messages")
    assert await meta.delivers(samples["text"]) == 200
    assert len(meta.messages()) == 1


@pytest.mark.parametrize(("token", "status"), [(VERIFY, 200), ("errado", 403), ("\ud800", 403)])
async def test_the_challenge_is_for_who_knows_the_token(
    meta: Meta, token: str, status: int
) -> None:
    given = token.encode("utf-8", "surrogatepass")
    query = b"hub.challenge=115&hub.verify_token=" + b"".join(b"%%%02x" % byte for byte in given)
    path = URL(f"/webhooks/whatsapp/webhook?{query.decode()}", encoded=True)
    async with meta.session.get(path) as answer:
        assert answer.status == status
        assert ("115" in await answer.text()) == (status == 200)


async def test_what_was_set_aside_is_listed_shown_and_delivered_again(
    meta: Meta,
    samples: dict[str, Any],
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    message = samples["text"]["entry"][0]["changes"][0]["value"]["messages"][0]
    good = json.loads(json.dumps(samples["text"]))
    message["timestamp"] = "ontem"
    assert await meta.delivers(samples["text"]) == 200
    [aside] = meta.aside()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> tuple[int, str]:
        status = main(["inbox", *words])
        return status, capsys.readouterr().out

    name = f"update-{aside['seq']}"
    status, listed = run("failed")
    assert (status, listed.splitlines()[-1]) == (0, "1 item(s)")
    assert f"{name} 2026-11-23 15:00 whatsapp: no usable timestamp" in listed
    assert "ontem" in run("show", name)[1]
    address = str(meta.session._base_url).rstrip("/")
    here = ("--assistant", address)
    status, _ = await asyncio.to_thread(run, "retry", name, *here)
    assert status == 0
    [again] = meta.aside()  # it is as unreadable as before
    assert again["seq"] != aside["seq"]
    with meta.core.database() as tx:  # somebody taught the parser, or put it right
        tx.messages.drop_aside(again["seq"])
        tx.messages.set_aside(Channel.WHATSAPP, "was", json.dumps(good), meta.core.clock())
    [mended] = meta.aside()
    status, _ = await asyncio.to_thread(run, "retry", f"update-{mended['seq']}", *here)
    assert (status, meta.aside()) == (0, [])
    assert [one.external_id for one in meta.messages()] == ["wamid.T1"]
    with meta.core.database() as tx:
        tx.messages.set_aside(Channel.SMS_LINK, "no phone", "{}", meta.core.clock())
    [by_sms] = meta.aside()
    assert main(["inbox", "retry", f"update-{by_sms['seq']}"]) == 1  # Meta's door is not for it
    assert main(["inbox", "retry", "update-99"]) == 1
    assert main(["inbox", "retry", "file-none"]) == 1
    assert main(["inbox", "retry", name.replace("update", "file")]) == 1
