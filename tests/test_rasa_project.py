"""The Rasa project as its own tools see it: nothing to warn of, every test story as told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from quita.cli.running import process_environment
from quita.domain.agreement import DateRefusal
from quita.domain.divergence import Outcome
from quita.domain.follow_up import ReminderKind
from quita.domain.handoff import Reason as HandoffReason
from quita.domain.languages import LANGUAGES
from quita.domain.offer import Reason as OfferReason
from quita.services.templates import NEWS_TEMPLATE, REMINDER_TEMPLATE
from quita.settings import ROOT

STORIES = ROOT / "tests" / "stories"
CODE = ("actions", "connectors", "quita")
ENDS_WITHIN = 600  # seconds; the machine may be busy
WARNING = re.compile(r"(?:\bUserWarning: | WARNING +)(.+)")
CHOSEN = "The MultiProjectImporter is currently experimental"  # Rasa's own notice, since 2019
UNUSED = re.compile(r"The utterance '(\w+)' is not used in any story or rule\.")
pytestmark = pytest.mark.slow


def run_rasa(*arguments: str, var: Path) -> subprocess.CompletedProcess[str]:
    """Run Rasa's command line in the project, with the environment of `make run`."""
    environment = process_environment({**os.environ, "QUITA_VAR": str(var)})
    return subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=ENDS_WITHIN,
    )


def said_by_code() -> set[str]:
    """Give the responses that Python says: by name, or as one of a family."""
    sources = (path.read_text() for folder in CODE for path in (ROOT / folder).rglob("*.py"))
    named = {name for source in sources for name in re.findall(r"\butter_\w+\b", source)}
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    intents, forms = domain["intents"], domain["forms"].values()
    families = {
        "handoff": [reason.value for reason in HandoffReason],
        "due_date": [refusal.value for refusal in DateRefusal],
        "reason": [reason.value for reason in OfferReason],
        "payment": [outcome.value for outcome in Outcome],
        "case": intents,
        "reminder": [kind.value for kind in ReminderKind],
        "template": [REMINDER_TEMPLATE, NEWS_TEMPLATE],
        "guess": intents,
        "language": [f"{one}{end}" for one in LANGUAGES for end in ("", "_handoff")],
        "ask": [slot for form in forms for slot in form["required_slots"]],
    }
    return named | {f"utter_{name}_{end}" for name, ends in families.items() for end in ends}


def test_the_data_is_valid_and_there_is_nothing_to_warn_of(tmp_path: Path) -> None:
    files = ["--domain", "domain.yml", "--config", "config.yml", "--data", "data"]
    done = run_rasa("data", "validate", *files, "--fail-on-warnings", var=tmp_path)
    assert done.returncode == 0, done.stdout[-4000:]
    found = [one.group(1).strip() for one in WARNING.finditer(done.stdout)]
    warnings = [warning for warning in found if CHOSEN not in warning]
    known = said_by_code()  # Rasa sees neither the actions nor the turn runner

    def of_a_response_that_code_says(warning: str) -> bool:
        unused = UNUSED.fullmatch(warning)
        return unused is not None and unused.group(1) in known

    assert [one for one in warnings if not of_a_response_that_code_says(one)] == []


@pytest.mark.model
def test_every_test_story_goes_as_it_is_told(model: Path, tmp_path: Path) -> None:
    told = [path.name for path in STORIES.rglob("test_*.yml")]
    assert told, "there are no test stories"
    done = run_rasa(
        *("test", "core", "--e2e", "--fail-on-prediction-errors"),
        *("--stories", str(STORIES), "--model", str(model), "--out", str(tmp_path / "results")),
        var=tmp_path,
    )
    failed = tmp_path / "results" / "failed_test_stories.yml"
    reasons = failed.read_text() if failed.exists() else ""
    assert done.returncode == 0, f"{reasons}\n{done.stdout[-4000:]}"
