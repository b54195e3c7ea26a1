"""Drafts for a user to send, and appointments of theirs: found by a hidden identity before they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from connectors.characters import clean
from connectors.errors import Refused, UnknownMailbox
from connectors.ews import request
from connectors.ews.reading.folders import find, folders, search
from connectors.ews.reading.items import told_id
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import Element, t
from connectors.mailbox import DraftContent, DraftKind, Person

# What each kind is on the server, and the folders where it is made and where sending takes it, in that order: whatever
# is sent while they are searched is met in a later one.
_MAIL = ("Message", ("drafts", "outbox", "sentitems"))
_CALENDAR = ("CalendarItem", ("calendar",))
_PLACES = {DraftKind.EMAIL: _MAIL, DraftKind.MEETING: _CALENDAR, DraftKind.APPOINTMENT: _CALENDAR}


def create_draft(connection: Connection, identity: UUID, content: DraftContent) -> str:
    """Always looks first: an earlier creation whose answer was lost is found, and nothing is made twice."""
    existing = _find(connection, identity, content.kind)
    if existing is not None:
        return existing
    _, (home, *_) = _PLACES[content.kind]
    item = _message(identity, content) if content.kind is DraftKind.EMAIL else _calendar_item(identity, content)
    making = request.create_item(item, request.distinguished(home, connection.address))
    try:
        return told_id(connection.only(connection.write(making)))
    except UnknownMailbox as problem:
        # The mailbox itself was just searched: the server means one of those that the draft is addressed to.
        reason = "the server does not take an address that the draft goes to"
        raise Refused(connection.address, reason, "correct the address of the contact or account") from problem


def _find(connection: Connection, identity: UUID, kind: DraftKind) -> str | None:
    """Wherever it is by now, thrown away included: what the user had and threw away is not made again.

    Meetings and appointments are not told apart, because inviting somebody turns the one into the other.
    """
    tag, homes = _PLACES[kind]
    path, value = request.identity_path(), str(identity)
    found = next(
        search(connection, [request.distinguished(one, connection.address) for one in homes], path, value, tag), None
    )
    if found is None:
        elsewhere = [folder.id for folder in folders(connection) if folder.wellknown not in homes]
        found = next(iter(find(connection, elsewhere, path, value, tag)), None)
    return found


def _message(identity: UUID, content: DraftContent) -> Element:
    """The order of the properties, here and in the next, is the schema's."""
    message = t.Message(*_common(identity, content))
    recipients = list(_mailboxes(content.to))
    if recipients:
        message.append(t.ToRecipients(*recipients))
    return message


def _calendar_item(identity: UUID, content: DraftContent) -> Element:
    item = t.CalendarItem(*_common(identity, content))
    for make, at in ((t.Start, content.start), (t.End, content.end)):
        if at is not None:
            item.append(make(request.moment(at)))
    if content.location:
        item.append(t.Location(clean(content.location)))
    attendees = [t.Attendee(mailbox) for mailbox in _mailboxes(content.to)]
    if attendees:
        item.append(t.RequiredAttendees(*attendees))
    return item


def _common(identity: UUID, content: DraftContent) -> Iterator[Element]:
    yield t.Subject(clean(content.subject))
    yield request.body(content.body)
    categories = request.strings(content.categories)
    if categories is not None:
        yield categories
    yield request.identity_property(identity)


def _mailboxes(people: Iterable[Person]) -> Iterator[Element]:
    """Those with an address: Exchange refuses the whole item over one without."""
    for person in people:
        if person.address:
            mailbox = t.Mailbox(t.EmailAddress(clean(person.address)))
            if person.name:
                mailbox.insert(0, t.Name(clean(person.name)))
            yield mailbox
