"""Keeps lists of words readable in the source."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Make a set of the words of a text.

    >>> sorted(words("reais conto"))
    ['conto', 'reais']
    """
    return frozenset(text.split())
