"""The pipeline's components by Rasa's component interface, each on its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from quita.rasa.classifier import RANKING_LENGTH, LinearIntentClassifier
from quita.rasa.entities import ASKED, SENT_ON, BrazilianEntities
from quita.rasa.gate import FallbackGate
from quita.rasa.normaliser import NORMAL_TEXT, WhatsAppNormaliser
from quita.rasa.tokenizer import PortugueseTokenizer

CONTEXT = ExecutionContext(GraphSchema({}))
RESOURCE = Resource("component")
EXAMPLES = {
    "greet": ["oi", "olá", "bom dia", "boa tarde", "oi tudo bem", "e aí"],
    "ask_pix": ["manda o pix", "qual a chave pix", "quero pagar com pix", "me passa o pix"],
    "request_human": ["quero falar com um atendente", "chama uma pessoa", "atendente por favor"],
}
GATE = {
    "threshold": 0.3,
    "margin": 0.05,
    "lean": {"life_risk": 0.2, "stop_contact": 0.22},
    "first": ["life_risk"],
}


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


def normalised(*texts: str) -> list[Message]:
    return WhatsAppNormaliser().process([Message({TEXT: text}) for text in texts])


def data_of(examples: dict[str, list[str]]) -> TrainingData:
    labelled = [(text, intent) for intent, texts in examples.items() for text in texts]
    messages = [Message({TEXT: text, INTENT: intent}) for text, intent in labelled]
    return WhatsAppNormaliser().process_training_data(TrainingData(messages))


def classifier(storage: LocalModelStorage) -> LinearIntentClassifier:
    config = LinearIntentClassifier.get_default_config()
    return LinearIntentClassifier.create(config, storage, RESOURCE, CONTEXT)


def reloaded(storage: LocalModelStorage) -> LinearIntentClassifier:
    config = LinearIntentClassifier.get_default_config()
    return LinearIntentClassifier.load(config, storage, RESOURCE, CONTEXT)


def gated(*ranking: tuple[str, float], **changes: Any) -> tuple[str | None, float]:
    entries = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    message = Message({TEXT: "oi", "intent_ranking": entries})
    [message] = FallbackGate({**GATE, **changes}).process([message])
    assert message.get("intent_ranking") == entries  # the handoff event tells it as it was
    return message.get(INTENT)["name"], message.get(INTENT)["confidence"]


def test_a_classifier_that_is_loaded_says_what_the_trained_one_said(
    storage: LocalModelStorage,
) -> None:
    trained = classifier(storage)
    assert trained.train(data_of(EXAMPLES)) == RESOURCE
    unseen = ["bom dia tudo bem", "passa a chave pix", "quero uma pessoa", "zzz"]
    before = [message.get("intent_ranking") for message in trained.process(normalised(*unseen))]
    after = reloaded(storage).process(normalised(*unseen))
    assert [message.get("intent_ranking") for message in after] == before
    assert [message.get(INTENT)["name"] for message in after[:3]] == list(EXAMPLES)


def test_confidences_are_probabilities_and_the_ranking_falls(storage: LocalModelStorage) -> None:
    many = {f"intent_{n}": [f"palavra{n} um", f"palavra{n} dois"] for n in range(15)}
    trained = classifier(storage)
    trained.train(data_of(many))
    [message] = trained.process(normalised("palavra7 três"))
    confidences = [entry["confidence"] for entry in message.get("intent_ranking")]
    assert message.get(INTENT)["name"] == "intent_7"
    assert len(confidences) == RANKING_LENGTH
    assert confidences == sorted(confidences, reverse=True)
    assert 0 < sum(confidences) <= 1


def test_a_message_without_words_has_no_intent(storage: LocalModelStorage) -> None:
    trained = classifier(storage)
    trained.train(data_of(EXAMPLES))
    [message] = trained.process(normalised(""))
    assert message.get(INTENT) == {"name": None, "confidence": 0.0}
    assert message.get("intent_ranking") == []


def test_an_assistant_without_intents_trains_and_loads_an_empty_classifier(
    storage: LocalModelStorage,
) -> None:
    classifier(storage).train(TrainingData([]))
    [message] = reloaded(storage).process(normalised("oi"))
    assert message.get(INTENT)["name"] is None


def test_the_gate_lets_through_what_is_sure_and_leads() -> None:
    assert gated(("greet", 0.6), ("thank", 0.2)) == ("greet", 0.6)
    assert gated(("greet", 0.3), ("thank", 0.2)) == ("greet", 0.3)


def test_the_gate_holds_back_what_is_unsure_or_hardly_leads() -> None:
    assert gated(("greet", 0.29), ("thank", 0.1)) == ("nlu_fallback", 0.29)
    assert gated(("greet", 0.45), ("thank", 0.41)) == ("nlu_fallback", 0.45)
    assert gated() == ("nlu_fallback", 0.0)


def test_a_grave_wish_passes_sooner_and_needs_no_lead() -> None:
    assert gated(("stop_contact", 0.23), ("complain", 0.22)) == ("stop_contact", 0.23)
    assert gated(("stop_contact", 0.21), ("complain", 0.1)) == ("nlu_fallback", 0.21)


def test_a_life_at_risk_wins_even_where_another_intent_leads() -> None:
    assert gated(("complain", 0.6), ("life_risk", 0.2)) == ("life_risk", 0.2)
    assert gated(("complain", 0.6), ("life_risk", 0.19)) == ("complain", 0.6)
    assert gated(("complain", 0.6), ("stop_contact", 0.3)) == ("complain", 0.6)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("VC ACEITA piiix???", "voce aceita pix ?"),
        ("naum qro + msg", "nao qro + mensagem"),
        ("Não, obrigada!", "nao , obrigada !"),
        ("kkkkkk blz", "haha beleza"),
        ("hahahaha rsrsrs", "haha haha"),
        ("R$ 1.000,00", "r $ 1 . 000 , 00"),
        ("parcela 1000", "parcela 1000"),  # digits are no lengthened letters
        ("pq  tá\ntão   caro", "porque esta estao caro"),
        ("Ação ÇÃO é ü", "acao cao e u"),
        ("\u200b\u0000", ""),
        ("", ""),
    ],
)
def test_whatsapp_portuguese_is_folded(typed: str, folded: str) -> None:
    message = Message({TEXT: typed})
    WhatsAppNormaliser().process([message])
    assert (message.get(NORMAL_TEXT) or "") == folded
    assert message.get(TEXT) == typed


def test_only_the_beginning_of_a_very_long_message_is_folded() -> None:
    [message] = normalised("ola " * 100_000)
    assert 0 < len(message.get(NORMAL_TEXT)) <= 2000


@pytest.mark.parametrize(
    "text",
    ["Não dá p/ pagar R$ 1.234,56!!", "oi,\n tudo  bem? 😭🙏", "dá-lhe: 12x de 50", "   "],
)
def test_tokens_stand_where_they_say(text: str) -> None:
    tokenizer = PortugueseTokenizer(PortugueseTokenizer.get_default_config())
    message = Message({TEXT: text})
    tokenizer.process([message])
    tokens = message.get(TOKENS_NAMES[TEXT])
    assert [text[token.start : token.end] for token in tokens] == [token.text for token in tokens]
    assert all(token.text.strip() for token in tokens)
    assert "".join(token.text for token in tokens) == "".join(text.split())


def entities_of(text: str, **metadata: str) -> list[tuple[str, str]]:
    message = Message({TEXT: text, METADATA: metadata})
    BrazilianEntities().process([message])
    found: list[dict[str, Any]] = message.get("entities")
    assert all(one["extractor"] == "BrazilianEntities" for one in found)
    assert all(text[one["start"] : one["end"]].strip() for one in found)
    return [(one["entity"], one["value"]) for one in found]


def test_entities_are_read_with_normal_values_at_their_places() -> None:
    assert entities_of("consigo pagar 150 reais por mês") == [("amount", "150.00")]
    assert ("cpf", "52998224725") in entities_of("meu cpf é 529.982.247-25")


def test_a_date_is_read_against_the_day_on_which_it_was_sent() -> None:
    assert entities_of("pago amanhã", **{SENT_ON: "2026-11-23"}) == [("date", "2026-11-24")]
    assert entities_of("pago amanhã", **{SENT_ON: "2026-12-31"}) == [("date", "2027-01-01")]


def test_three_digits_are_a_fragment_where_one_was_asked_for() -> None:
    assert entities_of("247", **{ASKED: "cpf_fragment"}) == [("cpf_fragment", "247")]
    assert entities_of("247") != [("cpf_fragment", "247")]
