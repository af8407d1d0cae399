"""Whether somebody asks for the paper of their agreement."""

from __future__ import annotations

import pytest

from quita.domain.reading.papers import wants_term


@pytest.mark.parametrize(
    "text",
    [
        "me manda o termo do acordo",
        "quero o contrato em pdf",
        "me manda o contrato",
        "CADÊ O PAPEL DO NOSSO COMBINADO?",
        "vocês mandam o acordo por escrito?",
    ],
)
def test_the_term_is_asked_for(text: str) -> None:
    assert wants_term(text)


@pytest.mark.parametrize(
    "text",
    [
        "como está meu acordo?",
        "quero o termo de quitação do acordo",
        "manda o contrato original",
        "cadê o contrato dessa dívida?",
        "quero ver a fatura da compra em pdf",
        "preciso de um documento que prove que está quitado",
    ],
)
def test_the_state_of_the_agreement_its_letter_and_the_old_debts_papers_are_something_else(
    text: str,
) -> None:
    assert not wants_term(text)
