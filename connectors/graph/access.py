"""What can be found out about a mailbox and the rights to it: each proven by using it, and changing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec

from connectors.errors import (
    AccessRefused,
    Conflict,
    ItemGone,
    MailboxError,
    Refused,
    Throttled,
    UnknownMailbox,
    Unreachable,
)
from connectors.graph.asking import Call, Rows, each, rows
from connectors.graph.ladder import Ladder
from connectors.graph.reading.calendars import Calendars
from connectors.graph.reading.messages import HEADER_LIST
from connectors.graph.server import GraphServer
from connectors.graph.wire import certificates
from connectors.graph.wire.connection import Connection
from connectors.mailbox import Access

NAME = "Microsoft 365 (Graph v1.0)"
SKEW = timedelta(minutes=5)  # by which clocks may differ before logins are refused
SOON = timedelta(days=30)  # before a certificate expires
_SAMPLE, _FEWEST = 20, 5  # mails

_NOWHERE = str(UUID(int=0))  # an id that nothing has: who may write is told so, and who may not is told that
_STALE = 'W/"AAAA"'  # a version that nothing has: what is written over it alone is never written


class Owner(msgspec.Struct, gc=False):
    name: str | None = None


class Calendar(msgspec.Struct, gc=False, rename="camel"):
    is_default_calendar: bool | None = None
    owner: Owner | None = None


class Mail(msgspec.Struct, gc=False, rename="camel"):
    id: str
    categories: list[str] | None = None
    is_draft: bool | None = None
    body_preview: str | msgspec.UnsetType | None = msgspec.UNSET
    internet_message_headers: list[Any] | None = None


class Nothing(msgspec.Struct, gc=False):
    """Whatever it says."""


def check(connection: Connection, calendars: Calendars, tasks: Ladder) -> Access:
    """Raises what keeps the whole mailbox from working; what only limits it is a warning."""
    select = f"$select=id,categories,isDraft,bodyPreview,{HEADER_LIST}&$orderby=receivedDateTime desc&$top={_SAMPLE}"
    mails = list(each(connection.ask(Call("mailFolders/inbox/messages", select), Rows[Any]).value, Mail))
    name = _display_name(connection)
    warnings = [
        *_about_server(connection),
        *_about_mail(connection, mails),
        *_about_writing(connection),
        *_about_tasks(connection, tasks),
        *_about_ids(connection, mails),
        *_about_others(connection),
    ]
    return Access(NAME, name, calendars.zone()[1], warnings=tuple(warnings))


def _display_name(connection: Connection) -> str:
    """The owner's name, as the mailbox's own calendar tells it; raises where calendars cannot be read."""
    call = Call("calendars", "$select=id,isDefaultCalendar,owner&$top=100")
    found = [one for page in rows(connection, call, Calendar) for one in page]
    home = next((one for one in found if one.is_default_calendar), None)
    return (home.owner.name or "") if home and home.owner else ""


def _about_server(connection: Connection) -> Iterator[str]:
    tenant = connection.tenant
    if not tenant.server.verify_tls:
        yield "any certificate is accepted: verify_tls is off"
    if tenant.skew is not None and abs(tenant.skew) > SKEW:
        minutes = round(tenant.skew.total_seconds() / 60)
        yield (
            f"this machine's clock is {abs(minutes)} minutes {'slow' if minutes > 0 else 'fast'} by the server's: "
            "set it right, because logins are refused over it"
        )
    ends = _certificate_ends(tenant.server)
    if ends is not None and ends - tenant.clock() < SOON:
        yield f"the application's certificate expires on {ends:%Y-%m-%d}: make a new one in time"


def _certificate_ends(server: GraphServer) -> datetime | None:
    passphrase = server.certificate_password.get_secret_value() if server.certificate_password else ""
    if server.client_secret is not None and server.client_secret.get_secret_value():
        return None
    if server.certificate is not None:
        return certificates.ends_at(server.certificate.get_secret_value().encode(), passphrase)
    if server.certificate_file is not None:
        with suppress(OSError):
            return certificates.ends_at(server.certificate_file.read_bytes(), passphrase)
    return None


def _about_mail(connection: Connection, mails: list[Mail]) -> Iterator[str]:
    """By the latest mail in the inbox."""
    understood = [one for one in mails if one.is_draft is not None]
    if understood and all(one.body_preview is msgspec.UNSET for one in understood):
        yield "e-mails are told without their text: the application has Mail.ReadBasic.All, and needs Mail.ReadWrite"
    received = [one for one in mails if one.is_draft is not True]
    if len(received) >= _FEWEST and not any(one.internet_message_headers for one in received):
        yield (
            f"of the latest {len(received)} mails in the inbox the server gives no Internet headers: automatic answers "
            "are known by their class, sender and subject alone, and a category that is on a stranger's mail when it "
            "is first seen goes to review, because its sender may have set it"
        )
    # Written over a version that it does not have, which is refused whatever may be written.
    one = mails[0] if mails else Mail(_NOWHERE, [])
    body = {"categories": one.categories or []}
    call = Call(f"messages/{quote(one.id, safe='')}", method="PATCH", body=body, if_match=_STALE)
    yield from _unless_allowed(connection, call, "no category can be set on e-mails")


def _about_writing(connection: Connection) -> Iterator[str]:
    event = Call(f"events/{_NOWHERE}", method="PATCH", body={"categories": []}, if_match=_STALE)
    yield from _unless_allowed(connection, event, "no category can be set on appointments, and none can be made")
    yield from _about_settings(connection)


_UNREAD = "the list of categories cannot be read, nor the mailbox's time zone, and UTC is taken"


def _about_settings(connection: Connection) -> Iterator[str]:
    """One sentence, because it is one right."""
    listing = Call("outlook/masterCategories", "$top=1")
    entry = Call(f"outlook/masterCategories/{_NOWHERE}", method="DELETE")
    unread = list(_unless_allowed(connection, listing, _UNREAD))
    yield from unread or _unless_allowed(connection, entry, "the list of categories cannot be changed")
    zone = Call("mailboxSettings", "$select=timeZone")
    if not unread:
        yield from _unless_allowed(connection, zone, "the mailbox's time zone cannot be read, and UTC is taken")


def _unless_allowed(connection: Connection, call: Call, what: str) -> Iterator[str]:
    """A warning where the application may not do it: that there is nothing to do it to says that it may."""
    try:
        connection.ask(call, Nothing)
    except AccessRefused as refusal:
        yield f"{what}: {refusal.reason}; {refusal.remedy}"
    except (Conflict, ItemGone, Refused):
        return


def _about_tasks(connection: Connection, tasks: Ladder) -> Iterator[str]:
    standing = tasks.standing(is_asked=True)
    if standing.why:
        yield f"tasks are {standing.rung}: {standing.why}"
        return
    for home in tasks.todo.lists()[:1]:
        call = Call(
            f"todo/lists/{quote(home.id, safe='')}/tasks/{_NOWHERE}", method="PATCH", body={"status": "notStarted"}
        )
        yield from _unless_allowed(
            connection, call, "no task can be written in To Do, so that reminders take its place"
        )


def _about_ids(connection: Connection, mails: list[Mail]) -> Iterator[str]:
    """Asked for with an id of Graph's own: that it cannot be translated changes nothing of the right to ask."""
    body = {
        "inputIds": [mails[0].id if mails else _NOWHERE],
        "sourceIdType": "restImmutableEntryId",
        "targetIdType": "restId",
    }
    call = Call("translateExchangeIds", method="POST", body=body, is_question=True)
    try:
        yield from _unless_allowed(connection, call, _SLOWLY)
    except Unreachable as failure:  # of this alone: the rest was read
        yield f"{_SLOWLY}: {failure.reason}"


