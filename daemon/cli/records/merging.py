"""What `account merge` and `contact merge` do alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from daemon.cli.base.output import say, say_json
from daemon.shapes import keyed, merging_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import Merging, Record, Unmerging

DryRun = Annotated[bool, Parameter(negative=(), help="Only say what would become of them.")]

# One of what is counted, and several.
_WORDS = {
    "contacts": ("contact", "contacts"),
    "opportunities": ("opportunity", "opportunities"),
    "opportunities initiated": ("opportunity initiated by it", "opportunities initiated by it"),
    "projects": ("project", "projects"),
    "history items": ("item of its history", "items of its history"),
}


def merge(session: Session, record: Record, kept: str, merged: str, *, dry_run: bool, as_json: bool) -> None:
    """Make one of the two that are named, or say what it would do."""
    from daemon.acts import merge_parties

    with session.reading() if dry_run else session.writing() as unit:
        done = merge_parties(unit, record, kept, merged, is_asked=not dry_run)
    if as_json:
        say_json(merging_shape(done, is_done=not dry_run))
        return
    say(f"{done.merged_words}: {'would be merged' if dry_run else 'merged'} into {done.kept_words}")
    for line in _told(done):
        say(f"  {line}")
    if dry_run:
        say("nothing was changed: to do it, leave out --dry-run")
    else:
        say(f"to undo: dealtrail bin restore {record.value}:{done.merged_id}")


def told_of_undoing(unmerged: Unmerging, prefix: str) -> str:
    """The end of the sentence that it was restored."""
    came = _counted(unmerged.counts)
    told = f" with {came}" if came else ""
    told += f"; what came later stays with {unmerged.into}"
    if unmerged.stayed:
        stayed = ", ".join(keyed(one, prefix) for one in unmerged.stayed)
        told += f"; linked elsewhere since, and left there: {stayed}"
    return told


def _told(done: Merging) -> list[str]:
    lines = []
    if counted := _counted(done.counts, done.closed):
        lines.append(f"goes along: {counted}")
    lines += [f"added to its {what}: {', '.join(texts)}" for what, texts in done.gained.items()]
    lines += [f"{field}: {_line(value)} is taken over" for field, value in done.filled.items()]
    lines += [
        f"{field}: {_line(kept)} stays, {_line(other)} is not taken over"
        for field, (kept, other) in done.differing.items()
    ]
    return lines


def _counted(counts: Mapping[str, int], closed: int = 0) -> str:
    told = []
    for what, count in counts.items():
        one, several = _WORDS[what]
        told.append(f"{count} {one if count == 1 else several}")
        if what == "opportunities" and closed:
            told[-1] += f" ({closed} closed)"
    return ", ".join(told)


def _line(value: str) -> str:
    """An address has lines."""
    return repr(", ".join(value.splitlines()))
