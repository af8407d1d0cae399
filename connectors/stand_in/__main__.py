"""`python -m connectors.stand_in -i HOST -p PORT ...`: `rasa run ...`, never without an answer.

What is not named here is handed to `rasa run` as it is. The stand-in loads neither Rasa nor
TensorFlow: it answers within a second or two, while the assistant needs half a minute.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence

import structlog

from connectors.pages.health import readiness
from connectors.stand_in.address import Address, Serving
from connectors.stand_in.app import stand_in_app
from connectors.stand_in.child import Child
from connectors.stand_in.keeping import Keeping
from quita.bootstrap import container
from quita.settings import ASSISTANT_PORT


def main() -> int:
    """Keep the address until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m connectors.stand_in", description=__doc__)
    parser.add_argument("-i", "--interface", default="127.0.0.1")
    parser.add_argument("-p", "--port", type=int, default=ASSISTANT_PORT)
    given, arguments = parser.parse_known_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(20))  # INFO and above
    return asyncio.run(_keep(given.interface, given.port, arguments))


async def _keep(host: str, port: int, arguments: Sequence[str]) -> int:
    app = stand_in_app(container)
    await readiness(container(), None)  # opens what the first web hook would wait for
    address = Address(host, port)
    keeping = Keeping(address, Serving(app, address.duplicate), lambda: Child.start(arguments))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: asyncio.ensure_future(keeping.stop()))
    try:
        return await keeping.run()
    finally:
        address.close()


if __name__ == "__main__":
    sys.exit(main())
