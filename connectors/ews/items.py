"""Items by their ids, in batches, each with an answer of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectors.errors import MailboxError, Throttled, Unreachable
from connectors.ews import request
from connectors.ews.wire.connection import Connection, items_of
from connectors.ews.wire.xml import BadAnswer, Element

Batch = Sequence[tuple[str, Element | MailboxError]]


def fetch(
    connection: Connection, ids: Sequence[str], paths: Sequence[Element]
) -> Iterator[tuple[str, Element | MailboxError]]:
    """Each id with the item's element, or with what the server says no with; in the order of the ids.

    Raises what concerns more than one item: a busy server, a mailbox that is being moved.
    """
    for start in range(0, len(ids), request.BATCH):
        batch = ids[start : start + request.BATCH]
        messages = connection.read(request.get_items(batch, paths))
        yield from answers(connection, batch, messages)


def answers(connection: Connection, ids: Sequence[str], messages: Sequence[Element]) -> Batch:
    """The items in the response messages of a request for these ids; raises as `fetch` does."""
    if len(messages) != len(ids):
        raise BadAnswer(f"the server gave {len(messages)} answers for {len(ids)} items")
    return [(item_id, _answer(connection, message)) for item_id, message in zip(ids, messages, strict=True)]


def _answer(connection: Connection, message: Element) -> Element | MailboxError:
    refusal = connection.refusal(message)
    if isinstance(refusal, Throttled | Unreachable):
        raise refusal
    if refusal is not None:
        return refusal
    items = items_of(message)
    if len(items) != 1:
        raise BadAnswer(f"the server gave {len(items)} items instead of one")
    return items[0]
