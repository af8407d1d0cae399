"""Templates: what Meta would refuse is refused before it is asked."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from quita.domain.errors import InvalidInput, NotAllowed
from quita.domain.number_health import Quality
from quita.domain.templates import Category, Place, Template, TemplateStatus, check_usable

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
BODY = "Oi! A conversa {{protocol}} ficou em aberto."


def template(body: str = BODY, category: Category = Category.UTILITY, **more: object) -> Template:
    places = (Place("protocol", "2026", 20),) if "{{" in body else ()
    return Template("retomar", "pt_BR", category, body, places, **more)  # type: ignore[arg-type]


def test_a_template_reads_as_it_is_filled_in() -> None:
    assert template().fill({"protocol": "123"}) == ("Oi! A conversa 123 ficou em aberto.", ["123"])


@pytest.mark.parametrize(
    "values",
    [{}, {"protocol": "1", "name": "x"}, {"protocol": " "}, {"protocol": "1" * 21}]
    + [{"protocol": text} for text in ("a\nb", "a\tb", "a     b")],
)
def test_values_that_meta_refuses_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        template().fill(values)


def test_a_refusal_never_quotes_the_value() -> None:
    with pytest.raises(InvalidInput) as refused:
        template().fill({"protocol": "52998224725 " * 9})
    assert "52998224725" not in str(refused.value)


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (template("{{protocol}} é o protocolo"), "neither begins nor ends"),
        (template("Temos um desconto para você"), "discount"),
        (Template("Retomar", "pt_BR", Category.UTILITY, "Oi"), "small letters"),
        (Template("a", "pt_BR", Category.UTILITY, "Oi {{nome}}, tudo bem?"), "variables are"),
        (template("Oi", buttons=("a", "b", "c", "d")), "buttons"),
    ],
)
def test_what_meta_would_not_take_is_named(found: Template, problem: str) -> None:
    assert problem in " ".join(found.problems())


def test_an_offer_may_be_a_marketing_template() -> None:
    assert template("Temos um desconto para você", Category.MARKETING).problems() == []


def test_before_metas_word_the_companys_counts() -> None:
    check_usable(template(approved=True), None)
    with pytest.raises(NotAllowed, match="not approved yet"):
        check_usable(template(), None)


@pytest.mark.parametrize("word", ["PAUSED", "DISABLED", "REJECTED", "PENDING"])
def test_metas_word_goes_before_the_companys(word: str) -> None:
    with pytest.raises(NotAllowed, match=word.lower()):
        check_usable(template(approved=True), TemplateStatus("retomar", "pt_BR", word, NOW))
    check_usable(template(), TemplateStatus("retomar", "pt_BR", "APPROVED", NOW))


def test_where_meta_told_no_status_the_companys_word_counts() -> None:
    told = TemplateStatus("retomar", "pt_BR", None, NOW, category="UTILITY", quality=Quality.RED)
    check_usable(template(approved=True), told)
    with pytest.raises(NotAllowed, match="not approved yet"):
        check_usable(template(), told)


@pytest.mark.parametrize("word", ["APPROVED", None])
def test_a_template_that_meta_made_marketing_is_not_sent_as_utility(word: str | None) -> None:
    status = TemplateStatus("retomar", "pt_BR", word, NOW, category="MARKETING")
    with pytest.raises(NotAllowed, match="marketing, not utility"):
        check_usable(template(approved=True), status)
