"""Items that people make in the history of a record: notes, calls, tasks and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from daemon.acts.users import assignee_of_new
from store.paging import Place
from store.unit import Unit
from store.values import (
    HistoryFilter,
    HistoryItem,
    HistoryLine,
    HistoryOf,
    Hit,
    ItemKind,
    KeptFile,
    Record,
    RecordHit,
    TaskStatus,
)


def history_of(
    unit: Unit, *, opportunity: str | None = None, contact: str | None = None, account: str | None = None
) -> HistoryOf:
    """The history of the one record that is named; raises NotFound and Ambiguous."""
    if opportunity is not None:
        return HistoryOf(number=unit.opportunities.find(opportunity).number)
    if contact is not None:
        return HistoryOf(contact_id=unit.contacts.find(contact).id)
    return HistoryOf(account_id=unit.accounts.find(account or "").id)


def add_note(unit: Unit, of: Mapping[str, str | None], title: str, text: str, *, at: datetime | None) -> HistoryItem:
    """In the history of a record, which is named as for `history_of`; `at` is when it was, or None for now."""
    return unit.notes.add(history_of(unit, **of), title, text, at=at)


def add_call(
    unit: Unit,
    of: Mapping[str, str | None],
    title: str,
    text: str,
    *,
    at: datetime | None,
    number: str = "",
    is_incoming: bool = False,
    minutes: int | None = None,
) -> HistoryItem:
    return unit.calls.add(
        history_of(unit, **of), title, text, at=at, number=number, is_incoming=is_incoming, minutes=minutes
    )


def add_task(
    unit: Unit,
    of: Mapping[str, str | None],
    title: str,
    text: str,
    *,
    due_on: date | None = None,
    reminder_at: datetime | None = None,
    assign: str | None = None,
) -> HistoryItem:
    """`assign` is a user as people call them; left out, it is the work of whoever makes it."""
    found = history_of(unit, **of)
    user = assignee_of_new(unit, assign)
    return unit.todos.add(found, title, text, due_on=due_on, reminder_at=reminder_at, assigned_to=user)


def add_file(unit: Unit, of: Mapping[str, str | None], name: str, content: bytes, text: str) -> HistoryItem:
    return unit.files.add(history_of(unit, **of), name, content, text)


def edit_note(unit: Unit, item: int, changed: Mapping[str, Any]) -> HistoryItem:
    """Change what is given, by column."""
    return unit.notes.edit(item, **changed)


def edit_call(unit: Unit, item: int, changed: Mapping[str, Any]) -> HistoryItem:
    return unit.calls.edit(item, **changed)


def edit_file(unit: Unit, item: int, changed: Mapping[str, Any]) -> HistoryItem:
    """What is said of it; the file itself never changes."""
    return unit.files.edit(item, **changed)


def stored_file(unit: Unit, item: int) -> tuple[HistoryItem, KeptFile]:
    """What is known of a file, and where its content is kept."""
    return unit.files.get(item), unit.files.kept(item)


def edit_task(unit: Unit, item: int, changed: Mapping[str, Any]) -> HistoryItem:
    """Change what is given, by column; `assign` is a user as people call them, or None."""
    fields = dict(changed)
    if "assign" in fields:
        user = fields.pop("assign")
        fields["assigned_to"] = unit.users.find(user).id if user is not None else None
    return unit.todos.edit(item, **fields)


def finish_task(unit: Unit, item: int) -> HistoryItem:
    return unit.todos.finish(item)


def reopen_task(unit: Unit, item: int) -> HistoryItem:
    """Open one that was done or cancelled again."""
    return unit.todos.reopen(item)


def cancel_task(unit: Unit, item: int) -> HistoryItem:
    return unit.todos.cancel(item)


def item_of(unit: Unit, item: int, kind: ItemKind | None) -> HistoryItem:
    """Raises NotFound for one of another kind."""
    return unit.items.get(item, kind)


def delete_item(unit: Unit, item: int, kind: ItemKind | None) -> HistoryItem:
    """Move an item to the recycle bin; raises NotFound for one of another kind."""
    unit.items.present(item, kind)
    return unit.items.delete(item)


def restore_item(unit: Unit, item: int) -> HistoryItem:
    """Bring it back from the recycle bin, to wherever it was."""
    return unit.items.restore(item)


def history_found(
    unit: Unit,
    of: Mapping[str, str | None],
    *,
    kind: ItemKind | None,
    limit: int,
    offset: int = 0,
    sought: HistoryFilter | None = None,
    place: Place = (),
) -> Sequence[HistoryLine]:
    """The history of a record, which is named as for `history_of`, newest first; all of it, or what is sought."""
    found = history_of(unit, **of)
    return unit.items.history(found, limit=limit, offset=offset, kind=kind, sought=sought, place=place)


def items_with_words(
    unit: Unit, words: str, *, kind: ItemKind | None, limit: int, offset: int = 0, place: int | None = None
) -> Sequence[Hit]:
    """Items in whose subject or text all these words are, newest first."""
    return unit.search.find(words, kind=kind, limit=limit, offset=offset, place=place)


def records_with(unit: Unit, words: str, *, limit: int, only: Record | None = None) -> Sequence[RecordHit]:
    """Records that the words name, whole names first; raises Invalid for a text with nothing to look for."""
    return unit.finding.find(words, limit=limit, only=only)


def link_item(unit: Unit, item: int, opportunity: str, *, is_linked: bool) -> tuple[HistoryItem, int]:
    """Put an item into an opportunity's history by hand, or take it out; the item and the opportunity's number."""
    number = unit.opportunities.find(opportunity).number
    return (unit.items.link if is_linked else unit.items.unlink)(item, number), number


def tasks_found(
    unit: Unit, *, assigned: str | None, status: TaskStatus | None, limit: int, place: Place = ()
) -> list[HistoryItem]:
    """Tasks by the day they are due, of the user that is named or of all; raises NotFound and Ambiguous."""
    user = unit.users.find(assigned).id if assigned is not None else None
    return unit.todos.all(assigned_to=user, status=status, limit=limit, place=place)
