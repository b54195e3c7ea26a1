"""What can be found out about a mailbox and the right to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from connectors.errors import MailboxError, NotSupported, Throttled, Unreachable
from connectors.ews import request
from connectors.ews.lacking.transport import read_blocks
from connectors.ews.reading import elements
from connectors.ews.reading.folders import folders, root_folder
from connectors.ews.reading.items import fetch
from connectors.ews.reading.listing import latest, occurrences
from connectors.ews.reading.recurring import series
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import BadAnswer, Element, M, T, m
from connectors.mailbox import Access, AppointmentKind, Folder, Listed, Series
from connectors.recurrence import starts

ONLINE = (
    "this is Exchange Online, which ends EWS: since 1 October 2026 only applications in the tenant's EwsAllowedAppIDs "
    "(with EwsEnabled true) are let in, and nobody from 1 April 2027 on; move the mailbox to Microsoft Graph: "
    "dealtrail mailbox move ADDRESS --to SERVER --dry-run (docs/microsoft-365.md)"
)

_NEEDED = ("inbox", "calendar", "tasks")


def check(connection: Connection) -> Access:
    """Raises what keeps the whole mailbox from working; what only limits it is a warning."""
    asked = [request.distinguished(name, connection.address) for name in _NEEDED]
    messages = connection.read(request.get_folders(asked, "folder:EffectiveRights"))
    if len(messages) != len(_NEEDED):
        raise BadAnswer(f"the server gave {len(messages)} answers for {len(_NEEDED)} folders")
    refusal = connection.refusal_of_standard_folder(messages[0])
    if refusal is not None:
        raise refusal
    warnings = [*_about_server(connection), *_about_rights(connection, messages), *_about_headers(connection)]
    warnings += _about_series(connection)
    return Access(connection.server_name, _display_name(connection), warnings=tuple(warnings))


def _about_server(connection: Connection) -> Iterator[str]:
    server, build = connection.server, connection.version.build
    if not server.verify_tls:
        yield "any certificate is accepted: verify_tls is off"
    if server.endpoint.startswith("http:"):
        yield "mail and passwords travel in the clear: the endpoint is not https"
    if build is not None and (build.major_version, build.minor_version) == (15, 20):
        yield ONLINE


def _about_rights(connection: Connection, messages: Sequence[Element]) -> Iterator[str]:
    for name, message in zip(_NEEDED, messages, strict=True):
        refusal = connection.refusal(message)
        if refusal is not None:
            yield f"{name}: {refusal.reason}"
            continue
        rights = message.find(f"{M}Folders/*/{T}EffectiveRights")
        if rights is None:
            continue
        if rights.findtext(f"{T}Read") == "false":
            yield f"{name}: the login may not read it"
        if name == "tasks" and rights.findtext(f"{T}CreateContents") == "false":
            yield f"{name}: the login may not create tasks"


def _about_headers(connection: Connection) -> Iterator[str]:
    """By the latest mail in the inbox: of what came from the Internet, no server that keeps headers has none."""
    inbox = request.distinguished("inbox", connection.address)
    try:
        [listing] = connection.read(request.latest(inbox, _SAMPLE))
        ids = [found[0] for element in root_folder(listing)[1] if (found := elements.item_id(element))]
        headers = fetch(connection, ids, request.headers()) if len(ids) >= _FEWEST else iter(())
        mails = [elements.headers(element) for _, element in headers if not isinstance(element, MailboxError)]
        is_kept = any(mails) or not mails or bool(read_blocks(connection, ids))
    except (Throttled, Unreachable):
        raise
    except (MailboxError, BadAnswer, ValueError):
        return
    if not is_kept:
        yield (
            f"of the latest {len(mails)} mails in the inbox the server gives no Internet headers: automatic answers "
            "are known by their class, sender and subject alone, and a category that is on a stranger's mail when it "
            "is first seen goes to review, because its sender may have set it"
        )


_SAMPLE, _FEWEST = 20, 5  # mails


def _about_series(connection: Connection) -> Iterator[str]:
    """By the series that began last in the calendar: whether a view shows what they consist of."""
    try:
        calendar = next(one for one in folders(connection) if one.wellknown == "calendar")
        masters = [one.item_id for one in latest(connection, calendar) if one.kind is AppointmentKind.MASTER][:_SAMPLE]
        told = [one for one in series(connection, masters) if one is not None] if masters else []
        stretch = _stretch(told)
        shown = _shown(connection, calendar, stretch) if stretch else []
        ids = [one.item_id for one in shown if one.kind in (AppointmentKind.OCCURRENCE, None)]
        regular = [id for id in ids if id not in masters][:_SAMPLE]
        answers = fetch(connection, regular, [request.field("calendar:Start")])
        is_there = any(not isinstance(answer, MailboxError) for _, answer in answers)
    except (Throttled, Unreachable):
        raise
    except (MailboxError, BadAnswer, ValueError, StopIteration):
        return
    is_series_shown = any(one.kind is AppointmentKind.MASTER or one.item_id in masters for one in shown)
    if stretch and (is_series_shown or not is_there):
        does = "lists, and does not have," if regular and not is_series_shown else "does not list"
        yield (
            f"the server {does} what the series in a calendar consist of: their occurrences are computed from the "
            "series' rules; what a rule does not tell, such as the place of one that was changed, may be missing"
        )


def _shown(connection: Connection, calendar: Folder, stretch: tuple[datetime, datetime]) -> list[Listed]:
    """What a view shows; nothing where the server knows no views."""
    try:
        return occurrences(connection, calendar, *stretch)
    except NotSupported:
        return []


def _stretch(told: Sequence[Series]) -> tuple[datetime, datetime] | None:
    """A day on which one of these takes place for certain; None where none does."""
    for one in told:
        if one.rule is None or one.start is None:
            continue
        others = one.deleted | {change.original_start for change in one.modified}
        end = one.start + _LOOKED_AT
        for start in starts(one.rule, one.start, one.zone or UTC, end):
            if start not in others:
                return start - timedelta(hours=2), start + timedelta(hours=2)
    return None


_LOOKED_AT = timedelta(days=1000)


def _display_name(connection: Connection) -> str:
    """The owner's name in the address book; "" when it does not tell."""
    try:
        messages = connection.read(
            m.ResolveNames(m.UnresolvedEntry(f"smtp:{connection.address}"), ReturnFullContactData="false")
        )
    except (Throttled, Unreachable):
        raise
    except MailboxError:
        return ""
    return next((name.text or "" for message in messages for name in message.iter(f"{T}Name")), "")
