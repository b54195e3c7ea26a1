"""Drafts for a user to send, and appointments of theirs: found by a hidden identity before they are made.

Graph sends an invitation as soon as an event has attendees, and nothing can be switched off: a meeting is prepared
without any, and names in its text whom to invite.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec

from connectors.characters import clean
from connectors.errors import MailboxError
from connectors.graph.asking import Call, Wire, rows, whole
from connectors.graph.reading import properties
from connectors.graph.reading.calendars import Calendars
from connectors.graph.reading.times import written
from connectors.graph.wire.codes import MadeBefore
from connectors.mailbox import DraftContent, DraftKind, Person
from connectors.ours import MEETING

THROWN_AWAY = "thrown away:"  # begins the id of what was made before, and is not made again
LONGEST = 255  # characters of a subject


class Made(msgspec.Struct, gc=False):
    id: str
    kind: str = msgspec.field(name="@odata.type", default="")


def create_draft(wire: Wire, calendars: Calendars, identity: UUID, content: DraftContent) -> str:
    """Always looks first: an earlier creation whose answer was lost is found, and nothing is made twice."""
    is_mail = content.kind is DraftKind.EMAIL
    existing = _mail(wire, identity) if is_mail else _event(wire, calendars, identity)
    if existing is not None:
        return existing
    path, body = ("messages", message(identity, content)) if is_mail else ("events", event(identity, content))
    try:
        return wire.ask(Call(path, method="POST", body=body), Made).id
    except MadeBefore:  # and thrown away since: no calendar has it, and its id is not told
        return f"{THROWN_AWAY}{identity}"


def _mail(wire: Wire, identity: UUID) -> str | None:
    """Wherever it is by now, thrown away included: what the user had and threw away is not made again."""
    wanted = quote(properties.having(properties.IDENTITY, str(identity)), safe="")
    call = Call("messages", f"$filter={wanted}&$select=id")
    found = (one for page in rows(wire, call, Made) for one in page)
    return next((one.id for one in found if "eventmessage" not in one.kind.lower()), None)


def _event(wire: Wire, calendars: Calendars, identity: UUID) -> str | None:
    """The same in every calendar. What lies in Deleted Items no calendar shows: its `transactionId` stands for it.

    Meetings and appointments are not told apart, because inviting somebody turns the one into the other.
    """
    wanted = quote(properties.having(properties.IDENTITY, str(identity)), safe="")
    homes = [quote(one.id, safe="") for one in calendars.folders()]
    calls = [Call(f"calendars/{home}/events", f"$filter={wanted}&$select=id") for home in homes]
    lists = whole(wire, calls, Made)
    if found := next((one.id for listed in lists if not isinstance(listed, MailboxError) for one in listed), None):
        return found
    for refusal in lists:
        if isinstance(refusal, MailboxError):  # it may be there
            raise refusal
    return None


def message(identity: UUID, content: DraftContent) -> dict[str, Any]:
    """An e-mail to be sent by its user; it is a draft because it is made and not sent."""
    people = [_recipient(one) for one in content.to if one.address]
    return {**_common(identity, content, content.body, {}), **({"toRecipients": people} if people else {})}


def event(identity: UUID, content: DraftContent) -> dict[str, Any]:
    """An appointment, or a meeting with nobody invited yet."""
    is_meeting = content.kind is DraftKind.MEETING
    text = with_people(content.body, content.to, content.to_invite) if is_meeting else content.body
    role = {properties.ROLE: MEETING} if is_meeting else {}
    made = {**_common(identity, content, text, role), "transactionId": str(identity)}
    if content.start is not None and content.end is not None:
        made |= {"start": written(content.start), "end": written(content.end)}
    return made | ({"location": {"displayName": clean(content.location)}} if content.location else {})


def with_people(body: str, people: Iterable[Person], heading: str) -> str:
    """The text, and below it whom to invite: each on a line, as it can be copied into the field for attendees."""
    lines = [f"{one.name} <{one.address}>" if one.name else one.address for one in people if one.address]
    named = "\n".join([heading, *lines])
    return f"{body.rstrip()}\n\n{named}" if body.strip() else named


def _common(identity: UUID, content: DraftContent, text: str, beside: dict[str, str]) -> dict[str, Any]:
    return {
        "subject": clean(content.subject)[:LONGEST],
        "body": {"contentType": "text", "content": clean(text)},
        **({"categories": [clean(one) for one in content.categories]} if content.categories else {}),
        "singleValueExtendedProperties": properties.written({properties.IDENTITY: str(identity), **beside}),
    }


def _recipient(person: Person) -> dict[str, Any]:
    named = {"name": clean(person.name)} if person.name else {}
    return {"emailAddress": {"address": clean(person.address), **named}}
