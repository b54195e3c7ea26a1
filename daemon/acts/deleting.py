"""The recycle bin, and records of any kind as people call them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from store.errors import InRecycleBin, NotFound
from store.paging import Place
from store.repository import number_of
from store.text import named
from store.unit import Unit
from store.values import Binned, Emptying, Merging, Record, User


def record_named(unit: Unit, kind: Record, name: str) -> int:
    """Its id, which an opportunity calls its number; raises NotFound, Ambiguous, and InRecycleBin for one in there."""
    match kind:
        case Record.OPPORTUNITY:
            return unit.opportunities.find(name).number
        case Record.ACCOUNT:
            return unit.accounts.find(name).id
        case Record.CONTACT:
            return unit.contacts.find(name).id
        case Record.USER:
            return unit.users.find(name).id
        case Record.STAGE:
            return unit.stages.find(name).id
        case Record.PROJECT:
            return unit.projects.find(name).id
        case Record.MARKETING:
            return unit.marketing.find(name).id
        case _:
            raise NotFound(kind.value, name, [f"{kind.value}:ID"])


def record_ever(unit: Unit, kind: Record, name: str) -> int:
    """The same for one whose trail is asked for: by its id whether it is there or not, else wherever it is."""
    from store.records.bin import KINDS  # which knows what hangs together with what: nearly all that there is

    if (id := number_of(name)) is not None:
        return id
    try:
        if kind in _NAMED:
            return record_named(unit, kind, name)
    except InRecycleBin as there:
        return int(there.handle.rpartition(":")[2])
    except NotFound as unknown:
        if kind in KINDS:
            with suppress(NotFound):
                return unit.bin.find(kind, name).id
        if len(gone := unit.audit.named(kind, name)) == 1:
            return gone[0]
        raise unknown from None
    if kind in KINDS:
        return unit.bin.find(kind, name).id
    raise NotFound(kind.value, name, [f"{kind.value}:ID"])


_NAMED = frozenset(
    {
        Record.OPPORTUNITY,
        Record.ACCOUNT,
        Record.CONTACT,
        Record.USER,
        Record.STAGE,
        Record.PROJECT,
        Record.MARKETING,
    }
)


def delete_record(unit: Unit, kind: Record, name: str) -> tuple[Binned, int]:
    """Move it to the recycle bin; what is in there now, and how many contacts keep an account that went."""
    binned = unit.bin.delete(kind, record_named(unit, kind, name))
    return binned, unit.bin.contacts_of(binned.id) if kind is Record.ACCOUNT else 0


def merge_parties(unit: Unit, kind: Record, kept: str, merged: str, *, is_asked: bool) -> Merging:
    """Make one of two accounts or contacts with all that hangs on them, or unless it is asked for, say what it would.

    Raises NotFound, Ambiguous, Invalid for one and the same, and InRecycleBin for one that is there or was merged.
    """
    ids = record_named(unit, kind, kept), record_named(unit, kind, merged)
    return unit.merges.merge(kind, *ids) if is_asked else unit.merges.planned(kind, *ids)


def binned_found(unit: Unit, kind: Record | None, search: str = "") -> Sequence[Binned]:
    """What was deleted and can be restored, of a kind or of all, with a part of the name; the latest first."""
    part = named(search.strip())
    return [one for one in unit.bin.all(kind) if part in named(one.name)]


def binned_page(
    unit: Unit, kind: Record | None, search: str, limit: int, offset: int = 0, place: Place = ()
) -> tuple[Sequence[Binned], bool]:
    """So many of them after the first `offset` and whether there are more; without a search, no more is read.

    They go on behind a `place`, of which a search knows nothing.
    """
    if search:
        found: Sequence[Binned] = binned_found(unit, kind, search)[offset:]
    else:
        found = unit.bin.page(kind, limit=limit + 1, offset=offset, place=place)
    return found[:limit], len(found) > limit


def empty_bin(unit: Unit, before: datetime | None, *, is_asked: bool) -> Emptying:
    """Remove for good what was deleted before then, or all; unless it is asked for, only say what would be removed."""
    return unit.bin.empty(before) if is_asked else unit.bin.would_empty(before)


def look_before_emptying(unit: Unit, before: datetime | None, most: int) -> Emptying:
    """What emptying would remove and keep of no more than so many records, and how many are beyond them."""
    return unit.bin.would_empty(before, most=most)


def restore_record(unit: Unit, kind: Record, name: str) -> tuple[Binned, User | None]:
    """Bring it back from the bin; with an opportunity, the user who has it and may be inactive by now."""
    restored = unit.bin.restore(kind, unit.bin.find(kind, name).id)
    if kind is Record.OPPORTUNITY and (id := unit.opportunities.get(restored.id).assigned_to):
        return restored, unit.users.get(id)
    return restored, None
