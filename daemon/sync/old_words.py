"""What turns up with a stamp of other days is to read as its opportunity is called today.

Where something is missed, or was moved and is not seen yet, no stamp follows a title: nobody knows where to write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from daemon.link import Copy, category_name, number_in
from store.unit import Unit
from store.values import Entry, ErrandKind, OpenSpan

Arrival = tuple[Copy, Entry, int]  # as it was read, as it is stored, and the id of its pointer


def owe_words_of_today(
    unit: Unit, mailbox_id: int, arrivals: Iterable[Arrival], called: Mapping[int, OpenSpan], prefix: str, now: datetime
) -> None:
    """Owe them to what is back in this mailbox or in another place of it.

    Of two copies to both: the one becomes the other, where it turns out to have been moved.
    """
    owed: list[int] = []
    for copy, entry, pointer_id in arrivals:
        if copy.known is None or entry.is_occurrence or entry.is_private or not _turns_up(copy):
            continue
        today = {
            link.number: category_name(link.number, called[link.number].title, prefix)
            for link in entry.links
            if link.number in called and not called[link.number].is_deleted
        }
        if any(_is_of_other_days(name, today, prefix) for name in copy.facts.categories):
            beside = [one.id for one in copy.known.pointers if one.mailbox_id == mailbox_id and not one.is_gone]
            owed += [pointer_id, *beside]
    if owed:
        unit.errands.owe(mailbox_id, ErrandKind.WORDING, [str(id) for id in owed], due_at=now)


def _turns_up(copy: Copy) -> bool:
    """Whether a copy of it was in this mailbox, and this is not where it was seen last."""
    known = copy.known
    if known is None or not (known.pointer is None or known.pointer.is_gone):
        return False
    return any(one.mailbox_id == copy.mailbox_id for one in known.pointers)


def _is_of_other_days(category: str, today: Mapping[int, str], prefix: str) -> bool:
    """Whether it is an opportunity's with another title. A number alone is its user's own word, and stays."""
    number = number_in(category, prefix)
    if number is None or number not in today:
        return False
    return category.startswith(f"{prefix}-{number} ") and category != today[number]
