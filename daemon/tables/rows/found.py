"""Records that rows may be about, whatever their kind."""

from __future__ import annotations

from collections.abc import Sequence

from store.values import Account, Contact, Opportunity

Found = Account | Contact | Opportunity
Cells = dict[str, str]


def id_of(found: Found) -> int:
    return found.number if isinstance(found, Opportunity) else found.id


def name_of(found: Found) -> str:
    return found.title if isinstance(found, Opportunity) else found.name


class Refused(Exception):
    """Some cells of a row cannot be taken: a column, why, and the cell, each."""

    def __init__(self, problems: Sequence[tuple[str, str, str]]) -> None:
        self.problems = problems
