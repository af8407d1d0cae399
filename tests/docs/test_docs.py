"""The documents tell the truth: whatever they name is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from quita.adapters.database.schema import metadata
from quita.adapters.demo import demo_people
from quita.cli.data import DEMO_PASSWORD, DEMO_SEED, DEMO_USERS
from tests.docs.reading import (
    CHANNELS,
    DOCUMENTS,
    ROOT,
    broken_links,
    project,
    rows,
    spans,
    targets,
    wrong_addresses,
    wrong_commands,
    wrong_names,
    wrong_paths,
    wrong_targets,
    wrong_variables,
)
from tests.nlu_data.test_wording import FORBIDDEN

Checker = Callable[[str], list[str]]
CHECKERS: list[Checker] = [
    wrong_paths,
    wrong_names,
    wrong_targets,
    wrong_commands,
    wrong_variables,
    wrong_addresses,
]
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda checker: checker.__name__)
@pytest.mark.parametrize("path", DOCUMENTS, ids=where)
def test_whatever_a_document_names_is_there(path: Path, checker: Checker) -> None:
    assert checker(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=where)
def test_links_lead_somewhere(path: Path) -> None:
    assert broken_links(path.read_text(encoding="utf-8"), path.parent) == []


@pytest.mark.parametrize(
    ("checker", "right", "wrong"),
    [
        (wrong_paths, "`quita/domain/`, `domain/<topic>.yml`, `var/log/`", "`quita/domian/`"),
        (wrong_paths, "`test_docs.py` and `config.yml`", "`confg.yml`"),
        (wrong_names, "`quita/domain/debt.py::Debt`", "`quita/domain/debt.py::Dept`"),
        (wrong_names, "`domain/debts.yml::utter_charges`", "`domain/debts.yml::utter_charge`"),
        (wrong_targets, "`make run`", "`make walk`"),
        (wrong_targets, "```sh\nmake lock UPGRADE=1\n```", "```sh\nmake unlock\n```"),
        (wrong_commands, "`quita inbox failed`", "`quita inbox lost`"),
        (wrong_commands, "`quita user add eva --name Eva`", "`quita user add eva --nome Eva`"),
        (wrong_commands, "```sh\n.venv/bin/quita worker\n```", "```sh\nquita work\n```"),
        (wrong_variables, "`QUITA_ENV`", "`QUITA_ENVIRONMENT`"),
        (wrong_addresses, "http://127.0.0.1:5090/phone", "http://127.0.0.1:5090/fone"),
        (wrong_addresses, "http://127.0.0.1:5005/desk", "http://127.0.0.1:5090/desk"),
        (wrong_addresses, "`/webhooks/psp/pix`, `/negotiate`", "`/webhooks/pix`"),
        (wrong_addresses, "`/accept_offer#7`", "`/take_offer#7`"),
    ],
)
def test_a_wrong_claim_is_found_and_a_right_one_is_not(
    checker: Checker, right: str, wrong: str
) -> None:
    assert checker(right) == []
    assert len(checker(wrong)) == 1


def test_a_link_to_nowhere_is_found() -> None:
    text = "[a](README.md) ![b](docs/none.png) [c](https://example.com)"
    assert broken_links(text, ROOT) == ["docs/none.png"]


def test_the_channels_that_addresses_are_looked_up_in_are_those_that_run() -> None:
    channels = yaml.safe_load(read("credentials.yml"))
    assert {name.split(".")[1] for name in channels} == set(CHANNELS)


def test_the_glossarys_terms_occur_where_it_says() -> None:
    terms = [row for row in rows(read("docs/glossary.md")) if row[0].startswith("`")]
    assert len(terms) > 60
    missing = []
    for row in terms:
        assert len(row) == 4, row
        [place] = named(row[-1])
        source = read(place)
        missing += [
            f"{term} in {place}"
            for term in named(row[0])
            if not re.search(rf"(?<![a-z]){term}(?![a-z])", source, re.I)
        ]
    assert missing == []


def test_no_term_is_in_the_glossary_twice() -> None:
    terms = [term for row in rows(read("docs/glossary.md")) for term in named(row[0])]
    assert sorted(set(terms)) == sorted(terms)


def test_every_table_of_the_database_is_described_once() -> None:
    described = [named(row[0])[0] for row in rows(read("docs/architecture.md"), "## The data")]
    assert sorted(described) == sorted(metadata.tables)


def test_every_environment_variable_is_described_once() -> None:
    described = [
        name for row in rows(read("docs/operations.md"), "## Environment") for name in named(row[0])
    ]
    assert sorted(described) == sorted(re.findall(r"^# ([A-Z_]+)=", read(".env.example"), re.M))


def test_every_make_target_is_described_once() -> None:
    described = [named(row[0])[0] for row in rows(read("CONTRIBUTING.md"), "## Environment")]
    assert sorted(described) == sorted(f"make {target}" for target in targets())


def test_the_log_lines_to_watch_are_written_by_the_code() -> None:
    sources = [ROOT / path for path in project() if path.startswith(("quita/", "connectors/"))]
    code = "\n".join(p.read_text("utf-8") for p in sources if p.suffix == ".py")
    lines = [name for row in rows(read("docs/operations.md"), "## Logs") for name in named(row[0])]
    assert len(lines) > 5
    assert [line for line in lines if f'"{line}"' not in code] == []


def test_every_proof_of_compliance_is_a_test() -> None:
    cells = [cell for row in rows(read("docs/compliance.md")) for cell in row]
    cited = [span for cell in cells for span in spans(cell) if span.startswith("tests/")]
    assert len(cited) > 40
    python = [span for span in cited if ".py" in span]
    assert [span for span in python if not re.fullmatch(r"tests/\S+\.py::test_\w+", span)] == []
    assert {span for span in cited if ".py" not in span} <= project()  # Rasa's test stories


def test_the_words_that_nothing_may_hold_are_looked_for() -> None:
    table = rows(read("docs/compliance.md"), "### Words that nothing may hold")
    words = [word for row in table for word in re.findall(r'"([^"]+)"', row[0])]
    assert len(words) > 15
    found = [word for word in words if any(re.search(p, word, re.I) for p in FORBIDDEN)]
    assert found == words


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_number_its_parts_and_its_place_in_the_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    title = text.splitlines()[0]
    assert title.startswith(f"# {path.name[:4]} ")
    parts = re.findall(r"^## (.*)", text, re.M)
    assert parts == ["Context", "Decision", "Consequences"]
    line = f"| [{path.name[:4]}]({path.name}) | {title[7:]} |"
    assert line in read("docs/decisions/README.md").splitlines()


def test_the_readmes_demonstration_is_the_one_that_is_loaded() -> None:
    text = read("README.md")
    walk = text.split("### Two minutes")[1].split("\n## ")[0]
    people = demo_people(DEMO_SEED, date(2026, 11, 23))
    assert f"**{people[0]['name']}**" in walk
    first_names = {person["name"].split()[0] for person in people}
    bold = re.findall(r"\*\*(\w+)[^*]*\*\*", walk)
    assert len(bold) > 3 and set(bold) <= first_names
    assert all(f"`{login}`" in text for login, _, _ in DEMO_USERS)
    assert f"`{DEMO_PASSWORD}`" in text


def test_the_readmes_buttons_are_on_the_screens() -> None:
    screens = [
        ROOT / path
        for path in project()
        if path.startswith(("actions/", "connectors/", "domain/", "sandbox/"))
    ]
    kinds = (".py", ".yml", ".html", ".js")
    shown = "\n".join(path.read_text("utf-8") for path in screens if path.suffix in kinds)
    walk = read("README.md").split("### Two minutes")[1].split("\n## ")[0]
    titles = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", walk)
    assert len(titles) >= 8
    assert [title for title in titles if re.sub(r"^\d\. ", "", title) not in shown] == []
