"""What the rules look at in an item, as it stands in a mailbox or in the store. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from connectors.mailbox import Appointment, AppointmentKind, Email, Sensitivity
from daemon.category import named_in
from daemon.link.automatic import automatic_sign
from daemon.link.storable import storable
from daemon.people import participants
from store.addresses import normalise
from store.values import ItemKind, KnownItem, Participant, Pointer, StoredItem

Linkable = Email | Appointment

NEAREST = 20  # messages above one that are remembered, and the first of the thread
LONGEST_IDENTITY = 500  # characters

# Keys of an item's traits.
NEVER, AUTOMATIC, OCCURRENCE = "never", "automatic", "occurrence"


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


def facts_of(item: Linkable, prefix: str) -> Facts:
    """What an item that was read shows."""
    common = Facts(
        kind=ItemKind.EMAIL if isinstance(item, Email) else ItemKind.APPOINTMENT,
        identity=identity_of(item),
        fingerprint=fingerprint_of(item),
        at=item_time(item),
        people=participants(item),
        named=named_in(item.categories, prefix) if item.categories else (),
        categories=item.categories,
        sensitivity="" if item.sensitivity is Sensitivity.NORMAL else item.sensitivity.value,
        traits=_traits(item),
        parents=_parents(item),
    )
    if isinstance(item, Appointment):
        return replace(common, is_series=True) if item.kind is AppointmentKind.MASTER else common
    keywords = item.headers.get("keywords", "")
    sent_along = frozenset(named_in(re.split("[,;]", keywords), prefix)) if keywords else frozenset()
    return replace(common, sent_along=sent_along, conversation_id=_bounded(item.conversation_id))


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


def item_time(item: Linkable) -> datetime | None:
    """The moment by which an item is placed among opportunities and in history."""
    return item.start if isinstance(item, Appointment) else item.sent_at or item.received_at


def identity_of(item: Linkable) -> str:
    """Internet Message-ID, or UID with the original start of an occurrence; the fingerprint where it has none."""
    if isinstance(item, Email):
        return _bounded(item.message_id.strip()) or _by_fingerprint(item)
    if item.uid and item.original_start:
        return occurrence_identity(item.uid, item.original_start)
    return _bounded(item.uid) or _by_fingerprint(item)


def series_identity(uid: str) -> str:
    return _bounded(uid)


def occurrence_identity(uid: str, original_start: datetime) -> str:
    return f"{_bounded(uid)} {_moment(original_start)}"


def fingerprint_of(item: Linkable) -> str:
    """Tells items of the same identity apart, and is the same for all copies of one item.

    The size is left out where a Message-ID exists: a sender's and a recipient's copy differ in it. Without one, the
    text counts as well.
    """
    if isinstance(item, Appointment):
        return "" if item.uid else _digest(item.subject, _moment(item.start), _moment(item.end))
    sender = normalise(item.sender.address) if item.sender else ""
    parts = [sender, _moment(item.sent_at), " ".join(item.subject.split()).casefold()]
    if not item.message_id.strip():
        parts += [str(item.size), item.body]
    return _digest(*parts)


# --- traits and threads -----------------------------------------------------------------------------------------------


def _traits(item: Linkable) -> dict[str, str]:
    traits = {}
    if item.item_class[:20].lower() == "ipm.schedule.meeting":
        traits[NEVER] = "meeting message"
    elif item.is_draft:
        traits[NEVER] = "draft"
    if isinstance(item, Email):
        if sign := automatic_sign(item):
            traits[AUTOMATIC] = sign
    elif item.kind in (AppointmentKind.OCCURRENCE, AppointmentKind.EXCEPTION):
        traits[OCCURRENCE] = "changed" if item.kind is AppointmentKind.EXCEPTION else "yes"
    return traits


def _parents(item: Linkable) -> tuple[str, ...]:
    """What it answers to or occurs in, the nearest first, and at last the first of the thread."""
    if isinstance(item, Appointment):
        return (_bounded(item.uid),) if item.uid and item.original_start else ()
    if not item.in_reply_to and not item.references:
        return ()
    own = _bounded(item.message_id.strip())
    nearest = [*_ids(item.in_reply_to), *reversed(item.references)]
    above = [one for one in dict.fromkeys(_bounded(identity.strip()) for identity in nearest) if one and one != own]
    return tuple(above if len(above) <= NEAREST else [*above[: NEAREST - 1], above[-1]])


def _ids(text: str) -> Iterable[str]:
    """Message-IDs in a header that should hold one and may hold several, or a sentence around it."""
    return reversed(_MESSAGE_ID.findall(text)) if "<" in text else text.split()[:1]


_MESSAGE_ID = re.compile(r"<[^<>\s]+>")


# --- what a database and an index can hold ----------------------------------------------------------------------------


def _bounded(identity: str) -> str:
    """An identity that fits an index: hostile ones of kilobytes are replaced by their digest."""
    identity = storable(identity)
    return identity if len(identity) <= LONGEST_IDENTITY else "digest:" + _digest(identity)


def _by_fingerprint(item: Linkable) -> str:
    return f"fingerprint:{fingerprint_of(item)}"


def _moment(when: datetime | None) -> str:
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if when else ""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:32]
