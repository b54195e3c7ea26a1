"""Items by their ids, in batches, each with an answer of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from connectors.errors import CredentialsRefused, MailboxError, Refused, Throttled, UnknownMailbox, Unreachable
from connectors.ews import request
from connectors.ews.reading import elements
from connectors.ews.reading.plain import Read
from connectors.ews.wire.connection import Connection, ReadsApart
from connectors.ews.wire.xml import BadAnswer, Element, code_of, items_of

Answer = Element | MailboxError

# These are said of one item and mean the whole mailbox: no item is to blame, and none is passed over.
_OF_THE_MAILBOX = (Throttled, Unreachable, CredentialsRefused, UnknownMailbox)

# What Exchange says of an item that it trips over, and of anything else that goes wrong in it.
_TRIPPED = "ErrorInternalServerError"


def fetch(connection: Connection, ids: Sequence[str], paths: Sequence[Element]) -> Iterator[tuple[str, Answer]]:
    """Each id with the item's element, or with what the server says no with; in the order of the ids.

    Raises what concerns more than one item: a busy server, a mailbox that is being moved, a login that ran out.
    """
    for start in range(0, len(ids), request.BATCH):
        yield from _batch(connection, ids[start : start + request.BATCH], paths)


def fetch_mails(
    connection: Connection, ids: Sequence[str], paths: Sequence[Element]
) -> Iterator[tuple[str, Answer | Read]]:
    """The same of mails; those that came whole are read already where the connection has that done apart."""
    for start in range(0, len(ids), request.BATCH):
        yield from _batch(connection, ids[start : start + request.BATCH], paths, connection.reads_apart)


def _batch(
    connection: Connection, ids: Sequence[str], paths: Sequence[Element], reads: ReadsApart | None = None
) -> Iterator[tuple[str, Any]]:
    # By itself, so that its answer is let go of before the next one comes.
    for item_id, message in zip(ids, _messages(connection, ids, paths, reads), strict=True):
        if reads and isinstance(message, Read):
            yield item_id, message
            continue
        if code_of(message) == _TRIPPED:
            [message] = _messages(connection, [item_id], paths)  # alone, to tell a bad item from a bad moment
        yield item_id, _answer(connection, message)


def told_id(message: Element, otherwise: str = "") -> str:
    """The id that the server gives the item which it made or changed; BadAnswer where it names none."""
    items = items_of(message)
    told = elements.item_id(items[0]) if len(items) else None
    if told is None and not otherwise:
        raise BadAnswer("the server made the item and does not name it")
    return told[0] if told else otherwise


def _messages(
    connection: Connection, ids: Sequence[str], paths: Sequence[Element], reads: ReadsApart | None = None
) -> Sequence[Element]:
    messages = connection.read(request.get_items(ids, paths), partial(reads, ids) if reads else None)
    if len(messages) != len(ids):
        raise BadAnswer(f"the server gave {len(messages)} answers for {len(ids)} items")
    return messages


def _answer(connection: Connection, message: Element) -> Answer:
    if code_of(message) == _TRIPPED:
        return Refused(connection.address, f"the server cannot give the item ({_TRIPPED})")
    refusal = connection.refusal(message)
    if isinstance(refusal, _OF_THE_MAILBOX):
        raise refusal
    if refusal is not None:
        return refusal
    items = items_of(message)
    if len(items) != 1:
        raise BadAnswer(f"the server gave {len(items)} items instead of one")
    return items[0]
