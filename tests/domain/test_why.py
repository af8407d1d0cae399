"""Who asks why their identity is wanted, and who asks something else about the same words."""

from __future__ import annotations

import pytest

from quita.domain.why import asks_why


@pytest.mark.parametrize(
    "text",
    [
        "pra que vc quer meu cpf??",
        "Para que vocês precisam da minha data de nascimento?",
        "pq tenho q passar meu cpf",
        "por que preciso me identificar",
        "oq vcs vão fazer com meu cpf",
        "qual o motivo de pedir meus dados?",
        "precisa mesmo do cpf?",
        "não entendi pra que essas perguntas",
        "sou obrigado a dar os 3 números?",
    ],
)
@pytest.mark.parametrize("intent", ["lgpd_request", "nlu_fallback", "ask_credit_bureau", None])
def test_why_identity_is_wanted_is_heard(text: str, intent: str | None) -> None:
    assert asks_why(text, intent)


@pytest.mark.parametrize(
    "text",
    [
        "meu cpf tá negativado por que?",
        "por que meu cpf consta no serasa",
        "quero que apaguem meus dados",
        "onde conseguiram meu cpf, pra que guardam isso",
        "pra que serve o pix",
        "meu cpf termina em 052",
        "por que aumentou tanto",
        "usaram meu cpf pra fazer compra, por que ninguém viu",
        "pra que eu vou pagar isso",
    ],
)
def test_another_question_stays_what_it_was(text: str) -> None:
    assert not asks_why(text, "nlu_fallback")


@pytest.mark.parametrize("intent", ["life_risk", "suspect_scam", "stop_contact", "claim_fraud"])
def test_what_is_grave_goes_before_the_question(intent: str) -> None:
    assert not asks_why("pra que vc quer meu cpf", intent)
