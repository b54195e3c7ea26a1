"""By what e-mails are compared: which of the items that are there an arrival is a copy of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, Select, select, update

from store.among import one_of
from store.bulk import insert_rows
from store.models import ItemRow, ItemSketchRow
from store.repository import among, chunks, rows_among
from store.rules.likeness import is_copy, is_doubtful, is_unnamed_copy, is_unnamed_doubtful, made, to_compare
from store.rules.sketching import text_sketch
from store.values import OF_WHOLE, Arrival, Sketch

SKETCH: tuple[Column[Any], ...] = (
    ItemSketchRow.sender,
    ItemSketchRow.sent,
    ItemSketchRow.subject,
    ItemSketchRow.text,
    ItemSketchRow.likeness,
    ItemSketchRow.is_anonymous,
)
CANDIDATES: Select[*tuple[Any, ...]] = select(
    ItemRow.kind, ItemRow.identity, ItemRow.fingerprint, ItemRow.id, ItemRow.thread, ItemRow.occurred_at, *SKETCH
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item of which something else may be a copy."""

    id: int
    identity: str
    fingerprint: str
    sketch: Sketch | None
    at: datetime | None


class Candidates:
    """Items by their identity, and by what is the same for all mails of one subject to the same people."""

    def __init__(self) -> None:
        self._by_identity: dict[tuple[str, str], list[Candidate]] = {}
        self._by_likeness: dict[int, dict[int, Candidate]] = {}

    def add(self, kind: str, one: Candidate) -> None:
        self._by_identity.setdefault((kind, one.identity), []).append(one)
        if one.sketch is not None and one.sketch.likeness:
            self._by_likeness.setdefault(one.sketch.likeness, {})[one.id] = one

    def to_compare(self, one: Arrival) -> Arrival:
        """An arrival that is compared with any of these; as it is where there is none."""
        sketch = one.sketch
        if sketch is None or not (
            (one.kind, one.identity) in self._by_identity or sketch.likeness in self._by_likeness
        ):
            return one
        return replace(one, sketch=to_compare(sketch))

    def doubtful(self, one: Arrival) -> list[int]:
        """The items of which the whole text tells whether this is a copy; most often none."""
        sketch, at = one.sketch, one.at
        if sketch is None:
            return []
        like = self._by_identity.get((one.kind, one.identity), ())
        alike = self._by_likeness.get(sketch.likeness, {}).values()
        named = [held.id for held in like if held.sketch and is_doubtful(held.sketch, sketch)]
        return named + [
            held.id for held in alike if held.sketch and is_unnamed_doubtful(held.sketch, held.at, sketch, at)
        ]

    def tell(self, texts: Mapping[int, str]) -> None:
        """The whole texts of items that are doubtful; "" where none is kept."""
        told: dict[int, Candidate] = {}
        for like in self._by_identity.values():
            like[:] = [told.setdefault(held.id, _with_text(held, texts.get(held.id, ""))) for held in like]
        for alike in self._by_likeness.values():
            alike |= {id: told.get(id) or _with_text(held, texts.get(id, "")) for id, held in alike.items()}

    def of(self, one: Arrival) -> Candidate | None:
        """The item that this is a copy of; of several the first, or that of the nearest time."""
        sketch, at = one.sketch, one.at
        like = self._by_identity.get((one.kind, one.identity), ())
        same = [held for held in like if is_copy(held.fingerprint, held.sketch, one.fingerprint, sketch)]
        if same:
            return min(same, key=_by_what_is_told)
        if sketch is None or not (alike := self._by_likeness.get(sketch.likeness)):
            return None
        found = [held for held in alike.values() if held.sketch and is_unnamed_copy(held.sketch, held.at, sketch, at)]
        if not found or at is None:
            return found[0] if len(found) == 1 else None
        return min(found, key=lambda held: (abs(held.at - at).total_seconds() if held.at else 0.0, held.id))


