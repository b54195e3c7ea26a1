"""Made-up items and records for the tests of the rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.mailbox import Appointment, Email, Person
from daemon.link.policy import LinkPolicy
from store.values import Candidates, KnownContact, KnownItem, Link, Mark, MarkKind, OpenSpan, Pointer, Receipt

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
POLICY = LinkPolicy(own_domains=frozenset({"us.example"}))
BOX, OTHER_BOX = 1, 2
ME, COLLEAGUE = 7, 8


def an_email(**changes: Any) -> Email:
    fields: dict[str, Any] = {
        "item_id": "AAA=",
        "change_key": "c1",
        "message_id": "<m1@client.example>",
        "subject": "200 seats",
        "sender": Person("Ann@Client.example", "Ann"),
        "to": (Person("me@us.example"),),
        "received_at": NOON,
        "sent_at": NOON,
    }
    return Email(**(fields | changes))


def an_appointment(**changes: Any) -> Appointment:
    fields: dict[str, Any] = {
        "item_id": "CCC=",
        "change_key": "c1",
        "uid": "uid-1",
        "subject": "Demo",
        "start": NOON,
        "end": NOON + timedelta(hours=1),
        "organizer": Person("me@us.example"),
        "attendees": (Person("ann@client.example"),),
    }
    return Appointment(**(fields | changes))


def a_span(number: int, **changes: Any) -> OpenSpan:
    fields: dict[str, Any] = {
        "number": number,
        "title": f"Deal {number}",
        "account_id": None,
        "contact_id": 1,
        "assigned_to": None,
        "created_at": NOON - timedelta(days=10),
        "closed_at": None,
    }
    return OpenSpan(**(fields | changes))


def candidates(*spans: OpenSpan, account: tuple[OpenSpan, ...] = (), named: tuple[OpenSpan, ...] = ()) -> Candidates:
    """Ann of account 5 is contact 1; `spans` are hers, `account` those of her account."""
    return Candidates(
        contacts={"ann@client.example": KnownContact(1, 5, "ann@client.example")},
        by_contact={1: spans} if spans else {},
        by_account={5: account} if account else {},
        by_number={span.number: span for span in (*spans, *account, *named)},
    )


def known(
    *links: Link,
    confirmed: tuple[int, ...] = (),
    marks: tuple[Mark, ...] = (),
    receipt: Receipt | None = None,
    is_copied: bool = True,
    is_being_stamped: bool = False,
) -> KnownItem:
    copy = Pointer(11, 21, BOX, 31, "AAA=", "c0", confirmed=frozenset(confirmed), is_being_stamped=is_being_stamped)
    pointer = copy if is_copied else None
    return KnownItem(21, pointer, (pointer,) if pointer else (), links, marks, receipt)


def set_in(box: int, number: int) -> Mark:
    return Mark(box, number, MarkKind.SET)


def lost_in(box: int, number: int) -> Mark:
    return Mark(box, number, MarkKind.LOST)


def frozen_in(box: int, number: int) -> Mark:
    return Mark(box, number, MarkKind.FROZEN)


def withdrawn_in(box: int, number: int) -> Mark:
    return Mark(box, number, MarkKind.WITHDRAWN)
