"""What is known of somebody, and what forgetting them takes away. Scripts rely on these keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from daemon.shapes.words import Shape

if TYPE_CHECKING:
    from store.values import Erased, Keeping, Mention, Person


def person_shape(person: Person) -> Shape:
    return {
        "addresses": list(person.addresses),
        "names": list(person.names),
        "shared_names": list(person.shared),
        "phones": list(person.phones),
        "contacts": list(person.contacts),
    }


def mention_shape(mention: Mention) -> Shape:
    """A row of a table that names somebody: its key, and what it says."""
    return {"table": mention.table, "key": dict(mention.key), "says": dict(mention.values)}


def known_shape(person: Person, known: Mapping[str, Iterable[Shape]]) -> Shape:
    """All that is known of somebody, read into one."""
    return {**person_shape(person), **{part: list(things) for part, things in known.items()}}


def keeping_shape(kind: Keeping, days: int, due: int) -> Shape:
    """What is kept for so many days, 0 for ever, and how many of it are older."""
    return {"what": kind.value, "days": days, "due": due}


def remembered_shape(address: str) -> Shape:
    return {"address": address}


def erased_shape(person: Person, erased: Erased, *, is_done: bool) -> Shape:
    """Once it is done it does not say who it was: answers are kept."""
    counts = asdict(erased)
    if not is_done:
        counts.pop("texts")  # which only doing it finds
    return {"done": is_done, **({} if is_done else person_shape(person)), "counts": counts}
