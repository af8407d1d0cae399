"""Parses messages with a model and prints figures: `python -m benchmarks.parsing_process MODEL`."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.figures import median, percentile

MODULE = "benchmarks.parsing_process"
MESSAGES, WARM_UP = 300, 20
LONGEST = 4_096  # characters of a WhatsApp message
BYTES_A_MEGABYTE = 1_000_000


def parsing_command(model: Path) -> list[str]:
    """Give the command line that measures a model."""
    return [sys.executable, "-m", MODULE, str(model)]


def main(model: str) -> None:
    """Print, as one line of JSON, milliseconds a message and megabytes that the model took."""
    from rasa.core.agent import Agent  # brings TensorFlow, whose memory is not the pipeline's
    from rasa.core.channels.channel import UserMessage
    from rasa.utils.log_utils import configure_structlog

    from quita.settings import ROOT

    configure_structlog(40)
    lines = (ROOT / "tests" / "nlu" / "heldout.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines[:: max(1, len(lines) // MESSAGES)]]
    long = ("quero parcelar a minha dívida em 10x de 150 reais " * 90)[:LONGEST]
    before = _resident()
    agent: Any = Agent.load(model)

    def milliseconds(text: str) -> float:
        begun = time.thread_time()
        asyncio.run(agent.processor.parse_message(UserMessage(text)))
        return (time.thread_time() - begun) * 1000

    for text in texts[:WARM_UP]:
        milliseconds(text)
    taken = [milliseconds(text) for text in texts]
    longest = [milliseconds(long) for _ in range(WARM_UP)]
    print(
        json.dumps(
            {
                "median": median(taken),
                "p95": percentile(taken, 95),
                "longest": median(longest),
                "memory": _resident() - before,
            }
        )
    )


def _resident() -> float:
    """Give the memory held now, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / BYTES_A_MEGABYTE


if __name__ == "__main__":
    main(*sys.argv[1:])
