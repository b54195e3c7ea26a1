"""What the rules look at in an item, as it stands in a mailbox or in the store. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta

from connectors.mailbox import Appointment, AppointmentKind, Email, Sensitivity
from daemon.link.automatic import automatic_sign, is_of_a_list, list_domain
from daemon.link.category import named_in
from daemon.link.identity import (
    BY_FINGERPRINT,
    Linkable,
    bounded,
    fingerprint_of,
    identity_of,
    parents_of,
    signature_of,
)
from daemon.link.people import participants, unusable
from daemon.link.sketch import sketch_of
from daemon.link.unstorable import storable
from daemon.text import is_answer
from store.rules.copies import all_of
from store.values import UNCLEAR, ItemKind, KnownItem, Participant, Pointer, Sketch, StoredItem
from store.values.making import dataclass

# How far a sender's clock may be from the time of receipt, and still be believed.
AHEAD, LATEST = timedelta(hours=1), timedelta(days=30)
FIRST = datetime(1990, 1, 1, tzinfo=UTC)  # before which nobody sent what is in a mailbox of today

# Among what its sender named: nobody can tell who set it, because the server keeps no headers. It is no opportunity's
# in any spelling.
UNTOLD = UNCLEAR - 1

# Keys of an item's traits.
NEVER, AUTOMATIC, OCCURRENCE = "never", "automatic", "occurrence"
ANSWER, CLOCK, LIST, UNUSABLE = "answer", "clock", "list", "unusable"
_OF_ONE = (AUTOMATIC, LIST, UNUSABLE)  # no facts of the message where another copy bears no sign of them


@dataclass(frozen=True, slots=True)
class Facts:
    kind: ItemKind
    identity: str
    fingerprint: str
    at: datetime | None
    people: tuple[Participant, ...] = ()
    named: tuple[int, ...] = ()  # what its categories name: opportunities, QUESTION, NEW
    categories: tuple[str, ...] = ()  # as they are written; empty when they are not at hand
    sent_along: frozenset[int] = frozenset()  # what its sender named
    sensitivity: str = ""  # "private" …; empty when it is normal
    traits: Mapping[str, str] = field(default_factory=dict)
    parents: tuple[str, ...] = ()  # identities, the nearest first
    conversation_id: str = ""
    is_series: bool = False
    received_at: datetime | None = None  # of an e-mail that was read
    sketch: Sketch | None = None  # of an e-mail that was read and is no draft

    @property
    def depth(self) -> int:
        """How many messages it is known to answer to, at the least: of two of the same second the deeper is later."""
        return len(self.parents) or int(ANSWER in self.traits)

    @property
    def is_occurrence(self) -> bool:
        return OCCURRENCE in self.traits


@dataclass(frozen=True, slots=True)
class Copy:
    """One mailbox's copy of an item, and what the store holds of it."""

    facts: Facts
    mailbox_id: int
    user_id: int | None  # whose mailbox it is
    known: KnownItem | None = None
    oldest: datetime | None = None  # items before it are left alone when they are first seen
    thread: str = ""
    inherited: frozenset[int] = frozenset()  # of an occurrence: what its series carries in this mailbox
    users: Mapping[int, int] = field(default_factory=dict)  # whose the mailboxes are

    @property
    def owners(self) -> frozenset[int]:
        """The users who have a copy that is there and not private: what is decided is the same for all of them."""
        copies = self.known.pointers if self.known else ()
        mine = {copy.id for copy in copies if self.known and self.known.pointer and copy.id == self.known.pointer.id}
        others = {self.users.get(c.mailbox_id) for c in copies if not (c.is_gone or c.is_private or c.id in mine)}
        is_gone = bool(self.known and self.known.pointer and self.known.pointer.is_gone)
        return frozenset(
            user for user in others | (set() if is_gone and others else {self.user_id}) if user is not None
        )

    granted: int | None = None  # the opportunity that was made of it because its user wished so
    refused: str = ""  # why none could be


def facts_of(item: Linkable, prefix: str, *, is_sent: bool = False) -> Facts:
    """What an item that was read shows, in a folder of what its mailbox's user sent or in another."""
    parents, identity = parents_of(item), identity_of(item)
    mail = item if isinstance(item, Email) else None
    keywords = mail.headers.get("keywords", "") if mail else ""
    signature = signature_of(mail) if mail else None
    return Facts(
        kind=ItemKind.EMAIL if mail else ItemKind.APPOINTMENT,
        identity=identity,
        fingerprint=fingerprint_of(item, signature),
        at=item_time(item),
        people=participants(item),
        named=named_in(item.categories, prefix) if item.categories else (),
        categories=item.categories,
        sent_along=frozenset(named_in(re.split("[,;]", keywords), prefix)) if keywords else frozenset(),
        sensitivity="" if item.sensitivity is Sensitivity.NORMAL else item.sensitivity.value,
        traits=_traits(item, parents, is_sent=is_sent),
        parents=parents,
        conversation_id=bounded(mail.conversation_id) if mail else "",
        is_series=isinstance(item, Appointment) and item.kind is AppointmentKind.MASTER,
        received_at=mail.received_at if mail else None,
        sketch=sketch_of(mail, signature, is_anonymous=identity.startswith(BY_FINGERPRINT))
        if mail and signature and not mail.is_draft
        else None,
    )


