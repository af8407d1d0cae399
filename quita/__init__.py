"""Quita settles debts in conversation: the core, which knows nothing of Rasa outside quita.rasa."""
