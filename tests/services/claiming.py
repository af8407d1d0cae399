"""Claims a conversation in a process of its own: `... URL MOMENT ID AGENT...`."""

from __future__ import annotations

import sys
from datetime import datetime
from threading import Barrier, Thread
from uuid import uuid4

from quita.adapters.database.engine import make_engine
from quita.adapters.database.unit_of_work import Database
from quita.adapters.vault import Vault
from quita.domain.errors import Conflict, NotOwner
from quita.services.ownership import Ownership


def main(url: str, at: datetime, conversation_id: str, agents: list[str]) -> None:
    """Let agents claim one conversation at the same moment; print who believes to have it."""
    database = Database(make_engine(url), Vault("a secret for tests only"), lambda: uuid4().hex)
    ownership = Ownership(database, lambda: at, lambda: uuid4().hex, "https://quita.example")
    print("ready", flush=True)
    sys.stdin.readline()
    together = Barrier(len(agents))
    won: list[str] = []

    def claim(agent: str) -> None:
        together.wait()
        while True:
            try:
                ownership.claim(conversation_id, agent)
            except NotOwner:
                return
            except Conflict:
                continue
            won.append(agent)
            return

    threads = [Thread(target=claim, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(" ".join(won), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]), sys.argv[3], sys.argv[4:])