def stored_facts(item: StoredItem, copy: Pointer) -> Facts:
    """The same of an item in the store, as one of its copies was last seen."""
    return Facts(
        kind=item.kind,
        identity=item.identity,
        fingerprint=item.fingerprint,
        at=item.occurred_at,
        people=item.participants,
        named=copy.named,
        sent_along=copy.sent_along,
        sensitivity="private" if copy.is_private else "",
        traits=item.traits,
        parents=item.parents,
        conversation_id=copy.conversation_id,
        is_series=item.is_series,
    )


def with_others(facts: Facts, known: KnownItem | None) -> Facts:
    """What a copy of an e-mail shows, with what is known by the item's other copies: who took part, and what it is.

    A gateway may have hidden from one of them that it is an answer, or a server that kept less of it.
    """
    if known is None or facts.kind is not ItemKind.EMAIL or facts.sensitivity:
        return facts
    if known.people and facts.identity != known.identity and facts.sketch is not None and facts.sketch.is_anonymous:
        facts = replace(facts, identity=known.identity, at=known.at)
    if known.people and (people := all_of(facts.people, known.people)) != facts.people:
        facts = replace(facts, people=people)
    if known.parents and not facts.parents:
        facts = replace(facts, parents=known.parents)
    traits = dict(facts.traits)
    if known.depth and not facts.depth:
        traits[ANSWER] = "yes"
    if known.traits is not None:
        traits = {name: said for name, said in traits.items() if name not in _OF_ONE or name in known.traits}
        if CLOCK in traits and CLOCK in known.traits and known.at and facts.at and known.at < facts.at:
            facts = replace(facts, at=known.at)  # the first receipt says when it was
    return facts if traits == facts.traits else replace(facts, traits=traits)


def item_time(item: Linkable) -> datetime | None:
    """The moment by which an item is placed among opportunities and in history.

    An e-mail's is when it was sent, as its sender's clock said, unless that cannot be.
    """
    if isinstance(item, Appointment):
        return item.start
    return item.received_at if is_clock_off(item) else item.sent_at or item.received_at


def with_receipt(item: Linkable, seen_at: datetime) -> Linkable:
    """An e-mail whose server does not say when it was received, and whose sender's clock cannot be right by itself,
    was received when it is seen; any other item as it is.
    """
    if isinstance(item, Appointment) or item.received_at is not None or item.sent_at is None:
        return item
    return replace(item, received_at=seen_at) if not FIRST <= item.sent_at <= seen_at + AHEAD else item


def is_clock_off(mail: Email) -> bool:
    """Whether the sender's clock cannot have been right, judged by when the message was received.

    Nothing is received before it is sent; an hour is left for clocks that differ. Mail is late by days where a server
    was down, and by weeks where somebody was away from any network, but not by more; mail that was moved to another
    server keeps its time of receipt.
    """
    sent, received = mail.sent_at, mail.received_at
    return sent is not None and received is not None and not received - LATEST <= sent <= received + AHEAD


# --- traits and threads -----------------------------------------------------------------------------------------------


def _traits(item: Linkable, parents: Sequence[str], *, is_sent: bool) -> dict[str, str]:
    traits = {}
    if item.item_class[:20].lower() == "ipm.schedule.meeting":
        traits[NEVER] = "meeting message"
    elif item.is_draft:
        traits[NEVER] = "draft"
    if written := unusable(item):
        traits[UNUSABLE] = storable(written)[:200]
    if isinstance(item, Email):
        if sign := automatic_sign(item, is_sent=is_sent):
            traits[AUTOMATIC] = sign
            if is_of_a_list(sign) and (domain := list_domain(item)):
                traits[LIST] = domain
        if not parents and (item.conversation_depth or is_answer(item.subject)):
            traits[ANSWER] = "yes"
        if item.sent_at and is_clock_off(item):
            traits[CLOCK] = f"{item.sent_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    elif item.kind in (AppointmentKind.OCCURRENCE, AppointmentKind.EXCEPTION):
        traits[OCCURRENCE] = "changed" if item.kind is AppointmentKind.EXCEPTION else "yes"
    return traits
