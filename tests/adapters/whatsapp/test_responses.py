"""Answers of the Graph API: yes, no, or nobody knows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.whatsapp.errors import Action
from quita.adapters.whatsapp.responses import (
    Accepted,
    Refused,
    Unclear,
    marked_read,
    parse_answer,
)

OK: dict[str, Any] = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "5511981230001", "wa_id": "5511981230001"}],
    "messages": [{"id": "wamid.OUT1", "message_status": "accepted"}],
}
ERROR: dict[str, Any] = {
    "error": {
        "message": "(#131047) Re-engagement message",
        "type": "OAuthException",
        "code": 131047,
        "error_data": {"messaging_product": "whatsapp", "details": "more than 24 hours"},
        "fbtrace_id": "x",
    }
}


def answer(status: int, tree: Any) -> object:
    return parse_answer(status, json.dumps(tree).encode())


def test_message_id_is_a_yes() -> None:
    assert answer(200, OK) == Accepted("wamid.OUT1", "5511981230001", "accepted")


def test_answer_to_a_user_id_has_no_phone() -> None:
    assert answer(200, {"messages": [{"id": "wamid.OUT1"}]}) == Accepted("wamid.OUT1")


def test_error_is_a_no_with_what_to_do() -> None:
    assert answer(400, ERROR) == Refused(
        code=131047,
        title="(#131047) Re-engagement message",
        details="more than 24 hours",
        action=Action.STOP_RECIPIENT,
        http_status=400,
    )


def test_expired_token_stops_everything() -> None:
    refused = answer(401, {"error": {"message": "expired", "code": 190}})
    assert isinstance(refused, Refused) and refused.action is Action.STOP_ALL


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"{}"),
        (200, b'{"messages":[]}'),
        (200, b'{"messages":[{"id":""}]}'),
        (200, b'{"messages":[{"id":7}]}'),
        (200, b"<html>"),
        (204, b""),
        (302, b""),
        (400, b"<html>bad gateway</html>"),
        (400, b"{}"),
        (429, b""),
        (500, json.dumps(ERROR).encode()),
        (502, b"<html>"),
        (503, b""),
        (200, b"[" * 100_000),
    ],
)
def test_neither_yes_nor_no_may_have_been_sent(status: int, body: bytes) -> None:
    assert isinstance(parse_answer(status, body), Unclear)


def test_failure_of_the_server_keeps_its_code_for_the_wait() -> None:
    assert answer(500, {"error": {"code": 131016}}) == Unclear("the server failed", 500, 131016)


@pytest.mark.parametrize("code", [3, 131045, 190])
def test_a_code_of_the_account_stops_everything_even_as_a_failure_of_the_server(code: int) -> None:
    found = answer(500, {"error": {"code": code, "message": "no"}})
    assert isinstance(found, Refused)
    assert (found.code, found.action) == (code, Action.STOP_ALL)


@given(status=st.integers(100, 599), body=st.binary())
def test_no_bytes_at_random_raise_or_count_as_a_yes(status: int, body: bytes) -> None:
    assert not isinstance(parse_answer(status, body), Accepted)


@given(
    status=st.sampled_from([200, 400, 500]),
    tree=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["error", "messages", "contacts", "id", "code", "error_data"]),
                inner,
            )
        ),
    ),
)
def test_answers_of_a_wrong_shape_never_raise(status: int, tree: Any) -> None:
    assert isinstance(answer(status, tree), (Accepted, Refused, Unclear))


def test_read_receipt_is_taken_only_where_meta_says_so() -> None:
    assert marked_read(200, b'{"success":true}')
    for status, body in [(200, b'{"success":"yes"}'), (200, b""), (400, b'{"success":true}')]:
        assert not marked_read(status, body)
