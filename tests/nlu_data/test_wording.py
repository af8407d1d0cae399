"""Reads everything that the assistant says, and every rule and story that says it.

What may not be said comes from docs/compliance.md; the limits of buttons are WhatsApp's.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from quita.adapters.whatsapp import limits
from quita.domain.divergence import Outcome
from quita.domain.follow_up import ReminderKind
from quita.domain.handoff import Reason as HandoffReason
from quita.domain.languages import LANGUAGES
from quita.domain.offer import Reason as OfferReason

ROOT = Path(__file__).resolve().parents[2]
COMPANY = {"company_name", "company_cnpj", "public_url"}  # filled in all texts alike
FALLBACK = "nlu_fallback"

HOURS_TO_CHOOSE = {"first_title", "first_press", "second_title", "second_press"}
HEARD_BY_THE_TURN = {"back_to_bot"}  # no intent: the turn runner takes it before Rasa
PLACEHOLDERS: dict[str, set[str]] = {  # what each response is given, besides the company's
    "utter_first_greeting": {"protocol", "privacy_url"},
    "utter_first_greeting_short": {"privacy_url"},
    "utter_first_notice": {"privacy_url"},
    "utter_sms_link": {"url"},
    "utter_queue_open": {"place", "wait"},
    "utter_queue_ahead": {"ahead"},
    "utter_queue_wait": {"wait"},
    "utter_queue_closed": {"hours", "opens", "window", *HOURS_TO_CHOOSE},
    "utter_queue_late": HOURS_TO_CHOOSE,
    "utter_callback_promised": {"when", "window"},
    "utter_callback_not_open": {"hours", *HOURS_TO_CHOOSE},
    "utter_callback_late": HOURS_TO_CHOOSE,
    "utter_ask_cpf_digits": {"places"},
    "utter_identity_confirmed": {"first_name"},
    "utter_debts_intro": {"count", "total"},
    "utter_debt_item": {
        "creditor", "product", "contract", "original", "due_date", "correction_line", "fine_line",
        "interest_line", "fees_line", "paid_line", "total",
    },
    "utter_debt_charge_line": {"label", "amount"},
    "utter_creditor_block": {"creditor", "cnpj", "address"},
    "utter_debt_origin": {
        "creditor", "product", "contract", "due_date", "original", "assigned_line",
    },
    "utter_assigned_line": {"original_creditor", "date"},
    "utter_charges": {"items", "total"},
    "utter_offer_intro": {"creditor"},
    "utter_owed_today": {"owed", "parts"},
    "utter_owed_part": {"label", "amount"},
    "utter_offer_cash": {"number", "total", "discount_pct", "discount", "due_date"},
    "utter_offer_cash_plain": {"number", "total", "due_date"},
    "utter_offer_installments": {"number", "count", "amount", "total", "first_due", "interest"},
    "utter_offer_installments_down": {
        "number", "down", "count", "amount", "total", "first_due", "interest",
    },
    "utter_offers_choose": {"valid_until"},
    "utter_wish_not_possible": {"reason"},
    "utter_summary": {
        "creditor", "product", "plan_lines", "total", "owed", "interest_line", "default_text",
        "creditor_block", "valid_until", "offer_id",
    },
    "utter_first_payment_later": {"amount", "due_date"},
    "utter_summary_line": {"number_label", "due_date", "amount"},
    "utter_promise_noted": {"date"},
    "utter_summary_default": {"grace"},
    "utter_cet": {"cet", "extra"},
    "utter_cet_free": {"cet", "extra"},
    "utter_part_payment": {"creditor", "product", "owed"},
    "utter_agreement_made": {"creditor_block", "plan_lines", "total", "protocol"},
    "utter_agreement_status": {
        "creditor", "paid", "count", "next_due", "next_amount", "late_line", "early_line",
        "creditor_block",
    },
    "utter_early_line": {"amount", "saved"},
    "utter_term_parties": {"creditor", "cnpj", "address", "person", "day", "number"},
    "utter_term_account": {"product", "contract"},
    "utter_term_total": {"total"},
    "utter_term_document": {"creditor"},
    "utter_reminder_whole": {"amount", "due_date", "creditor_block"},
    **{f"utter_reminder_{kind.value}": {"date"} for kind in ReminderKind},
    "utter_letter_document": {"code"},
    "utter_letter_not_yet": {"left"},
    "utter_letter_body": {"person", "cpf", "number", "creditor", "cnpj", "address"},
    "utter_letter_payments": {"total"},
    "utter_letter_foot": {"day", "code"},
    "utter_payment_next_line": {"amount", "due_date"},
    "utter_delisting_requested": {"creditor", "day"},
    "utter_due_date_choose": {"latest"},
    "utter_due_date_moved": {"amount", "due_date"},
    "utter_agreement_settled": {"creditor"},
    "utter_pix_code": {"code"},
    "utter_pix_howto": {
        "amount", "due_date", "receiver_name", "receiver_document", "creditor_block",
    },
    "utter_boleto_line": {"line"},
    "utter_boleto_document": {"due_date"},
    "utter_boleto_howto": {
        "amount", "due_date", "receiver_name", "receiver_document", "creditor_block",
    },
    "utter_boleto_updated": {"amount", "principal", "fine", "interest"},
    "utter_pix_qr": {"amount"},
    "utter_pix_automatic_offer": {"amount", "creditor_block"},
    "utter_pix_order_paid": {"amount"},
    "utter_pix_howto_due": {
        "amount",
        "creditor_block",
        "due_date",
        "last_day",
        "receiver_name",
        "receiver_document",
    },
    **{f"utter_payment_{outcome.value}": {"amount", "other"} for outcome in Outcome},
    "utter_payment_known": {"amount", "date"},
    "utter_payment_confirmed": {
        "amount", "creditor", "place", "count", "date", "number", "next_line",
    },
    "utter_wrong_person": {"protocol"},
    **{f"utter_language_{language}_handoff": {"protocol"} for language in LANGUAGES},
}  # fmt: skip
BY_PREFIX = {
    "utter_case_": {"protocol"},
    "utter_handoff_": {"protocol"},
    "utter_reason_": {"limit"},
}

FORBIDDEN = [  # CDC 42 and 71: no threat, no shame, no false urgency; and no promised score
    r"última chance", r"últim[ao]s? (dia|hora|oportunidade)", r"só hoje", r"somente hoje",
    r"caloteir", r"inadimplen", r"devedor", r"mau pagador", r"nome sujo",
    r"limpa(r|mos)? (o |seu )*nome",
    r"negativad", r"será (protestad|processad)", r"vai ser (protestad|processad)",
    r"processo judicial", r"ação judicial", r"medidas (legais|cabíveis|judiciais)",
    r"oficial de justiça", r"penhora", r"bloqueio de (conta|bens)", r"polícia vai",
    r"score (vai|sobe|aumenta)", r"(aumentar|subir|melhorar) (o |seu )*score",
    r"pontuação (sobe|aumenta)",
    r"imediatamente", r"urgente", r"obrigad[oa] a pagar", r"garantimos", r"sem falta",
]  # fmt: skip
UNACCENTED = r"\b(nao|voce|ate|numero|codigo|ja|so|tambem|credito|debito|conteudo)\b"
REVEALING = [  # to whoever holds the phone: that there is a debt, its amount or its creditor
    r"dívida", r"débito", r"\bdev[eo]\b", r"credor", r"R\$", r"cobran", r"proposta", r"parcel",
    r"boleto", r"\bpix\b", r"acordo", r"pagamento", r"\bpagar\b", r"vencid", r"em aberto",
    r"\bconta\b", r"negocia", r"atras", r"quita", r"serasa", r"\bspc\b",
]  # fmt: skip
# Said by an action or by the turn runner, and perhaps to a stranger.
SAID_TO_ANYBODY = {
    "utter_first_greeting", "utter_first_greeting_short", "utter_first_notice",
    "utter_person_goes_on", "utter_third_party", "utter_third_party_again",
    "utter_private_matter", "utter_private_matter_again",
    "utter_ask_cpf_digits",
    "utter_ask_birth_answer", "utter_identity_check_digits", "utter_identity_mismatch",
    "utter_reminder_before", "utter_reminder_on_the_day", "utter_reminder_after",
    "utter_news_waiting", "utter_template_lembrete_neutro", "utter_template_novidade_neutra",
    "utter_wrong_person", "utter_stop_contact", "utter_stop_undone", "utter_ask_again_plain",
    "utter_nothing_to_repeat", "utter_back_to_bot", "utter_returned_by_agent", "utter_media_voice",
    "utter_media_file", "utter_media_other", "utter_case_claim_fraud", "utter_case_threaten_legal",
    "utter_case_debtor_deceased", "utter_case_lgpd_request", "utter_handoff_low_confidence",
    "utter_handoff_requested", "utter_handoff_identity_failed", "utter_handoff_fraud",
    "utter_handoff_deceased", "utter_handoff_legal_threat", "utter_handoff_life_risk",
    "utter_handoff_lgpd", "utter_handoff_abuse", "utter_handoff_system_failure",
    "utter_handoff_unsupported_media", "utter_life_risk_waiting", "utter_receipt_received",
    *(f"utter_language_{language}{end}" for language in LANGUAGES for end in ("", "_handoff")),
}  # fmt: skip
# It explains the law to whoever asks about it, and says nothing of a debt of theirs.
GENERAL = {"utter_time_bar"}
LONG_VALUES = {
    "plan_lines": "\n".join(["24ª: R$ 12.345,67 em 31/12/2027"] * 12),
    "creditor_block": "Credor: Banco Modelo de Crédito e Financiamento S.A., "
    "CNPJ 12.345.678/0001-95, Avenida Paulista, 1234, 5º andar, São Paulo, SP, CEP 01310-100",
    "product": "Cartão de crédito com limite rotativo e seguro",
    "interest_line": "Parcelado com juros de 1,99% ao mês. "
    "CET de 26,71% ao ano: R$ 12.345,67 a mais que hoje.",
    "default_text": "É a mesma conta, só muda o jeito de pagar. Um pagamento pode atrasar até 10 "
    "dias, sem acréscimo; depois o acordo acaba: o que você pagou é descontado e o resto volta às "
    "condições de antes. Antes do primeiro pagamento, desistir é grátis.",
    "total": "R$ 12.345,67",
    "owed": "R$ 12.345,67",
    "valid_until": "31/12/2027",
    "offer_id": "0123456789abcdef0123456789abcdef0123",
}


def _documents(*folders: str) -> Iterator[dict[str, Any]]:
    for folder in folders:
        for path in sorted((ROOT / folder).glob("*.yml")):
            yield yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def _responses() -> dict[str, list[dict[str, Any]]]:
    return {
        name: variants
        for document in _documents("domain")
        for name, variants in (document.get("responses") or {}).items()
    }


DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
RESPONSES = _responses()
VARIANTS = [(name, variant) for name, variants in RESPONSES.items() for variant in variants]
RULES = [rule for document in _documents("data/rules") for rule in document.get("rules") or []]
STORIES = [s for document in _documents("data/stories") for s in document.get("stories") or []]
TEST_STORIES = [s for document in _documents("tests/stories") for s in document.get("stories", [])]


def _words(variant: dict[str, Any]) -> str:
    titles = [button["title"] for button in variant.get("buttons") or []]
    return "\n".join([variant["text"], *titles])


def _spoken(variant: dict[str, Any]) -> str:
    """Give the words of a variant without its placeholders."""
    return re.sub(r"{\w+}", "", _words(variant))


def _placeholders(variant: dict[str, Any]) -> set[str]:
    payloads = [button["payload"] for button in variant.get("buttons") or []]
    texts = [_words(variant), *payloads]
    return {
        name
        for text in texts
        for _, name, _, _ in string.Formatter().parse(text)
        if name is not None
    }


def _given(name: str) -> set[str]:
    by_prefix = [given for prefix, given in BY_PREFIX.items() if name.startswith(prefix)]
    return PLACEHOLDERS.get(name, set()).union(COMPANY, *by_prefix)


def _filled(variant: dict[str, Any]) -> str:
    long = LONG_VALUES | {"default_text": RESPONSES["utter_summary_default"][0]["text"]}
    values = {name: long.get(name, "R$ 123.456.789,00") for name in _placeholders(variant)}
    return str(variant["text"]).format(**values)


def _slots(rule: dict[str, Any]) -> dict[str, Any]:
    conditions = rule.get("condition") or []
    return {
        slot: value
        for condition in conditions
        for pair in condition.get("slot_was_set") or []
        for slot, value in pair.items()
    }


def _in_form(rule: dict[str, Any]) -> bool:
    return any("active_loop" in condition for condition in rule.get("condition") or [])


def _steps(told: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in told:
        for step in block["steps"]:
            yield from step.get("or") or [step]


def _intents(told: list[dict[str, Any]]) -> set[str]:
    return {step["intent"] for step in _steps(told) if "intent" in step}


def _said_without_identity() -> set[str]:
    by_rules = {
        step["action"]
        for rule in RULES
        if _slots(rule).get("identity_verified") is not True
        for step in rule["steps"]
        if step.get("action", "").startswith("utter_")
    }
    # What follows a question is only asked of whoever was asked it, which is after identity.
    return (by_rules | SAID_TO_ANYBODY) - GENERAL


def test_no_response_is_written_twice() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "domain").glob("*.yml")]
    names = re.findall(r"^  (utter_\w+):", "\n".join(texts), re.M)
    assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_response_threatens_shames_or_promises(pattern: str) -> None:
    said = [name for name, v in VARIANTS if re.search(pattern, _words(v), re.I)]
    assert said == []


def test_responses_keep_their_accents() -> None:
    wrong = [name for name, v in VARIANTS if re.search(UNACCENTED, _spoken(v), re.I)]
    assert wrong == []


def test_no_response_holds_more_than_one_emoji() -> None:
    loud = [
        name
        for name, v in VARIANTS
        if len(re.findall(r"[\U0001F300-\U0001FAFF☀-➿]", _words(v))) > 1
    ]
    assert loud == []


@pytest.mark.parametrize("name", sorted(_said_without_identity()))
def test_what_a_stranger_may_read_reveals_no_debt(name: str) -> None:
    for variant in RESPONSES[name]:
        assert [p for p in REVEALING if re.search(p, _spoken(variant), re.I)] == []


def test_a_life_at_risk_hears_where_to_call_and_nothing_of_money_or_protocols() -> None:
    (variant,) = RESPONSES["utter_handoff_life_risk"]
    assert all(number in variant["text"] for number in ("188", "192", "190"))
    assert _placeholders(variant) == set()
    assert not re.search(r"protocolo|dinheiro|R\$|pag|valor", variant["text"], re.I)


def test_the_assistant_says_that_it_is_one_and_that_a_person_can_be_asked_for() -> None:
    (variant,) = RESPONSES["utter_first_greeting"]
    assert "assistente virtual" in variant["text"]
    assert "pessoa" in variant["text"]
    assert {"protocol", "privacy_url"} <= _placeholders(variant)


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_placeholders_are_those_that_the_response_is_given(
    name: str, variant: dict[str, Any]
) -> None:
    assert _placeholders(variant) <= _given(name)


def test_every_response_with_a_table_of_placeholders_exists() -> None:
    assert set(PLACEHOLDERS) <= set(RESPONSES)


@pytest.mark.parametrize(
    ("name", "variant"), [(name, variant) for name, variant in VARIANTS if variant.get("buttons")]
)
def test_buttons_fit_whatsapp(name: str, variant: dict[str, Any]) -> None:
    titles = [button["title"] for button in variant["buttons"]]
    assert len(titles) <= limits.BUTTONS
    assert len({title.casefold() for title in titles}) == len(titles)
    assert max(map(len, titles)) <= limits.BUTTON_TITLE
    assert len(_filled(variant)) <= limits.INTERACTIVE_BODY, name


@pytest.mark.parametrize(
    ("name", "variant"), [(name, variant) for name, variant in VARIANTS if variant.get("buttons")]
)
def test_buttons_say_a_known_intent(name: str, variant: dict[str, Any]) -> None:
    for button in variant["buttons"]:
        if button["payload"].startswith("{"):
            assert button["payload"].strip("{}") in PLACEHOLDERS[name]  # an hour that code writes
            continue
        pressed = re.fullmatch(r"/(\w+)(#[\w{}-]+)?", button["payload"])
        assert pressed, (name, button)
        assert pressed.group(1) in {*DOMAIN["intents"], *HEARD_BY_THE_TURN}


def test_a_text_stays_short_enough_to_be_read() -> None:
    long = [name for name, v in VARIANTS if len(_spoken(v)) > 600]
    assert long == []


def test_titles_of_guesses_are_short_and_different() -> None:
    guesses = [v["text"] for name, v in VARIANTS if name.startswith("utter_guess_")]
    assert max(map(len, guesses)) <= limits.BUTTON_TITLE
    assert len({guess.casefold() for guess in guesses}) == len(guesses)


def test_every_reason_to_hand_over_is_said() -> None:
    assert {f"utter_handoff_{reason.value}" for reason in HandoffReason} == {
        name for name in RESPONSES if name.startswith("utter_handoff_")
    }


def test_every_language_that_is_told_has_its_answer_and_its_handoff() -> None:
    assert {f"utter_language_{one}{end}" for one in LANGUAGES for end in ("", "_handoff")} == {
        name for name in RESPONSES if name.startswith("utter_language_")
    }


def test_every_reason_to_refuse_a_wish_is_said() -> None:
    assert {f"utter_reason_{reason.value}" for reason in OfferReason} == {
        name for name in RESPONSES if name.startswith("utter_reason_")
    }


def test_every_intent_that_opens_a_case_is_answered() -> None:
    opening = [rule for rule in RULES if {"action": "action_open_case"} in rule["steps"]]
    by_papers = {"ask_settlement_letter", "ask_debt_proof"}  # where there is no paper to send
    assert {f"utter_case_{intent}" for intent in _intents(opening) | by_papers} == {
        name for name in RESPONSES if name.startswith("utter_case_")
    }


@pytest.mark.parametrize("verified", [True, False])
def test_every_intent_has_a_rule_whether_the_person_is_known_or_not(verified: bool) -> None:
    fitting = [
        rule
        for rule in RULES
        if not _in_form(rule)
        and "expecting" not in _slots(rule)
        and _slots(rule).get("identity_verified", verified) is verified
    ]
    assert {*DOMAIN["intents"], FALLBACK} - _intents(fitting) == set()


def test_rules_stories_and_test_stories_name_known_intents_and_actions() -> None:
    spoken = set(RESPONSES) | set(DOMAIN["actions"]) | set(DOMAIN["forms"])
    known_actions = spoken | {"action_deactivate_loop", "action_listen"}
    told = [*RULES, *STORIES, *TEST_STORIES]
    assert _intents(told) <= {*DOMAIN["intents"], FALLBACK}
    assert {step["action"] for step in _steps(told) if "action" in step} <= known_actions


def test_every_response_is_used() -> None:
    told = {step["action"] for step in _steps([*RULES, *STORIES]) if "action" in step}
    asked = {
        f"utter_ask_{slot}" for form in DOMAIN["forms"].values() for slot in form["required_slots"]
    }
    sources = [
        p for folder in ("actions", "connectors", "quita") for p in (ROOT / folder).rglob("*.py")
    ]
    named = set(re.findall(r"utter_\w+", "\n".join(p.read_text(encoding="utf-8") for p in sources)))
    prefixes = tuple(name for name in named if name.endswith("_"))
    used = told | asked | named
    assert [n for n in RESPONSES if n not in used and not n.startswith(prefixes)] == []


def test_titles_of_rules_and_stories_are_unique() -> None:
    for told, key in ((RULES, "rule"), (STORIES, "story"), (TEST_STORIES, "story")):
        repeated = [title for title, count in Counter(b[key] for b in told).items() if count > 1]
        assert repeated == []


def test_every_journey_has_its_test_stories() -> None:
    journeys = {path.stem for path in (ROOT / "data" / "stories").glob("*.yml")}
    tested = {p.stem.removeprefix("test_") for p in (ROOT / "tests" / "stories").glob("test_*.yml")}
    assert journeys == tested
