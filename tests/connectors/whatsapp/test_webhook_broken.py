"""Broken bodies: MalformedWebhook for the whole, UnreadableUpdate for a part, nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.whatsapp.webhook import parse_webhook
from connectors.whatsapp.webhook_types import (
    GroupMessage,
    InboundMessage,
    MessageKind,
    UnreadableUpdate,
)
from quita.domain.errors import MalformedWebhook

SAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "samples.json").read_text(encoding="utf-8")
)
GOOD = SAMPLES["text"]["entry"][0]


def positions(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a tree, the root first."""
    yield path
    if isinstance(tree, (dict, list)):
        for key, child in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from positions(child, (*path, key))


# Every place inside an entry of every sample: what Meta could get wrong.
PLACES = [
    (name, place)
    for name, body in SAMPLES.items()
    for place in positions(body["entry"][0])
    if place
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
WRONG = JSON | st.sampled_from(
    [
        10**400,
        float("nan"),
        float("inf"),
        -1,
        "",
        " ",
        "\x00",
        "\ud800",
        "9" * 30,
        "-5",
        [],
        {},
        [[]],
        [None],
        {"id": None},
        "x" * 5000,
        253_402_300_800,
    ]
)


def post(*entries: Any) -> bytes:
    return json.dumps({"object": "whatsapp_business_account", "entry": list(entries)}).encode()


def replaced(tree: Any, place: tuple[Any, ...], wrong: Any) -> Any:
    tree = deepcopy(tree)
    parent = tree
    for key in place[:-1]:
        parent = parent[key]
    parent[place[-1]] = wrong
    return tree


def without(tree: Any, place: tuple[Any, ...]) -> Any:
    tree = deepcopy(tree)
    parent = tree
    for key in place[:-1]:
        parent = parent[key]
    del parent[place[-1]]
    return tree


def assert_storable(value: Any) -> None:
    """PostgreSQL takes it as jsonb: finite numbers, no NUL, no lone surrogate."""
    written = json.dumps(value, ensure_ascii=False, allow_nan=False)
    written.encode("utf-8")
    assert "\\u0000" not in written


@given(place=st.sampled_from(PLACES), wrong=WRONG)
def test_wrong_value_anywhere_never_raises_and_never_loses_a_sibling(
    place: tuple[str, tuple[Any, ...]], wrong: Any
) -> None:
    name, path = place
    broken = replaced(SAMPLES[name]["entry"][0], path, wrong)
    updates = parse_webhook(post(GOOD, broken, GOOD)).updates
    assert isinstance(updates[0], InboundMessage) and updates[0].external_id == "wamid.T1"
    assert updates[-1] == updates[0]
    for update in updates:
        if not isinstance(update, GroupMessage):
            assert_storable(update.raw)


@given(place=st.sampled_from(PLACES))
def test_missing_value_anywhere_never_raises_and_never_loses_a_sibling(
    place: tuple[str, tuple[Any, ...]],
) -> None:
    name, path = place
    updates = parse_webhook(post(GOOD, without(SAMPLES[name]["entry"][0], path), GOOD)).updates
    assert updates[0] == updates[-1]
    assert isinstance(updates[0], InboundMessage)


@given(wrong=WRONG)
def test_wrong_message_beside_a_good_one_in_the_same_list(wrong: Any) -> None:
    value = deepcopy(GOOD["changes"][0]["value"])
    value["messages"].insert(0, wrong)
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    bad, good = parse_webhook(post(entry)).updates
    assert isinstance(bad, UnreadableUpdate)
    assert isinstance(good, InboundMessage) and good.text == "Oi, quero ver minha dívida"


@given(body=st.binary() | JSON.map(lambda tree: json.dumps(tree).encode()))
def test_body_at_random_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedWebhook):
        parse_webhook(body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"{", "not JSON"),
        (b"[]", "not an object"),
        (b"null", "not an object"),
        (b"{}", "another kind of object"),
        (b'{"object":"page","entry":[]}', "another kind of object"),
        (b'{"object":"whatsapp_business_account"}', "no list of entries"),
        (b'{"object":"whatsapp_business_account","entry":{}}', "no list of entries"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"object":' * 100_000, "nested too deeply"),
    ],
)
def test_what_is_not_metas_is_malformed_with_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedWebhook) as caught:
        parse_webhook(body)
    assert caught.value.reason == reason


