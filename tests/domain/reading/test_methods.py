"""Ways of paying."""

from __future__ import annotations

import pytest

from tests.domain.reading.forms import values


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("pix", "pix"),
        ("PIX!!!", "pix"),
        ("o pixi", "pix"),
        ("manda o piquis", "pix"),
        ("qual o número do piques", "pix"),
        ("pics", "pix"),
        ("pixxx", "pix"),
        ("um pixzinho", "pix"),
        ("me manda o boleto", "boleto"),
        ("boletu", "boleto"),
        ("o boletinho", "boleto"),
        ("os boletos", "boleto"),
        ("boleeeto", "boleto"),
        ("aceita cartão?", "cartao"),
        ("cartão?", "cartao"),
        ("passa no cartaum", "cartao"),
        ("cartão de crédito", "cartao"),
        ("posso parcelar no cartão", "cartao"),
        ("meu cartão foi recusado", "cartao"),
        ("da p passar no credito?", "cartao"),
        ("débito automático", "debito"),
        ("passa no débito?", "debito"),
        ("pago com cartão de débito", "debito"),
        ("em dinheiro", "dinheiro"),
        ("pago no dinheiro", "dinheiro"),
        ("dinhero vivo", "dinheiro"),
        ("em espécie", "dinheiro"),
        ("fiz a transferência", "transferencia"),
        ("por TED", "transferencia"),
    ],
)
def test_a_way_of_paying_is_read_in_any_spelling(text: str, method: str) -> None:
    assert values(text, "payment_method") == [method]


@pytest.mark.parametrize(
    "text",
    [
        "dívida do cartão",
        "a fatura do cartão veio errada",
        "é do cartão da renner?",
        "clonaram meu cartão",
        "nunca tive cartão",
        "comprei no cartão e não reconheço",
        "quero quitar meu cartão",
        "não tenho dinheiro",
        "o dinheiro da comida",
        "sem grana",
        "meus débitos",
        "débito vencido em 2017",
        "pago na lotérica",
        "fiz boletim de ocorrência",
        "segunda deposito tudo",
        "uma espécie de golpe",
        "me transfere pra um atendente",
    ],
)
def test_origins_of_debt_money_and_places_are_no_way_of_paying(text: str) -> None:
    assert values(text, "payment_method") == []


def test_every_way_named_is_read() -> None:
    assert values("é boleto, é pix ou é cartão?", "payment_method") == ["boleto", "pix", "cartao"]
    assert values("débito ou crédito?", "payment_method") == ["debito", "cartao"]