_SLOWLY = "what is known of a mailbox that moves here from EWS is known again only while it is read, by Message-ID"


# --- what must not be reached -----------------------------------------------------------------------------------------

_REACHED = (
    ("Mail.ReadWrite", Call("mailFolders/inbox", "$select=id")),
    ("Calendars.ReadWrite", Call("calendars", "$select=id&$top=1")),
    ("MailboxSettings.ReadWrite", Call("outlook/masterCategories", "$top=1")),
)
_SCOPE = (
    "limit it with RBAC for Applications (New-ManagementScope, New-ManagementRoleAssignment; "
    "docs/microsoft-365.md), and take its consent in Entra away, because grants add up"
)


def _about_others(connection: Connection) -> Iterator[str]:
    """Whether the application is kept out of mailboxes that are none of its business."""
    others = connection.tenant.server.must_refuse
    if not others:
        yield "whether other mailboxes are closed to the application is not known: name one of them in must_refuse"
    for address in others:
        if address.casefold() == connection.address.casefold():
            continue
        yield from _about_another(connection, address)


def _about_another(connection: Connection, address: str) -> Iterator[str]:
    other = connection.another(address)
    reached, unknown = list[str](), dict[str, list[str]]()  # rights; those of which nothing is known, by the reason
    for right, call in _REACHED:
        try:
            other.ask(call, Nothing)
        except AccessRefused:  # and nothing else says that it is closed
            continue
        except ItemGone:
            reached.append(right)
        except UnknownMailbox:
            yield f"must_refuse names {address}, of which the tenant has no mailbox: it proves nothing"
            return
        except MailboxError as problem:
            unknown.setdefault(problem.reason, []).append(right)
            if isinstance(problem, Throttled):
                break
        else:
            reached.append(right)
    if reached:
        yield f"the application reaches {address} as well, which it must not ({', '.join(reached)}): {_SCOPE}"
    for reason, rights in unknown.items():
        yield f"that must_refuse names {address} proves nothing ({', '.join(rights)}): {reason}"
