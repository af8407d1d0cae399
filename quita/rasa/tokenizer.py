"""Graph component: spaCy's Portuguese tokenizer (`spacy.blank("pt")`).

No trained Portuguese pipeline is published on PyPI, and Rasa's SpacyNLP refuses a bare "pt".
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language

from quita.rasa.fingerprint import KnownByItsCode


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class PortugueseTokenizer(KnownByItsCode, Tokenizer):
    """Tokens of the typed text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give Rasa's tokenizer settings: intents are not split."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Split a text with spaCy; white space is no token."""
        doc = _pipeline().make_doc(message.get(attribute))
        tokens = [Token(token.text, token.idx) for token in doc if not token.is_space]
        return self._apply_token_pattern(tokens)


@lru_cache(maxsize=1)
def _pipeline() -> Language:
    return spacy.blank("pt")
