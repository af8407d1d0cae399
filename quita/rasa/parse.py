"""`quita parse`: what the assistant understands of a text."""

from __future__ import annotations

import argparse
import asyncio
from datetime import date

from quita.rasa.loading import Reader


def main() -> None:
    """Print the intent, the ranking and the entities of a text."""
    parser = argparse.ArgumentParser()
    parser.add_argument("text")
    parser.add_argument("--date", type=date.fromisoformat)
    arguments = parser.parse_args()
    data = asyncio.run(Reader().parse(arguments.text, arguments.date))
    print(f"intent: {data['intent']['name']} ({data['intent']['confidence']:.2f})")
    for entry in data["intent_ranking"][:5]:
        print(f"  {entry['confidence']:.2f} {entry['name']}")
    for entity in data["entities"]:
        raw = arguments.text[entity["start"] : entity["end"]]
        print(f"{entity['entity']}: {entity['value']} ({raw!r})")


if __name__ == "__main__":
    main()
