"""The second factor: turned on by a code, asked for at sign-in, each code taken once."""

from __future__ import annotations

import base64
import hmac
import struct
from datetime import datetime, timezone
from hashlib import sha1

import pytest

from connectors.agent_desk.session import COOKIE
from quita.adapters.database.schema import desk_sessions
from quita.adapters.second_factor import TimeCodes
from quita.bootstrap import Container
from tests.conftest import FakeClock
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238 appendix B: "12345678901234567890"


def code(at: int) -> str:
    """Give the six digits of a moment, by another way than ours: RFC 4226 5.3 by hand."""
    made = hmac.new(base64.b32decode(SECRET), struct.pack(">Q", at // 30), sha1).digest()
    start = made[-1] & 15
    number = struct.unpack(">I", made[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
     (2000000000, "279037")],
)  # fmt: skip
def test_codes_are_those_of_the_rfc(seconds: int, digits: str) -> None:
    now = datetime.fromtimestamp(seconds, timezone.utc)
    assert TimeCodes().counter(SECRET, digits, now) == seconds // 30


@pytest.mark.parametrize("wrong", ["", "12345", "1234567", "ç", "abcdef"])
def test_what_is_no_code_is_refused(wrong: str) -> None:
    assert TimeCodes().counter(SECRET, wrong, datetime.now(timezone.utc)) is None


@pytest.fixture
async def enrolled(ana: Browser, clock: FakeClock) -> int:
    """Ana's second factor is on; gives the seconds of the clock."""
    now = int(clock().timestamp())
    await ana.get("/desk/account")
    answer = await ana.post("/desk/account/factor", secret=SECRET, code=code(now))
    assert answer.status == 303
    clock.advance(seconds=60)
    return now + 60


async def test_with_it_a_password_alone_opens_nothing(browser: Browser, enrolled: int) -> None:
    answer = await browser.sign_in("ana", PASSWORD)
    assert answer.headers["Location"].startswith("/desk/second-factor")
    assert (await browser.get("/desk")).headers["Location"] == "/desk/second-factor"
    await browser.get("/desk/second-factor")
    assert (await browser.post("/desk/second-factor", code="000000")).status == 401
    assert (await browser.post("/desk/second-factor", code=code(enrolled))).status == 303
    assert (await browser.get("/desk")).status == 200


async def test_a_code_is_taken_once(browser: Browser, enrolled: int) -> None:
    for status in (303, 401):
        await browser.sign_in("ana", PASSWORD)
        await browser.get("/desk/second-factor")
        answer = await browser.post("/desk/second-factor", code=code(enrolled))
        assert answer.status == status


async def test_guessing_codes_is_throttled(browser: Browser, enrolled: int) -> None:
    await browser.sign_in("ana", PASSWORD)
    await browser.get("/desk/second-factor")
    statuses = [
        (await browser.post("/desk/second-factor", code=f"{n:06}")).status for n in range(7)
    ]
    assert statuses == [401] * 5 + [429] * 2


async def test_a_wrong_code_turns_nothing_on(ana: Browser, core: Container) -> None:
    await ana.get("/desk/account")
    answer = await ana.post("/desk/account/factor", secret=SECRET, code="000000")
    assert answer.status == 200
    assert "O código não confere" in ana.text
    assert core.sessions.profile("ana").totp_secret is None


async def test_the_table_of_sessions_holds_no_token_that_signs_in(
    ana: Browser, core: Container
) -> None:
    with core.database.engine.begin() as connection:
        stored = [row.id for row in connection.execute(desk_sessions.select())]
    assert stored
    assert ana.cookie(COOKIE) not in stored


async def test_signing_out_ends_the_session_on_the_server_too(
    ana: Browser, browser: Browser
) -> None:
    kept = ana.cookie(COOKIE)
    await ana.get("/desk")
    await ana.post("/desk/sign-out")
    browser.set_cookie(COOKIE, kept)
    assert (await browser.get("/desk")).status == 303
