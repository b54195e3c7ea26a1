"""What the rules would link otherwise today, and changing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from daemon.shapes import Shape, kind_of_change, redecided_shape
from store.unit import Unit

if TYPE_CHECKING:
    from daemon.link import LinkPolicy
    from daemon.sync import Change

Opened = Callable[[], AbstractContextManager[Unit]]


@dataclass(frozen=True, slots=True)
class Relinked:
    shown: Sequence[Change]  # so many as were asked for
    counts: Counter[str]  # of all, by what becomes of them
    looked_at: int
    followed: int  # items that hang on those that changed
    reworded: int  # of those that stay where they are, how many get another reason

    def shape(self, prefix: str, *, is_done: bool) -> Shape:
        return {
            "done": is_done,
            "looked_at": self.looked_at,
            "changed": self.counts.total(),
            "counts": dict(self.counts),
            "followed": self.followed,
            "reworded": self.reworded,
            "changes": [
                redecided_shape(one.item, (one.before, one.receipt_before), (one.after, one.receipt_after), prefix)
                for one in self.shown
            ],
        }


def relink(
    reading: Opened,
    writing: Opened | None,
    policy: LinkPolicy,
    clock: Callable[[], datetime],
    *,
    opportunity: str | None,
    since: datetime | None,
    limit: int,
) -> Relinked:
    """Decide anew what is about the opportunity that is named, or all, since then; without `writing`, only look.

    Many transactions: cut short, it is simply run again. Raises NotFound and Ambiguous.
    """
    from daemon.sync import Scope, follow_up, relinked

    with reading() as unit:
        number = unit.opportunities.find(opportunity).number if opportunity is not None else None
    shown: list[Change] = []
    counts: Counter[str] = Counter()
    looked_at = reworded = 0
    scope, is_done = Scope(number, since), writing is not None
    for looked in relinked(writing or reading, scope, policy, clock, is_done=is_done):
        looked_at += looked.count
        reworded += looked.reworded
        counts.update(kind_of_change(change.before, change.after) for change in looked.changes)
        shown += looked.changes[: limit - len(shown)]
    followed = follow_up(writing, policy, clock) if writing else 0
    return Relinked(shown, counts, looked_at, followed, reworded)
