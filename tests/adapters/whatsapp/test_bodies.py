"""Bodies: whatever is to be said, Meta takes it, and nothing of it is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.whatsapp.bodies import (
    callback_of_piece,
    piece_of_callback,
    read_body,
    to_graph_bodies,
)
from quita.adapters.whatsapp.payloads import Button, Payload, Recipient, Row
from quita.domain.errors import InvalidInput

ANA = Recipient(phone="5511981230001")
PIX = (
    "00020101021226770014BR.GOV.BCB.PIX2555pix.example.com/qr/v2/1b6f436f9f944a048cc3f6604c2f16c1"
    "5204000053039865802BR5920CREDORA EXEMPLO LTDA6009SAO PAULO62070503***6304ABCD"
)


def sizes(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check(body: dict[str, Any]) -> None:
    """Meta's rules, written again from its documentation, apart from the code under test."""
    assert body["messaging_product"] == "whatsapp"
    assert body["recipient_type"] == "individual"
    assert ("to" in body) != ("recipient" in body)
    assert sizes(body["biz_opaque_callback_data"]) <= 512
    assert body["type"] in ("text", "interactive", "document", "image")
    content = body[body["type"]]
    if body["type"] == "text":
        assert sizes(content["body"].strip()) > 0 and sizes(content["body"]) <= 4096
    elif body["type"] == "interactive":
        assert sizes(content["body"]["text"].strip()) > 0
        assert sizes(content["body"]["text"]) <= 1024
        check_action(content["type"], content["action"])
    else:
        assert ("id" in content) != ("link" in content)
        assert sizes(content.get("caption", "-")) in range(1, 1025)
        assert sizes(content.get("filename", "-")) in range(1, 241)
        assert body["type"] == "document" or "filename" not in content
    for text in strings(body):
        assert "\x00" not in text
        text.encode("utf-8")


def check_action(kind: str, action: dict[str, Any]) -> None:
    if kind == "button":
        replies = [button["reply"] for button in action["buttons"]]
        assert all(button["type"] == "reply" for button in action["buttons"])
        assert 1 <= len(replies) <= 3
        check_choices(replies, title_limit=20, id_limit=256)
    elif kind == "list":
        assert 1 <= sizes(action["button"]) <= 20
        (section,) = action["sections"]
        assert 1 <= len(section["rows"]) <= 10
        check_choices(section["rows"], title_limit=24, id_limit=200)
        assert all(1 <= sizes(row.get("description", "-")) <= 72 for row in section["rows"])
    else:
        assert kind == "cta_url" and action["name"] == "cta_url"
        assert 1 <= sizes(action["parameters"]["display_text"]) <= 20
        assert action["parameters"]["url"].startswith(("http://", "https://"))


def check_choices(choices: list[dict[str, str]], title_limit: int, id_limit: int) -> None:
    assert len({choice["title"] for choice in choices}) == len(choices)
    assert len({choice["id"] for choice in choices}) == len(choices)
    for choice in choices:
        assert 1 <= sizes(choice["title"]) <= title_limit and choice["title"].strip()
        assert 1 <= sizes(choice["id"]) <= id_limit and choice["id"] == choice["id"].strip()
        assert "\n" not in choice["title"]


def strings(tree: Any) -> list[str]:
    if isinstance(tree, str):
        return [tree]
    children = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [text for child in children for text in strings(child)]


def build(payload: Payload, to: Recipient = ANA) -> list[dict[str, Any]]:
    bodies = to_graph_bodies(payload, to, "outbox-1")
    for body in bodies:
        check(body)
    return bodies


def build_one(payload: Payload) -> dict[str, Any]:
    (body,) = build(payload)
    return body


def pressed(bodies: list[dict[str, Any]]) -> dict[str, str]:
    """Every id that can be pressed, with its title."""
    found = {}
    for body in bodies:
        action = body.get("interactive", {}).get("action", {})
        replies = [button["reply"] for button in action.get("buttons", [])]
        rows = [row for section in action.get("sections", []) for row in section["rows"]]
        found.update({choice["id"]: choice["title"] for choice in replies + rows})
    return found


def said(bodies: list[dict[str, Any]]) -> str:
    """Everything to be read before pressing."""
    return "\n".join(
        body["text"]["body"] if body["type"] == "text" else body["interactive"]["body"]["text"]
        for body in bodies
    )


