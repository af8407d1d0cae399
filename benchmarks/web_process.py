"""The web chat on a server of its own, over one database: `python -m benchmarks.web_process PORT`.

Rasa's server is the same Sanic with the same routes; without its model the process starts at once.
"""

from __future__ import annotations

import sys

from sanic import Sanic

from connectors.sms_link.channel import SmsLinkInput
from quita.bootstrap import build


async def nothing(_: object) -> None:
    """Take a message as Rasa would."""


def main() -> None:
    """Serve until stopped."""
    app = Sanic("quita_web_bench", configure_logging=False)
    app.blueprint(SmsLinkInput(build()).blueprint(nothing), url_prefix="/")
    app.run("127.0.0.1", int(sys.argv[1]), access_log=False, motd=False)


if __name__ == "__main__":
    main()