def test_post_without_entries_is_empty_and_fine() -> None:
    assert parse_webhook(post()).updates == ()


@pytest.mark.parametrize(
    ("path", "wrong", "reason"),
    [
        (("id",), None, "no usable id"),
        (("id",), "x" * 513, "no usable id"),
        (("timestamp",), "ontem", "no usable timestamp"),
        (("timestamp",), "1795456800000", "no usable timestamp"),
        (("timestamp",), True, "no usable timestamp"),
        (("from",), {}, "no usable sender"),
        (("type",), 7, "no usable type"),
        (("text",), "oi", "no usable text.body"),
        (("text", "body"), ["oi"], "no usable text.body"),
    ],
)
def test_unreadable_message_says_which_field(
    path: tuple[str, ...], wrong: Any, reason: str
) -> None:
    entry = deepcopy(GOOD)
    value = entry["changes"][0]["value"]
    del value["contacts"]
    value["messages"] = [replaced(value["messages"][0], path, wrong)]
    (update,) = parse_webhook(post(entry)).unreadable
    assert update.reason == reason
    assert update.external_id == (None if path == ("id",) else "wamid.T1")


def test_message_to_no_known_number_is_unreadable_with_its_id() -> None:
    entry = without(GOOD, ("changes", 0, "value", "metadata"))
    (update,) = parse_webhook(post(entry)).unreadable
    assert (update.reason, update.external_id) == (
        "no usable metadata.phone_number_id",
        "wamid.T1",
    )


def test_unknown_status_is_unreadable_beside_a_known_one() -> None:
    entry = deepcopy(SAMPLES["status_sent"]["entry"][0])
    statuses = entry["changes"][0]["value"]["statuses"]
    statuses.append({**statuses[0], "status": "levitated"})
    parsed = parse_webhook(post(entry))
    assert len(parsed.statuses) == 1
    assert [one.reason for one in parsed.unreadable] == ["an unknown status"]


def test_nul_controls_and_lone_surrogates_leave_the_text_and_the_raw() -> None:
    path = ("changes", 0, "value", "messages", 0, "text", "body")
    entry = replaced(GOOD, path, "o\x00i\x07 \ud83d tudo\tbem?\n👨‍👩‍👧")
    (update,) = parse_webhook(post(entry)).messages
    assert update.text == "oi \ufffd tudo\tbem?\n👨‍👩‍👧"
    assert update.raw["text"]["body"] == update.text


@pytest.mark.parametrize("digits", ["9" * 21, "9" * 5000, "1e999", "NaN", "-Infinity"])
def test_number_that_no_database_takes_is_dropped_alone(digits: str) -> None:
    marked = replaced(GOOD, ("changes", 0, "value", "messages", 0, "referral"), {"n": "MARK"})
    (update,) = parse_webhook(post(marked).replace(b'"MARK"', digits.encode())).messages
    assert update.referral == {"n": None}


def test_object_in_the_place_of_a_list_is_a_list_of_one() -> None:
    entry = deepcopy(SAMPLES["user_id_update"]["entry"][0])
    value = entry["changes"][0]["value"]
    value["user_id_update"] = value["user_id_update"][0]
    alone = parse_webhook(post(entry)).updates
    assert alone == parse_webhook(post(SAMPLES["user_id_update"]["entry"][0])).updates


def test_object_nested_too_deep_inside_one_message_costs_that_object_only() -> None:
    deep: Any = "fim"
    for _ in range(200):
        deep = {"a": deep}
    entry = replaced(GOOD, ("changes", 0, "value", "messages", 0, "referral"), deep)
    (update,) = parse_webhook(post(entry)).messages
    assert update.text == "Oi, quero ver minha dívida"
    assert json.dumps(update.raw).count('"a"') < 60


def test_edit_inside_an_edit_ends() -> None:
    edit: Any = {"type": "text", "text": {"body": "oi"}}
    for _ in range(30):
        edit = {"type": "edit", "edit": {"original_message_id": "wamid.T1", "message": edit}}
    message = {**GOOD["changes"][0]["value"]["messages"][0], **edit}
    entry = replaced(GOOD, ("changes", 0, "value", "messages", 0), message)
    (update,) = parse_webhook(post(entry)).messages
    assert (update.kind, update.text) == (MessageKind.EDIT, None)
