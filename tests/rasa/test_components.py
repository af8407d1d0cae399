"""The pipeline's components by Rasa's component interface, each on its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from quita.domain.errors import Misconfigured
from quita.rasa.classifier import RANKING_LENGTH, DebtIntentClassifier
from quita.rasa.encoder import SentenceEncoder
from quita.rasa.entities import ASKED, SENT_ON, BrazilianEntities
from quita.rasa.fingerprint import code_fingerprint
from quita.rasa.gate import FallbackGate
from quita.rasa.memoization import StoryMemory
from quita.rasa.normaliser import NORMAL_TEXT, WhatsAppNormaliser
from quita.rasa.text import MAX_CHARACTERS, normal
from quita.rasa.tokenizer import PortugueseTokenizer

LETTERS = "abcdefghijklmno"  # fifteen intents: more than a ranking holds
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
    "lean": {"stop_contact": 0.22},
    "first": {},
}


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(SentenceEncoder.get_default_config())


def normalised(*texts: str) -> list[Message]:
    messages = [Message({TEXT: text}) for text in texts]
    return WhatsAppNormaliser().process(BrazilianEntities().process(messages))


def data_of(examples: dict[str, list[str]]) -> TrainingData:
    labelled = [(text, intent) for intent, texts in examples.items() for text in texts]
    messages = [Message({TEXT: text, INTENT: intent}) for text, intent in labelled]
    return WhatsAppNormaliser().process_training_data(TrainingData(messages))


def classifier(storage: LocalModelStorage, **changes: Any) -> DebtIntentClassifier:
    config = {**DebtIntentClassifier.get_default_config(), **changes}
    return DebtIntentClassifier.create(config, storage, RESOURCE, CONTEXT)


def reloaded(storage: LocalModelStorage) -> DebtIntentClassifier:
    config = DebtIntentClassifier.get_default_config()
    return DebtIntentClassifier.load(config, storage, RESOURCE, CONTEXT)


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
    many = {
        f"intent_{letter}": [f"{letter * 2}ba um", f"{letter * 2}ba dois"] for letter in LETTERS
    }
    trained = classifier(storage)
    trained.train(data_of(many))
    [message] = trained.process(normalised("hhba três"))
    confidences = [entry["confidence"] for entry in message.get("intent_ranking")]
    assert message.get(INTENT)["name"] == "intent_h"
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


def test_what_is_gravest_leads_and_passes_from_its_own_threshold_on() -> None:
    ranking = [("cannot_pay", 0.7), ("goodbye", 0.15), ("life_risk", 0.12), ("greet", 0.01)]
    entries = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    message = Message({TEXT: "oi", "intent_ranking": entries})
    gate = FallbackGate({**GATE, "first": {"life_risk": 0.12}})
    [message] = gate.process([message])
    assert message.get(INTENT) == {"name": "life_risk", "confidence": 0.12}
    led = [entry["name"] for entry in message.get("intent_ranking")]
    assert led == ["life_risk", "cannot_pay", "goodbye", "greet"]
    assert gated(*ranking, first={"life_risk": 0.13}) == ("cannot_pay", 0.7)


def test_what_an_example_says_in_other_words_is_reached_by_its_meaning(
    storage: LocalModelStorage, encoder: SentenceEncoder
) -> None:
    def encoded(data: TrainingData) -> TrainingData:
        return encoder.process_training_data(data)

    trained = classifier(storage)
    trained.train(encoded(data_of(EXAMPLES)))
    [message] = trained.process(encoder.process(normalised("preciso conversar com um humano")))
    assert message.get(INTENT)["name"] == "request_human"
    loaded = reloaded(storage)
    [again] = loaded.process(encoder.process(normalised("preciso conversar com um humano")))
    assert again.get("intent_ranking") == message.get("intent_ranking")


def test_a_model_that_learnt_with_an_encoder_differs_from_one_that_did_not(
    storage: LocalModelStorage, encoder: SentenceEncoder
) -> None:
    assert SentenceEncoder({"encoder": "none", "alias": "x"}).process(normalised("oi"))[
        0
    ].get_dense_features(TEXT) == (None, None)
    [message] = encoder.process(normalised("oi"))
    _, sentence = message.get_dense_features(TEXT)
    assert sentence is not None and sentence.features.shape == (1, 512)


def test_an_encoder_that_is_not_there_is_named() -> None:
    with pytest.raises(Misconfigured, match="no sentence encoder 'word2vec'"):
        SentenceEncoder({"encoder": "word2vec", "alias": "x"})


@pytest.mark.parametrize(
    "text",
    ["", "   ", "😭😭😭", "ねえ、いくら？", "\u0000\u200b", "a" * 10_000, "quero pagar " * 341],
)
def test_whatever_is_typed_gets_an_answer_of_bounded_work(
    storage: LocalModelStorage, encoder: SentenceEncoder, text: str
) -> None:
    trained = classifier(storage)
    trained.train(encoder.process_training_data(data_of(EXAMPLES)))
    [message] = trained.process(encoder.process(normalised(text)))
    assert message.get(INTENT)["confidence"] <= 1.0
    assert len(message.get(NORMAL_TEXT) or "") <= 2 * MAX_CHARACTERS  # signs are set apart


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
    WhatsAppNormaliser({"mask_entities": False}).process([message])
    assert (message.get(NORMAL_TEXT) or "") == folded
    assert message.get(TEXT) == typed


def test_of_a_very_long_message_both_ends_are_read() -> None:
    text = "oi " + "bla " * 2_000 + "tchau"
    folded = normal(text)
    assert (folded.split()[0], folded.split()[-1]) == ("oi", "tchau")
    assert len(folded) <= MAX_CHARACTERS + 1


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("pago R$ 1.234,56 dia 10", "pago xvalor xdata"),
        ("em 10x de 250", "em xvezes de xvalor"),
        ("meu cpf é 529.982.247-25", "meu cpf e xcpf"),
        ("manda no ana@uol.com.br", "manda no xmail"),
        ("me liga 11 98765-4321", "me liga xfone"),
        ("protocolo 20261", "protocolo 00000"),
    ],
)
def test_which_number_it_is_says_nothing_of_a_wish(typed: str, folded: str) -> None:
    [message] = normalised(typed)
    assert message.get(NORMAL_TEXT) == folded
    [example] = (
        WhatsAppNormaliser()
        .process_training_data(TrainingData([Message({TEXT: typed})]))
        .training_examples
    )
    assert example.get(NORMAL_TEXT) == folded


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


@pytest.mark.parametrize(
    "component",
    [DebtIntentClassifier, PortugueseTokenizer, SentenceEncoder, StoryMemory, WhatsAppNormaliser],
)
def test_rasas_cache_knows_a_component_by_the_code_of_all(component: type[GraphComponent]) -> None:
    assert component.fingerprint_addon({}) == code_fingerprint()
