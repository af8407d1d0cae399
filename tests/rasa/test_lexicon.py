"""One word for what means the same, from what a designer writes to what is learnt."""

from __future__ import annotations

from pathlib import Path

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from quita.rasa.lexicon import Lexicon
from quita.rasa.normaliser import NORMAL_TEXT, WhatsAppNormaliser
from quita.rasa.text import normal

BANKS = {"name": "bank", "elements": ["Itaú", "Banco do Brasil", "banco"]}
KNOWN = Lexicon.of([BANKS], {"grana": "dinheiro"}, normal)


def test_the_longest_phrase_wins_and_only_whole_words_count() -> None:
    assert KNOWN.apply("devo ao banco do brasil") == "devo ao xbank"
    assert KNOWN.apply("sem grana , bancos e granada") == "sem dinheiro , bancos e granada"


def test_an_empty_lexicon_changes_nothing() -> None:
    assert Lexicon({}).apply("devo ao itau") == "devo ao itau"


def test_a_lexicon_is_loaded_as_it_was_trained(tmp_path: Path) -> None:
    storage, resource = LocalModelStorage(tmp_path), Resource("normaliser")
    context = ExecutionContext(GraphSchema({}))
    data = TrainingData(
        [Message({TEXT: "minha dívida do Itaú"})],
        entity_synonyms={"grana": "dinheiro"},
        lookup_tables=[BANKS],
    )
    trained = WhatsAppNormaliser.create({}, storage, resource, context)
    trained.train(data)
    [example] = trained.process_training_data(data).training_examples
    assert example.get(NORMAL_TEXT) == "minha divida do xbank"
    loaded = WhatsAppNormaliser.load({}, storage, resource, context)
    [message] = loaded.process([Message({TEXT: "tô sem GRANA pro Itaú"})])
    assert message.get(NORMAL_TEXT) == "estou sem dinheiro para o xbank"
