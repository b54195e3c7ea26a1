"""The audit trail and the recycle bin: who changed what, and what can be restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.shapes.words import Shape, key_of

if TYPE_CHECKING:
    from store.values import Binned, Change, Emptying, Merging, Unmerging


def change_shape(change: Change, prefix: str) -> Shape:
    """A change in the trail of all records."""
    return {
        "at": change.at,
        "by": change.actor,
        "record": change.record.value,
        "id": change.record_id,
        "named": change_named(change, prefix),
        "field": change.field,
        "from": change.before,
        "to": change.after,
    }


def change_named(change: Change, prefix: str) -> str:
    """The record that was changed, as commands name it: OPP-17, account:4."""
    if change.record == "opportunity":
        return key_of(change.record_id, prefix)
    return f"{change.record.value}:{change.record_id}"


def own_change_shape(change: Change) -> Shape:
    """A change in the trail of one record, which is known."""
    return {"at": change.at, "by": change.actor, "field": change.field, "from": change.before, "to": change.after}


def binned_shape(binned: Binned, prefix: str) -> Shape:
    return {
        "record": binned.record.value,
        "id": binned.id,
        **({"key": key_of(binned.id, prefix)} if binned.record == "opportunity" else {}),
        "name": binned.name,
        "deleted_at": binned.deleted_at,
        "deleted_by": binned.by,
        **({"merged_into": binned.merged_into} if binned.merged_into else {}),
        **({"unmerged": unmerging_shape(binned.unmerged)} if binned.unmerged else {}),
    }


def unmerging_shape(unmerged: Unmerging) -> Shape:
    """What came back with one that had been merged, and what did not."""
    return {"from": unmerged.into, "counts": dict(unmerged.counts), "stayed": list(unmerged.stayed)}


def merging_shape(merging: Merging, *, is_done: bool) -> Shape:
    """What one gets of the other, whether it has it by now or would."""
    return {
        "done": is_done,
        "record": merging.record.value,
        "kept": {"id": merging.kept_id, "name": merging.kept},
        "merged": {"id": merging.merged_id, "name": merging.merged},
        "counts": dict(merging.counts),
        "closed_opportunities": merging.closed,
        "gained": {what: list(texts) for what, texts in merging.gained.items()},
        "filled": dict(merging.filled),
        "differing": {field: {"kept": one, "other": other} for field, (one, other) in merging.differing.items()},
    }


def binned_named(binned: Binned, prefix: str) -> str:
    """As people know it: an opportunity by its key."""
    return f"{key_of(binned.id, prefix)} {binned.name}" if binned.record == "opportunity" else binned.words


def handle_of(binned: Binned) -> str:
    """What `bin restore` takes."""
    return f"{binned.record.value}:{binned.id}"


def emptying_shape(emptying: Emptying, prefix: str, *, is_done: bool) -> Shape:
    removed = [binned_shape(one, prefix) for one in emptying.removed]
    kept = [binned_shape(one, prefix) | {"reason": reason} for one, reason in emptying.kept]
    went_along = {"items": emptying.items} if is_done else {}
    return {"done": is_done, "removed": removed, "kept": kept, **went_along}