def buttons(text: str, *titles: str) -> Payload:
    listed: list[Button] = [{"id": f"id{n}", "title": t} for n, t in enumerate(titles, start=1)]
    return {"kind": "buttons", "text": text, "buttons": listed}


def rows(text: str, *titles: str) -> Payload:
    listed: list[Row] = [{"id": f"id{n}", "title": t} for n, t in enumerate(titles, start=1)]
    return {"kind": "list", "text": text, "button": "Ver dias", "rows": listed}


ODD = st.text(alphabet=st.characters() | st.sampled_from("\x00\ud800 \n.👍"))
LONG = st.builds(lambda part, times: part * times, ODD, st.sampled_from([1, 1, 1, 60, 2000]))
BUTTONS = st.fixed_dictionaries({"id": ODD | LONG, "title": ODD | LONG})
ROWS = st.fixed_dictionaries({"id": ODD | LONG, "title": LONG}, optional={"description": LONG})
URLS = LONG | LONG.map("https://quita.example/".__add__)
SOURCES = st.one_of(
    st.fixed_dictionaries({"link": st.just("https://quita.example/boleto.pdf")}),
    st.fixed_dictionaries({"media_id": st.just("990001")}),
)
PAYLOADS = st.one_of(
    st.fixed_dictionaries({"kind": st.just("text"), "text": LONG}),
    st.fixed_dictionaries(
        {"kind": st.just("buttons"), "text": LONG, "buttons": st.lists(BUTTONS, max_size=14)}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("list"), "text": LONG, "button": LONG, "rows": st.lists(ROWS, max_size=23)}
    ),
    st.fixed_dictionaries({"kind": st.just("link"), "text": LONG, "title": LONG, "url": URLS}),
    st.builds(
        lambda source, more: {"kind": "document", **source, **more},
        SOURCES,
        st.fixed_dictionaries({}, optional={"filename": LONG, "caption": LONG}),
    ),
    st.builds(
        lambda source, more: {"kind": "image", **source, **more},
        SOURCES,
        st.fixed_dictionaries({}, optional={"caption": LONG}),
    ),
)


@given(payload=PAYLOADS, label=ODD)
def test_any_payload_gives_only_bodies_that_meta_takes(payload: Any, label: str) -> None:
    bodies = to_graph_bodies(payload, ANA, "outbox-1", list_label=label)
    for body in bodies:
        check(body)
    data = [body["biz_opaque_callback_data"] for body in bodies]
    assert len(set(data)) == len(data)


@given(st.lists(st.from_regex(r"[a-zé]{1,30}", fullmatch=True), min_size=1, max_size=25))
def test_every_title_can_be_read_and_every_id_pressed(titles: list[str]) -> None:
    for payload in (buttons("Como prefere?", *titles), rows("Como prefere?", *titles)):
        bodies = build(payload)
        assert set(pressed(bodies)) == {f"id{n}" for n in range(1, len(titles) + 1)}
        shown = said(bodies) + "\n" + "\n".join(pressed(bodies).values())
        assert all(title in shown for title in titles)


def test_short_text_is_one_body_to_the_phone_unchanged() -> None:
    assert build_one({"kind": "text", "text": "Oi, Ana!"}) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "5511981230001",
        "type": "text",
        "text": {"body": "Oi, Ana!", "preview_url": False},
        "biz_opaque_callback_data": "outbox-1",
    }


def test_person_without_phone_is_reached_by_user_id() -> None:
    (body,) = build({"kind": "text", "text": "Oi!"}, Recipient(bsuid="BR.44"))
    assert body["recipient"] == "BR.44"


@pytest.mark.parametrize("address", ["BR.44", "PT.1a2B", "US.ENT.118"])
def test_stored_user_id_of_any_country_is_told_from_a_phone(address: str) -> None:
    assert Recipient.of(address) == Recipient(bsuid=address)
    assert Recipient.of("5511981230001") == ANA


def test_recipient_without_any_address_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Recipient()


@pytest.mark.parametrize("text", ["", " \n", "\x00"])
def test_nothing_to_say_gives_no_body(text: str) -> None:
    assert build({"kind": "text", "text": text}) == []


def test_pieces_of_a_long_text_have_callbacks_of_their_own() -> None:
    bodies = build({"kind": "text", "text": "Uma frase. " * 1000})
    data = [body["biz_opaque_callback_data"] for body in bodies]
    assert data == ["outbox-1", "outbox-1#2", "outbox-1#3"]
    assert [piece_of_callback(one) for one in data] == [("outbox-1", n) for n in (1, 2, 3)]


