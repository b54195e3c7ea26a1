"""What the repositories share: the transaction, who may do what, and finding a record by what a person typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, Connection, Select, select

from store.among import one_of
from store.errors import Ambiguous, Invalid, NotAllowed, NotFound
from store.text import fold, named, typed
from store.transaction import Transaction
from store.values import Role

T = TypeVar("T")

CHUNK = 4_000  # values in one IN list: a page of items asks once, and both databases take several such lists
LIKELY = 200  # names looked at for each way of being near


class Repository:
    """Works inside a transaction: through its connection, by its clock, as its actor."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._db = transaction.connection
        self._clock = transaction.clock

    def _beside(self, kind: Callable[[Transaction], T]) -> T:
        """Another repository of the same transaction."""
        return self._transaction.repository(kind)

    def _owners_only(self, subject: str, act: str) -> None:
        """Raises NotAllowed unless an owner acts: `act` is what would be done, "stages can be changed"."""
        actor = self._transaction.actor
        if actor.role is not Role.OWNER:
            remedy = "" if actor.user_id else "; say who you are with --as or DEALTRAIL_USER"
            raise NotAllowed(subject, f"{act} by an owner only, and {actor.name} is none", f"ask an owner{remedy}")


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The distinct values, in lists that fit an IN list."""
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), CHUNK):
        yield distinct[start : start + CHUNK]


def among(statement: Select[*tuple[Any, ...]], column: Any) -> Select[*tuple[Any, ...]]:
    """The statement for rows whose column is one of the values that are given when it is run, by `rows_among`.

    Made once: to build a statement costs as much as to run it.
    """
    return statement.where(one_of(column, "among"))


def rows_among(
    db: Connection,
    statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]],
    values: Iterable[Any],
    **others: Any,
) -> Iterator[Any]:
    """The rows of such a statement, whatever the number of values; `others` are what else it has open."""
    for chunk in chunks(values):
        yield from db.execute(statement, {"among": chunk, **others}).all()  # at once: one by one costs more


def the_one(subject: str, asked: object, found: Sequence[tuple[T, str]], names: Callable[[], Iterable[str]]) -> T:
    """The only record among those found, each with its name; else Ambiguous, or NotFound with the nearest `names`.

    A record whose whole name was asked for wins over those that only contain it, and of several such the one with the
    same diacritics. A number that no record has is never a part of a name: 20 must not close "200 seats".
    """
    whole = [one for one in found if named(one[1]) == named(str(asked))]
    if number_of(str(asked).strip()) is not None and not whole and found:
        raise NotFound(subject, asked, [name for _, name in found][:3])
    if len(whole) > 1:
        whole = [one for one in whole if typed(one[1]) == typed(str(asked))] or whole
    found = whole or found
    if len(found) > 1:
        raise Ambiguous(subject, asked, [name for _, name in found], keys=[told_by(record) for record, _ in found])
    if not found:
        raise NotFound(subject, asked, nearest(str(asked), names()))
    return found[0][0]


def told_by(record: object) -> str:
    """What a record is named by for certain and told from its like: "3", "3, ann@client.example", "opportunity 17"."""
    id, number = getattr(record, "id", None), getattr(record, "number", None)
    key = str(id) if id is not None else f"opportunity {number}" if number is not None else ""
    several = getattr(record, "addresses", ()) or getattr(record, "domains", ())
    return ", ".join(filter(None, (key, getattr(record, "email", "") or next(iter(several), ""))))


def nearest(asked: str, names: Iterable[str]) -> list[str]:
    by_fold = {fold(name): name for name in names}
    return [by_fold[match] for match in get_close_matches(fold(asked), by_fold, n=3, cutoff=0.5)]


def likely(db: Connection, name: Any, folded: Any, asked: str, *conditions: Any) -> list[str]:
    """Names that may be near to what was asked, for `nearest`: some that begin or end alike, however many there are."""
    text = fold(asked.strip())
    alike = (folded.startswith(text[:3], autoescape=True), folded.startswith(text[:1], autoescape=True))
    found: list[str] = []
    for condition in (*alike, folded.endswith(text[-3:], autoescape=True)) if text else ():
        found += db.scalars(select(name).where(condition, *conditions).limit(LIKELY))
    return found


def number_of(text: str) -> int | None:
    """The record's id that the text is; None when it is a name. Nothing has an id beyond nine digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def known_fields(subject: str, changes: Mapping[str, object], allowed: Iterable[str]) -> None:
    """Raises Invalid for a change of something that the record does not have."""
    allowed = sorted(allowed)
    if unknown := sorted(set(changes) - set(allowed)):
        raise Invalid(subject, f"has no field {unknown[0]!r}", f"it has {', '.join(allowed)}")
