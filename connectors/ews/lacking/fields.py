"""Which properties a server gives.

One that refuses a whole request for a property that it does not know is asked for each alone, once. Others pass over
what they do not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar, get_args

from connectors.errors import MailboxError, Refused
from connectors.ews import request
from connectors.ews.lacking.transport import habit_of
from connectors.ews.reading.items import Answer, fetch, fetch_mails
from connectors.ews.reading.plain import Read
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import Element
from connectors.mailbox import FolderKind

# What servers say of a property that they do not give.
_CODES = (
    *("ErrorInvalidPropertyRequest", "ErrorInvalidPropertyForOperation", "ErrorInvalidExtendedProperty"),
    *("ErrorSchemaValidation", "ErrorInvalidRequest", "ErrorUnsupportedPathForQuery", "ErrorPropertyValidationFailure"),
)
# Without these nothing can be decided, or written back: where they are refused, the refusal is what is said.
_NEEDED = frozenset(
    {
        *("item:ItemClass", "item:Subject", "item:Sensitivity", "item:Categories", "message:From"),
        *("message:ToRecipients", "message:InternetMessageId", "calendar:UID", "calendar:Start", "calendar:End"),
        *("calendar:CalendarItemType", "calendar:RequiredAttendees", "task:DueDate", "item:ReminderDueBy"),
        *("item:ReminderIsSet",),
    }
)


K = TypeVar("K")
Keep = Callable[[str, Element], K]  # what is to be kept of an item, by its id


def fetch_whole(
    connection: Connection, kind: FolderKind, item_ids: Sequence[str], keep: Keep[K]
) -> list[tuple[str, K | Read | MailboxError]]:
    """Whole items, as far as the server gives their properties; `keep` gets each as soon as it comes, but for those
    that were read apart.
    """
    habit = habit_of(connection)
    paths = request.whole(kind, is_block_wanted=kind is FolderKind.MAIL and habit.is_block_wanted)
    if habit.refused:
        paths = [path for path in paths if _key(path) not in habit.refused]
    try:
        fetched = fetch_mails if kind is FolderKind.MAIL else fetch
        found = _kept(fetched(connection, item_ids, paths), keep)
    except Refused as refusal:
        if not item_ids or kind in habit.tried or not _is_of_a_property(refusal):
            raise
        return _learn_and_fetch(connection, kind, item_ids, paths, keep, refusal)
    if (
        found
        and kind not in habit.tried
        and all(isinstance(answer, Refused) and _is_of_a_property(answer) for _, answer in found)
    ):
        return _learn_and_fetch(connection, kind, item_ids, paths, keep, None)
    return found


def _kept(answers: Iterable[tuple[str, Answer | Read]], keep: Keep[K]) -> list[tuple[str, K | Read | MailboxError]]:
    return [(id, one if isinstance(one, _AS_THEY_ARE) else keep(id, one)) for id, one in answers]


_AS_THEY_ARE = (MailboxError, *get_args(Read))


def _learn_and_fetch(
    connection: Connection,
    kind: FolderKind,
    item_ids: Sequence[str],
    paths: Sequence[Element],
    keep: Keep[K],
    refusal: Refused | None,
) -> list[tuple[str, K | Read | MailboxError]]:
    """Each property is asked for alone, of one item, once for each server; the headers together."""
    refused, habit = set(), habit_of(connection)
    habit.tried.add(kind)
    for group in _groups(paths):
        try:
            [(_, answer)] = fetch(connection, item_ids[:1], group)
        except Refused as problem:
            answer = problem
        if isinstance(answer, Refused) and _is_of_a_property(answer):
            refused |= {_key(path) for path in group}
    if not refused and refusal is not None:
        raise refusal
    habit.refused |= refused
    given = [path for path in paths if _key(path) not in habit.refused]
    return _kept(fetch(connection, item_ids, given), keep)


def _groups(paths: Sequence[Element]) -> Iterator[list[Element]]:
    headers = [path for path in paths if path.get("FieldIndex")]
    if headers:
        yield headers
    for path in paths:
        if not path.get("FieldIndex") and path.get("FieldURI") not in _NEEDED:
            yield [path]


def _key(path: Element) -> tuple[str, ...]:
    return tuple(path.attrib.values())


def _is_of_a_property(refusal: Refused) -> bool:
    return any(code in refusal.reason for code in _CODES)
