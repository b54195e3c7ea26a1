"""What somebody who begins to type the name of something may mean."""

from __future__ import annotations

from collections.abc import Sequence

from store.unit import Unit
from store.values import Record, Suggestion

_RECORDS = {
    "accounts": Record.ACCOUNT,
    "contacts": Record.CONTACT,
    "opportunities": Record.OPPORTUNITY,
    "marketing": Record.MARKETING,
    "products": Record.PRODUCT,
    "projects": Record.PROJECT,
}
SUGGESTED = (*_RECORDS, "users", "categories")


def suggestions(unit: Unit, kind: str, typed: str, prefix: str) -> Sequence[Suggestion]:
    """Ten at most of one kind of SUGGESTED."""
    if kind == "users":
        return unit.suggesting.users(typed)
    if kind == "categories":
        return unit.suggesting.categories(typed)
    return unit.suggesting.records(_RECORDS[kind], typed, prefix=prefix)
