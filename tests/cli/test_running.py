"""`quita up`: what it checks before it starts, and how it keeps what it started."""

from __future__ import annotations

import socket
import sys
import time
from pathlib import Path

import pytest

from quita.cli.running import check_ports, lock_store, process_environment
from quita.cli.supervisor import Process, Supervisor, output_of
from quita.domain.errors import Misconfigured

SLEEP = "import time; time.sleep(60)"
DEADLINE = 20.0  # seconds


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(Misconfigured, match=rf"port {port} is taken.*ss -ltnp"):
            check_ports([port])
    check_ports([port])


def test_a_redis_address_becomes_the_lock_store(tmp_path: Path) -> None:
    assert lock_store("redis://me:a%40b@cache.example:6380/2") == {
        "QUITA_LOCK_STORE": "redis",
        "QUITA_REDIS_HOST": "cache.example",
        "QUITA_REDIS_PORT": "6380",
        "QUITA_REDIS_DB": "2",
        "QUITA_REDIS_USERNAME": "me",
        "QUITA_REDIS_PASSWORD": "a@b",
    }
    assert lock_store(None)["QUITA_LOCK_STORE"] == "in_memory"


def test_what_the_environment_says_goes_before_every_default(tmp_path: Path) -> None:
    env = process_environment({"QUITA_VAR": str(tmp_path), "SANIC_HOST": "10.0.0.1"})
    assert env["SANIC_HOST"] == "10.0.0.1"
    assert process_environment({"QUITA_VAR": str(tmp_path)})["SANIC_HOST"] == "127.0.0.1"


def test_leaving_the_supervisor_stops_every_process(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        supervisor.start([Process("one", python(SLEEP)), Process("two", python(SLEEP))])
        running = list(supervisor.running())
        assert [process.poll() for process in running] == [None, None]
    assert None not in [process.poll() for process in running]


def test_a_process_that_ends_at_the_start_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    broken = Process("broken", python("import sys; sys.exit('no model here')"))
    with Supervisor(tmp_path) as supervisor:
        supervisor.start([broken])
        with pytest.raises(Misconfigured, match=r"broken did not start(.|\n)*no model here"):
            supervisor.wait_until(lambda: False, DEADLINE)


def test_not_ready_in_time_is_told(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        supervisor.start([Process("slow", python(SLEEP))])
        with pytest.raises(Misconfigured, match="not ready within"):
            supervisor.wait_until(lambda: False, 0.1)


def test_a_process_that_dies_is_started_again(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    dies_once = f"""
import pathlib, time
marks = pathlib.Path({str(marks)!r})
marks.write_text((marks.read_text() if marks.exists() else "") + "x")
time.sleep(60 if marks.read_text() == "xx" else 0)
"""
    deadline = time.monotonic() + DEADLINE
    with Supervisor(tmp_path) as supervisor:
        supervisor.start([Process("mortal", python(dies_once))])
        supervisor.watch(
            lambda: (marks.exists() and marks.read_text() == "xx") or time.monotonic() > deadline
        )
        assert marks.read_text() == "xx"


def test_the_last_word_of_a_command_is_its_answer(tmp_path: Path) -> None:
    said = output_of(python("print('noise'); print('answer')"), tmp_path / "log", "Thinking")
    assert said == "answer"


def test_a_command_that_fails_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"Thinking failed(.|\n)*too hard"):
        output_of(python("import sys; sys.exit('too hard')"), tmp_path / "log", "Thinking")
