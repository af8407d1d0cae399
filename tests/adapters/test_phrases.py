"""Tests of what is said outside a dialogue, from the responses of domain/<topic>.yml."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.phrases import YamlPhrases, choice_payload, fill
from quita.domain.errors import Misconfigured
from quita.domain.handoff import Reason as HandoffReason
from quita.domain.offer import Reason as OfferReason

ROOT = Path(__file__).parents[2]
COMPANY = {"company_name": "Quita Ltda", "company_cnpj": "11.222.333/0001-81", "public_url": "u"}
RESPONSES = """
version: "3.1"
responses:
  utter_plain:
    - text: "  Oi, {name}!\\n"
    - text: "another way to say it"
  utter_company:
    - text: "Aqui é a {company_name}."
  utter_two:
    - text: "Escolha"
      buttons:
        - {title: "Sim, {name}", payload: "/affirm#{ref}"}
        - {title: "Não", payload: "/deny"}
  utter_four:
    - text: "Escolha"
      buttons:
        - {title: "1", payload: "/a"}
        - {title: "2", payload: "/b"}
        - {title: "3", payload: "/c"}
        - {title: "4", payload: "/d"}
"""


@pytest.fixture
def phrases(tmp_path: Path) -> YamlPhrases:
    (tmp_path / "a.yml").write_text('version: "3.1"\n', encoding="utf-8")
    (tmp_path / "b.yml").write_text(RESPONSES, encoding="utf-8")
    (tmp_path / "empty.yml").write_text("", encoding="utf-8")
    return YamlPhrases(tmp_path, COMPANY)


@pytest.fixture(scope="module")
def ours() -> YamlPhrases:
    """The project's own responses."""
    return YamlPhrases(ROOT / "domain", COMPANY)


def test_a_response_is_its_first_text_with_its_placeholders_filled(phrases: YamlPhrases) -> None:
    assert phrases.say("utter_plain", name="Maria") == {"kind": "text", "text": "Oi, Maria!"}


def test_the_company_fills_its_own_placeholders(phrases: YamlPhrases) -> None:
    assert phrases.say("utter_company")["text"] == "Aqui é a Quita Ltda."
    assert phrases.say("utter_company", company_name="Outra")["text"] == "Aqui é a Outra."


def test_up_to_three_choices_are_buttons(phrases: YamlPhrases) -> None:
    assert phrases.say("utter_two", name="Maria", ref="42") == {
        "kind": "buttons",
        "text": "Escolha",
        "buttons": [
            {"id": "/affirm#42", "title": "Sim, Maria"},
            {"id": "/deny", "title": "Não"},
        ],
    }


def test_more_than_three_choices_are_a_list(phrases: YamlPhrases) -> None:
    said = phrases.say("utter_four")
    assert said["kind"] == "list"
    assert said["button"] == "Ver opções"
    assert [row["id"] for row in said["rows"]] == ["/a", "/b", "/c", "/d"]


def test_three_choices_are_still_buttons() -> None:
    assert choice_payload("Escolha", [("1", "/a"), ("2", "/b"), ("3", "/c")])["kind"] == "buttons"


def test_an_unknown_response_is_named(phrases: YamlPhrases) -> None:
    assert phrases.has("utter_plain")
    assert not phrases.has("utter_nothing")
    with pytest.raises(Misconfigured, match="utter_nothing"):
        phrases.say("utter_nothing")


@pytest.mark.parametrize("given", [{}, {"name": "Maria"}])
def test_a_placeholder_without_a_value_is_named(
    phrases: YamlPhrases, given: dict[str, str]
) -> None:
    missing = "name" if not given else "ref"
    with pytest.raises(Misconfigured, match=missing):
        phrases.say("utter_two", **given)


def test_a_folder_without_responses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="no responses"):
        YamlPhrases(tmp_path, COMPANY)


def test_a_line_whose_placeholder_is_empty_is_left_out_and_an_empty_line_stays() -> None:
    assert fill("a\n{gone}\n\nb", {"gone": ""}) == "a\n\nb"


@given(st.text(alphabet=st.characters(exclude_characters="\n"), min_size=1))
def test_a_value_is_said_as_it_is_even_if_it_looks_like_a_placeholder(value: str) -> None:
    assert fill("<{a}>", {"a": value}) == f"<{value}>"
    assert fill("<{a}>", {"a": "{b}"}) == "<{b}>"


def test_every_response_that_services_speak_by_exists(ours: YamlPhrases) -> None:
    folder = ROOT / "quita" / "services"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r'"(utter_\w+)"', source))
    assert {"utter_first_greeting", "utter_back_to_bot", "utter_pix_code"} <= named
    assert [name for name in sorted(named) if not ours.has(name)] == []


@pytest.mark.parametrize("reason", HandoffReason)
def test_every_handoff_has_its_words(ours: YamlPhrases, reason: HandoffReason) -> None:
    assert ours.say(f"utter_handoff_{reason.value}", protocol="2026112300000001")["text"]


@pytest.mark.parametrize("reason", OfferReason)
def test_every_reason_against_a_wish_has_its_words(ours: YamlPhrases, reason: OfferReason) -> None:
    assert ours.say(f"utter_reason_{reason.value}", limit="R$ 1,00")["text"]


def test_the_words_to_somebody_at_risk_name_the_lines_and_neither_money_nor_protocol(
    ours: YamlPhrases,
) -> None:
    said = str(ours.say("utter_handoff_life_risk", protocol="2026112300000001")["text"])
    assert all(number in said for number in ("188", "192", "190"))
    assert "2026112300000001" not in said
    assert not re.search(r"R\$|d[íi]vida|pag(ar|amento)|acordo|conta|protocolo", said, re.I)


def test_the_first_greeting_says_what_it_is_its_protocol_privacy_and_a_human(
    ours: YamlPhrases,
) -> None:
    said = str(
        ours.say("utter_first_greeting", protocol="2026112300000001", privacy_url="u/privacidade")[
            "text"
        ]
    )
    for word in ("assistente virtual", "pessoa", "2026112300000001", "u/privacidade"):
        assert word in said
    assert not re.search(r"R\$|d[íi]vida|d[ée]bito|credor|cobran", said, re.I)
