"""Phrases as subjects and texts are compared with them. Pure."""

from __future__ import annotations


def folded(*phrases: str) -> tuple[str, ...]:
    """Each once, as `str.casefold` makes it."""
    return tuple(dict.fromkeys(phrase.casefold() for phrase in phrases))