def _with_text(held: Candidate, text: str) -> Candidate:
    if held.sketch is None or not text:
        return held
    return replace(held, sketch=to_compare(with_text(held.sketch, text)))


def with_text(sketch: Sketch, text: str) -> Sketch:
    """With the item's text as it is kept, at hand for comparing."""
    return replace(sketch, whole=partial(str, text)) if text else sketch


def _by_what_is_told(one: Candidate) -> tuple[bool, int]:
    """The first of those that say something comes before what nothing is kept of."""
    return one.sketch is not None and not (one.sketch.subject or _says_any(one.sketch)), one.id


def _says_any(sketch: Sketch) -> bool:
    return bool((sketch if sketch.whole is None else made(sketch)).text)


_SKETCHED = CANDIDATES.outerjoin(ItemSketchRow, ItemSketchRow.item_id == ItemRow.id)
NAMED = among(_SKETCHED, ItemRow.identity)  # the items of these identities
_TEXTS = among(select(ItemRow.id, ItemRow.body), ItemRow.id)

# What mails without a Message-ID, or any, are of these subjects and people.
_ALIKE = CANDIDATES.join(ItemSketchRow, ItemSketchRow.item_id == ItemRow.id)
UNNAMED = _ALIKE.where(one_of(ItemSketchRow.likeness, "likenesses"), ItemSketchRow.is_anonymous.is_(True))
OF_ANY_NAME = _ALIKE.where(one_of(ItemSketchRow.likeness, "anonymous"))


def copied(db: Connection, found: Candidates, arrivals: Iterable[Arrival]) -> list[Candidate | None]:
    """The item that each is a copy of: by whole texts, read at once, where no sketch is stored or none tells."""
    arrived = [found.to_compare(one) for one in arrivals]
    doubtful = {id for one in arrived for id in found.doubtful(one)}
    if doubtful:
        found.tell(dict(rows_among(db, _TEXTS, doubtful)))
    return [found.of(one) for one in arrived]


def candidate_of(row: Sequence[Any]) -> Candidate:
    """From a row of CANDIDATES."""
    return Candidate(row[3], row[1], row[2], sketch_of(row[6:12]), row[5])


def sketch_of(row: Sequence[Any]) -> Sketch | None:
    return Sketch(*row) if row[0] is not None else None


def save_sketches(db: Connection, sketches: Mapping[int, Sketch]) -> None:
    """Remember these, by item."""
    rows = [
        {
            "item_id": id,
            "sender": one.sender,
            "sent": one.sent,
            "subject": one.subject,
            "text": one.text,
            "likeness": one.likeness,
            "is_anonymous": one.is_anonymous,
        }
        for id, one in sketches.items()
    ]
    insert_rows(db, ItemSketchRow, rows, key=("item_id",), replaced=tuple(rows[0])[1:] if rows else ())


def make_texts(db: Connection, texts: Mapping[int, str]) -> None:
    """Make the sketches of these texts, by item, while they are still what the items keep."""
    of_whole = select(ItemSketchRow.item_id).where(ItemSketchRow.text == OF_WHOLE)
    for chunk in chunks(texts):
        ids = db.scalars(of_whole.where(ItemSketchRow.item_id.in_(chunk))).all()
        for id in ids:
            told = update(ItemSketchRow).where(ItemSketchRow.item_id == id)
            db.execute(told.values(text=text_sketch(texts[id])))


def forget_words(db: Connection, item_ids: Collection[int]) -> None:
    """Nothing of what these said is to be told any more: who sent them when stays, and what does not contradict that
    is a copy.
    """
    bare = update(ItemSketchRow).values(subject="", text="", likeness=0)
    for chunk in chunks(item_ids):
        db.execute(bare.where(ItemSketchRow.item_id.in_(chunk)))


def forget_texts(db: Connection, items: Select[int]) -> None:
    """Nothing of the texts of these is to be told any more."""
    told = update(ItemSketchRow).where(ItemSketchRow.item_id.in_(items), ItemSketchRow.text != "")
    db.execute(told.values(text=""))
