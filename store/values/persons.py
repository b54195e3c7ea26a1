"""Somebody of whom something is known, and what became of that. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from store.values.making import dataclass
from store.values.people import Actor


@dataclass(frozen=True, slots=True)
class Person:
    """All that one person is known by."""

    addresses: tuple[str, ...] = ()  # X.500 ones among them
    names: tuple[str, ...] = ()  # of the contacts, and as mail calls them
    phones: tuple[str, ...] = ()
    contacts: tuple[int, ...] = ()  # those in the recycle bin, and merged ones, too
    shared: tuple[str, ...] = ()  # names that others have as well: no text is known by them to be about this one


@dataclass(frozen=True, slots=True)
class Mention:
    """A row of any table in which somebody is named."""

    table: str
    key: Mapping[str, object]
    values: Mapping[str, object]  # the columns that name them


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure takes away, or would."""

    contacts: int = 0  # records that go
    kept: int = 0  # records that stay without name, because opportunities or projects are linked to them
    bare: int = 0  # e-mails and appointments of which only the fact stays
    masked: int = 0  # those in which others take part, too: only the person goes
    written: int = 0  # notes, calls, tasks and files that are about nobody else
    texts: int = 0  # rows of other tables that named them
    files: int = 0  # files of records that others are in, too: nobody looked into them

    def plus(self, more: Erased) -> Erased:
        """Both together."""
        return Erased(*(getattr(self, name) + getattr(more, name) for name in Erased.__slots__))


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure that is going on: of whom, by whom, and what it has taken away so far."""

    id: int
    person: Person
    by: Actor
    done: Erased = Erased()
