"""Categories on items: read, merge, write with the change key that was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from connectors.errors import Conflict, MailboxError, Refused
from connectors.ews import request
from connectors.ews.reading import elements
from connectors.ews.reading.items import fetch
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import BadAnswer, Element, items_of
from connectors.ews.writing import carried
from connectors.mailbox import Stamp, Stamped
from connectors.merging import merged

ROUNDS = 3  # times that an item which somebody else is changing is read and merged anew

_SETTABLE = {"Message", "CalendarItem", "Task", "Contact", "DistributionList", "PostItem"}
_SETTABLE |= {"MeetingMessage", "MeetingRequest", "MeetingResponse", "MeetingCancellation"}


def stamp(connection: Connection, stamps: Sequence[Stamp]) -> list[Stamped | MailboxError]:
    """One answer a stamp, in their order; raises what concerns more than one item."""
    answers: list[Stamped | MailboxError] = []
    for start in range(0, len(stamps), request.BATCH):
        answers += _batch(connection, stamps[start : start + request.BATCH])
    return answers


def _batch(connection: Connection, stamps: Sequence[Stamp]) -> list[Stamped | MailboxError]:
    answers: list[Stamped | MailboxError | None] = [None] * len(stamps)
    for _ in range(ROUNDS):
        open_ones = [number for number, answer in enumerate(answers) if answer is None or isinstance(answer, Conflict)]
        if not open_ones:
            break
        for number, answer in _round(connection, {number: stamps[number] for number in open_ones}):
            answers[number] = answer
    return [answer for answer in answers if answer is not None]


def _round(connection: Connection, stamps: dict[int, Stamp]) -> list[tuple[int, Stamped | MailboxError]]:
    done: list[tuple[int, Stamped | MailboxError]] = []
    owed: dict[str, _Owed] = {}
    ids = [stamp.item_id for stamp in stamps.values()]
    found, reader = fetch(connection, ids, carried.paths()), carried.Reader(connection)
    for (number, stamp), (item_id, element) in zip(stamps.items(), found, strict=True):
        if isinstance(element, MailboxError):
            done.append((number, element))
            continue
        present, (_, change_key) = reader.of(element), _id(element)
        if isinstance(present, Refused):
            done.append((number, present))
            continue
        wanted = merged(present, stamp)
        if wanted == present:
            done.append((number, Stamped(item_id, change_key, present, over=change_key)))
        elif item_id in owed:
            done.append((number, Conflict(connection.address, "the item is stamped twice at once")))  # next round
        else:
            owed[item_id] = _Owed(
                number, wanted, change_key, stamp.known, _change(element, item_id, change_key, wanted)
            )
    return done + (_write(connection, owed) if owed else [])


@dataclass(frozen=True, slots=True)
class _Owed:
    number: int
    wanted: tuple[str, ...]
    change_key: str  # of the version that it is written over
    known: str  # the one that whoever owes it has read
    change: Element


def _write(connection: Connection, owed: dict[str, _Owed]) -> list[tuple[int, Stamped | MailboxError]]:
    changes = [one.change for one in owed.values()]
    messages = connection.write(request.update_items(changes, connection.version.api_version))
    if len(messages) != len(owed):
        raise BadAnswer(f"the server gave {len(messages)} answers for {len(owed)} items")
    done: list[tuple[int, Stamped | MailboxError]] = []
    for (item_id, one), message in zip(owed.items(), messages, strict=True):
        refusal = connection.refusal(message)
        if refusal is not None:
            done.append((one.number, refusal))
            continue
        items = items_of(message)
        told = elements.item_id(items[0]) if len(items) else None
        if told and one.known == one.change_key:  # else somebody else changed it as well, and that is to be told
            connection.echoes.expect(told[0], one.change_key, told[1])
        id, version = told or (item_id, "")
        done.append((one.number, Stamped(id, version, one.wanted, over=one.change_key)))
    return done


def _change(element: Element, item_id: str, change_key: str, wanted: Sequence[str]) -> Element:
    name = etree.QName(element).localname
    tag = name if name in _SETTABLE else "Item"
    return request.category_change(tag, item_id, change_key, wanted)


def _id(element: Element) -> tuple[str, str]:
    found = elements.item_id(element)
    if found is None:
        raise BadAnswer("the answer holds an item without an id")
    return found