def test_callback_over_metas_limit_is_refused() -> None:
    assert callback_of_piece("x" * 512, 1) == "x" * 512
    with pytest.raises(InvalidInput):
        callback_of_piece("x" * 512, 2)


def test_three_short_buttons_stay_buttons() -> None:
    body = build_one(buttons("Como prefere pagar?", "À vista", "Parcelado", "Outro dia"))
    assert body["interactive"] == {
        "type": "button",
        "body": {"text": "Como prefere pagar?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "id1", "title": "À vista"}},
                {"type": "reply", "reply": {"id": "id2", "title": "Parcelado"}},
                {"type": "reply", "reply": {"id": "id3", "title": "Outro dia"}},
            ]
        },
    }


def test_four_buttons_become_a_list() -> None:
    body = build_one(buttons("Qual dia?", "Dia 5", "Dia 10", "Dia 15", "Dia 20"))
    assert body["interactive"]["type"] == "list"
    assert body["interactive"]["action"]["button"] == "Opções"
    assert pressed([body]) == {"id1": "Dia 5", "id2": "Dia 10", "id3": "Dia 15", "id4": "Dia 20"}


def test_list_keeps_its_own_button_and_descriptions() -> None:
    row: Row = {"id": "d5", "title": "Dia 5", "description": "Primeira em 5/12"}
    body = build_one({"kind": "list", "text": "Qual dia?", "button": "Ver dias", "rows": [row]})
    assert body["interactive"]["action"] == {"button": "Ver dias", "sections": [{"rows": [row]}]}


def test_long_titles_are_numbered_in_the_text_and_stay_pressable() -> None:
    body = build_one(buttons("O que faz sentido?", "Pagar à vista com desconto", "Parcelar"))
    assert said([body]) == ("O que faz sentido?\n\n1. Pagar à vista com desconto\n2. Parcelar")
    assert pressed([body]) == {"id1": "1. Pagar à vista…", "id2": "2. Parcelar"}


def test_repeated_titles_are_told_apart_by_number() -> None:
    body = build_one(buttons("Qual dívida?", "Cartão", "Cartão"))
    assert pressed([body]) == {"id1": "1. Cartão", "id2": "2. Cartão"}
    assert "1. Cartão\n2. Cartão" in said([body])


def test_long_description_is_written_out_whole() -> None:
    long = "12 parcelas de R$ 94,56, a primeira em 10/12/2026, total de R$ 1.134,70 ao todo"
    row: Row = {"id": "p12", "title": "12 vezes", "description": long}
    body = build_one({"kind": "list", "text": "Planos:", "button": "Ver", "rows": [row]})
    assert f"1. 12 vezes - {long}" in said([body])


def test_eleven_rows_are_two_lists_and_all_can_be_pressed() -> None:
    bodies = build(rows("Qual dia?", *[f"Dia {n}" for n in range(1, 12)]))
    assert len(bodies) == 2
    assert len(pressed(bodies)) == 11


def test_option_whose_id_meta_refuses_is_written_and_the_others_pressed() -> None:
    listed: list[Button] = [{"id": "x" * 257, "title": "À vista"}, {"id": "b", "title": "Depois"}]
    body = build_one({"kind": "buttons", "text": "E então?", "buttons": listed})
    assert pressed([body]) == {"b": "2. Depois"}
    assert "1. À vista\n2. Depois" in said([body])


def test_repeated_id_is_pressable_once_and_both_titles_are_read() -> None:
    listed: list[Button] = [{"id": "a", "title": "À vista"}, {"id": "a", "title": "Já pago"}]
    body = build_one({"kind": "buttons", "text": "E então?", "buttons": listed})
    assert pressed([body]) == {"a": "1. À vista"}
    assert "1. À vista\n2. Já pago" in said([body])


def test_no_usable_option_leaves_plain_text() -> None:
    body = build_one({"kind": "buttons", "text": "E então?", "buttons": [{"id": "", "title": "A"}]})
    assert (body["type"], said([body])) == ("text", "E então?\n\n1. A")


