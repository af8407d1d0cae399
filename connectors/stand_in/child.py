"""The stand-in's side: `rasa run` below it, and the socket between the two."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress

from connectors.stand_in.address import Address
from quita.domain.errors import Misconfigured

SOCKET_VARIABLE = "STAND_IN_SOCKET"  # the number of the descriptor that the assistant inherits
READY = b"ready"
PORTS = range(10_000, 20_000)  # below those that systems give to outgoing connections
TRIES = 100
HOST = "127.0.0.1"


def private_port() -> int:
    """Give a port that nobody listens on: Rasa has to open one by itself, which nobody knows.

    Raises:
        Misconfigured: there is none.
    """
    for port in random.SystemRandom().sample(PORTS, TRIES):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise Misconfigured(f"no free port on {HOST} between {PORTS.start} and {PORTS.stop}")


class Child:
    """One life of the assistant."""

    def __init__(self, process: asyncio.subprocess.Process, line: socket.socket) -> None:
        """Take what start() made."""
        self._process, self._line = process, line

    @classmethod
    async def start(cls, arguments: Sequence[str]) -> Child:
        """Start `rasa run` with these arguments, on a port of its own that nobody knows.

        Should something else take that port until Rasa opens it, Rasa ends, and another life
        begins on another one.
        """
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "rasa", "run", "-i", HOST, "-p", str(private_port())),
                *arguments,
                env={**os.environ, SOCKET_VARIABLE: str(theirs.fileno())},
                pass_fds=[theirs.fileno()],
            )
        return cls(process, ours)

    async def ready(self) -> bool:
        """Wait until it can answer; False where it ends before."""
        said = await asyncio.get_running_loop().sock_recv(self._line, len(READY))
        return said == READY

    def hand(self, address: Address) -> bool:
        """Hand it the address; False where it is gone."""
        return address.hand(self._line)

    def terminate(self) -> None:
        """Ask it to end."""
        if self._process.returncode is None:
            self._process.terminate()

    async def ended(self) -> int:
        """Wait for its end; give the exit code, the signal's number below 0 where one killed it."""
        return await self._process.wait()

    def close(self) -> None:
        """Hang up."""
        self._line.close()
