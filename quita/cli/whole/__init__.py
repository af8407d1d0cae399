"""Quita whole, on free ports and in a folder of its own: what plays dialogues and its tests."""