def test_long_question_goes_ahead_as_text_and_its_end_stays_with_the_buttons() -> None:
    story = "Aqui vai um pouco do contexto. " * 60
    bodies = build(buttons(story + "Quer ver uma proposta?", "Sim", "Agora não"))
    assert [body["type"] for body in bodies] == ["text", "interactive"]
    assert said(bodies[1:]).endswith("Quer ver uma proposta?")
    assert said(bodies).split() == (story + "Quer ver uma proposta?").split()


def test_link_is_a_button_that_opens_it() -> None:
    body = build_one(
        {"kind": "link", "text": "Seu acordo:", "title": "Abrir", "url": "https://quita.example/a"}
    )
    assert body["interactive"] == {
        "type": "cta_url",
        "body": {"text": "Seu acordo:"},
        "action": {
            "name": "cta_url",
            "parameters": {"display_text": "Abrir", "url": "https://quita.example/a"},
        },
    }


def test_long_title_of_a_link_is_read_in_the_text() -> None:
    body = build_one(
        {
            "kind": "link",
            "text": "Pronto.",
            "title": "Abrir o contrato do acordo",
            "url": "https://quita.example/a",
        }
    )
    assert said([body]) == "Pronto.\n\nAbrir o contrato do acordo"
    assert body["interactive"]["action"]["parameters"]["display_text"] == "Abrir o contrato do…"


def test_address_that_no_button_can_open_is_written_as_text() -> None:
    body = build_one({"kind": "link", "text": "Fale", "title": "E-mail", "url": "mailto:a@b.c"})
    assert (body["type"], said([body])) == ("text", "Fale\n\nE-mail\n\nmailto:a@b.c")


def test_document_and_image_take_an_id_or_a_link() -> None:
    document = build_one(
        {"kind": "document", "media_id": "99", "filename": "boleto.pdf", "caption": "Seu boleto"}
    )
    image = build_one({"kind": "image", "link": "https://quita.example/qr.png"})
    expected = {"id": "99", "filename": "boleto.pdf", "caption": "Seu boleto"}
    assert document["document"] == expected
    assert image["image"] == {"link": "https://quita.example/qr.png"}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("boleto.pdf", "boleto.pdf"),
        ("b" * 300 + ".pdf", "b" * 235 + "….pdf"),
        ("b" * 300, "b" * 239 + "…"),
        ("b." + "c" * 300, "b." + "c" * 237 + "…"),
    ],
)
def test_long_name_of_a_file_is_cut_and_keeps_its_ending(name: str, sent: str) -> None:
    body = build_one({"kind": "document", "media_id": "99", "filename": name})
    assert body["document"]["filename"] == sent


def test_bold_that_goes_over_to_the_buttons_is_bold_on_both_sides() -> None:
    text = "Começo. " * 20 + "*" + "Frase em negrito. " * 70 + "Fim.*" + " Quer ver?"
    pieces = said(build(buttons(text, "Sim"))).split("\n")
    assert len(pieces) == 2
    assert all(piece.count("*") == 2 for piece in pieces)


def test_long_caption_follows_as_text() -> None:
    caption = "Seu boleto. " * 100
    bodies = build({"kind": "document", "media_id": "99", "caption": caption})
    assert [body["type"] for body in bodies] == ["document", "text"]
    assert "caption" not in bodies[0]["document"]
    assert said(bodies[1:]) == caption.strip()


@pytest.mark.parametrize(
    "payload",
    [
        {"kind": "document"},
        {"kind": "image", "link": "https://quita.example/a.png", "media_id": "1"},
        {"kind": "image", "link": "ftp://quita.example/a.png"},
        {"kind": "hologram", "text": "oi"},
    ],
)
def test_payload_that_is_wrong_at_its_source_is_refused(payload: Any) -> None:
    with pytest.raises(InvalidInput):
        to_graph_bodies(payload, ANA, "outbox-1")


@given(before=st.integers(0, 4200), after=st.integers(0, 300))
def test_pix_code_is_never_cut(before: int, after: int) -> None:
    text = "ab " * (before // 3) + "\n" + PIX + "\n" + "cd " * after
    assert any(PIX in body["text"]["body"] for body in build({"kind": "text", "text": text}))
    asked = build(buttons(text, "Paguei", "Depois"))
    assert PIX in said(asked) and len(pressed(asked)) == 2


def test_read_receipt_shows_typing_only_when_asked() -> None:
    receipt = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.T1"}
    assert read_body("wamid.T1", typing=False) == receipt
    assert read_body("wamid.T1", typing=True) == {**receipt, "typing_indicator": {"type": "text"}}
