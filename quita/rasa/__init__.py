"""The only part of the core that imports Rasa: graph components, tracker store, turns."""
