"""Which fields the kept one of two takes from the other, and which differ. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store.text import fold
from store.values import Account, Contact

# Fields as people call them, and the attribute.
_ACCOUNT = {"name": "name", "phone": "phone", "web": "web", "address": "address", "type": "type"}
_CONTACT = {"name": "name", "title": "title", "type": "type"}


def words_of(party: Account | Contact, account: str, own: Mapping[str, str]) -> dict[str, str]:
    """What a party says in fields of one value each, the firm's own ones among them; "" where it says nothing."""
    told = _ACCOUNT if isinstance(party, Account) else _CONTACT
    words = {field: getattr(party, attribute) or "" for field, attribute in told.items()}
    if isinstance(party, Contact):
        words["account"] = account
    return words | {"external id": party.external_id or ""} | {f"field {name}": value for name, value in own.items()}


def filled(kept: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """What the kept one lacks and the other has."""
    return {field: value for field, value in other.items() if value and not kept.get(field)}


def differing(kept: Mapping[str, str], other: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What both have, and not the same: the kept one's is what stays."""
    return {
        field: (kept[field], value)
        for field, value in other.items()
        if value and kept.get(field) and kept[field] != value
    }


def gained(kept: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """What the other has of several, and the kept one has not, however it is written."""
    present = {_same(text) for text in kept}
    return tuple({_same(text): text for text in other if _same(text) not in present}.values())


def _same(text: str) -> str:
    """A phone number is the same whatever stands between its digits; other texts whatever their case."""
    digits = "".join(c for c in text if c.isdigit())
    return digits if len(digits) > 4 and not any(c.isalpha() for c in text) else fold(text)
