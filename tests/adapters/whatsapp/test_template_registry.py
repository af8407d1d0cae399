"""The registry of templates: files checked, Meta's word beside them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.adapters.whatsapp.bodies import to_graph_bodies
from quita.adapters.whatsapp.payloads import Payload, Recipient
from quita.adapters.whatsapp.template_registry import TemplateRegistry, read_templates
from quita.domain.errors import Misconfigured, NotFound
from quita.domain.templates import TemplateStatus
from quita.services.reaching import PRESSES, RESUME_TEMPLATE
from quita.settings import ROOT
from sandbox.graph.schemas import check_message
from sandbox.graph.templates import Templates
from tests.conftest import FakeClock

GOOD = """
- name: retomar
  language: pt_BR
  category: utility
  approved: {approved}
  body: "Oi! A conversa {{{{protocol}}}} ficou em aberto."
  variables: [{{name: protocol, example: "2026", limit: 20}}]
"""


def registry(folder: Path, approved: str = "true") -> TemplateRegistry:
    (folder / "some.yml").write_text(GOOD.format(approved=approved), encoding="utf-8")
    return TemplateRegistry(folder)


def test_our_own_templates_break_no_rule() -> None:
    assert set(read_templates(ROOT / "templates")) >= {"lembrete_neutro", "novidade_neutra"}


def test_a_filled_template_is_what_the_channel_and_meta_take(database: Database) -> None:
    found = TemplateRegistry(ROOT / "templates", [RESUME_TEMPLATE])
    with database() as tx:
        said = found.filled(tx, RESUME_TEMPLATE, {"protocol": "2026112300000001"}, PRESSES)
    assert said is not None
    [body] = to_graph_bodies(cast(Payload, said), Recipient(phone="5551981234567"), "m1")
    check_message(body)
    sandbox = Templates(ROOT / "sandbox" / "approved_templates.json")
    sandbox.check(body["template"])
    titles = [button["title"] for button in said["buttons"]]
    assert sandbox.render(body["template"]) == (said["text"], titles)
    assert sandbox.quick_replies(body["template"]) == list(PRESSES)


def test_a_template_that_may_not_be_sent_is_not_filled(database: Database) -> None:
    found = TemplateRegistry(ROOT / "templates")
    with database() as tx:
        values = {"protocol": "2026112300000001"}
        assert found.filled(tx, RESUME_TEMPLATE, values, PRESSES) is None


def test_metas_pause_makes_an_approved_template_unusable(
    tmp_path: Path, database: Database, clock: FakeClock
) -> None:
    found = registry(tmp_path)
    with database() as tx:
        assert found.usable(tx, "retomar")
        tx.templates.told(TemplateStatus("retomar", "pt_BR", "PAUSED", clock()))
        assert not found.usable(tx, "retomar")


def test_what_nobody_approved_is_not_usable(tmp_path: Path, database: Database) -> None:
    found = registry(tmp_path, approved="false")
    with database() as tx:
        assert not found.usable(tx, "retomar")
        assert not found.usable(tx, "unknown")
        assert TemplateRegistry(tmp_path, ["retomar"]).usable(tx, "retomar")
    with pytest.raises(NotFound):
        found.get("unknown")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- {name: a, language: pt_BR, category: sale, body: Oi}", "not a template"),
        ("- {name: a, language: pt_BR, category: utility}", "not a template"),
        ("- {name: a, language: pt_BR, category: utility, body: Oi, color: red}", "unknown: color"),
        ("- {name: A, language: pt_BR, category: utility, body: Oi}", "small letters"),
        ("- {name: a, language: pt_BR, category: utility, body: 'Temos desconto'}", "marketing"),
    ],
)
def test_a_file_that_breaks_a_rule_is_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "some.yml").write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured, match=reason) as refused:
        read_templates(tmp_path)
    assert "some.yml" in str(refused.value)


def test_two_templates_of_one_name_are_refused(tmp_path: Path) -> None:
    for file in ("a.yml", "b.yml"):
        (tmp_path / file).write_text(GOOD.format(approved="true"), encoding="utf-8")
    with pytest.raises(Misconfigured, match="two of this name"):
        read_templates(tmp_path)
