"""`quita evaluate dialogues FILE.yml [--json]`."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from quita.cli.dialogues.files import Dialogue, read_file
from quita.cli.dialogues.play import Player
from quita.cli.dialogues.telling import summary, transcript
from quita.cli.dialogues.told import DialogueTold
from quita.cli.supervisor import output_of
from quita.cli.whole.system import System
from quita.domain.errors import InvalidDialogue

STOPPED = 128 + signal.SIGTERM


def evaluate_dialogues(arguments: argparse.Namespace) -> int:
    """Play a file's dialogues; 1 where one could not be played."""
    dialogues = _chosen(read_file(arguments.file), arguments.only)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))  # what was started is stopped too
    told = list(_played(dialogues, arguments))
    if arguments.json:
        missed = sum(one.not_played is not None for one in told)
        document = {
            "file": str(arguments.file),
            "played": len(told) - missed,
            "not_played": missed,
            "dialogues": [one.document() for one in told],
        }
        print(json.dumps(document, ensure_ascii=False, indent=1, default=str))
    else:
        print(summary(told))
    return int(any(one.not_played is not None for one in told))


def _played(dialogues: list[Dialogue], arguments: argparse.Namespace) -> Iterator[DialogueTold]:
    with contextlib.ExitStack() as stack:
        temporary = stack.enter_context(tempfile.TemporaryDirectory(prefix="quita-dialogues-"))
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.redirect_stdout(sys.stderr):
            model = arguments.model or _current_model(folder)
        _tell("Starting the sandbox, the assistant, its actions and the worker ...")
        player = Player(stack.enter_context(System(folder.resolve(), Path(model))))
        for number, dialogue in enumerate(dialogues, 1):
            one = player.play(dialogue)
            if not arguments.json:
                print(transcript(one), flush=True)
            _tell(f"{number} of {len(dialogues)}: {one.id}, {one.seconds:.0f} s")
            yield one


def _chosen(dialogues: list[Dialogue], only: list[str] | None) -> list[Dialogue]:
    names = {one.id for one in dialogues}
    unknown = [name for name in only or () if name not in names]
    if unknown:
        raise InvalidDialogue(f"no dialogue has the id {', '.join(unknown)}")
    return [one for one in dialogues if only is None or one.id in only]


def _current_model(folder: Path) -> str:
    train = [sys.executable, "-m", "quita.rasa.train"]
    return output_of(train, folder / "train.log", "Preparing the model (minutes the first time)")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
