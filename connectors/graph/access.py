"""What can be found out about a mailbox and the rights to it."""

from __future__ import annotations

import msgspec

from connectors.graph.asking import Call, rows
from connectors.graph.ladder import Ladder
from connectors.graph.reading.calendars import Calendars
from connectors.graph.wire.connection import Connection
from connectors.mailbox import Access

NAME = "Microsoft 365 (Graph v1.0)"


class Owner(msgspec.Struct, gc=False):
    name: str | None = None


class Calendar(msgspec.Struct, gc=False, rename="camel"):
    is_default_calendar: bool | None = None
    owner: Owner | None = None


class Id(msgspec.Struct, gc=False):
    id: str


def check(connection: Connection, calendars: Calendars, tasks: Ladder) -> Access:
    """Raises what keeps the whole mailbox from working; what only limits it is a warning."""
    connection.ask(Call("mailFolders/inbox", "$select=id"), Id)
    standing = tasks.standing(is_asked=True)
    warnings = [standing.why] if standing.why else []
    return Access(NAME, _display_name(connection), calendars.zone()[1], warnings=tuple(warnings))


def _display_name(connection: Connection) -> str:
    """The owner's name, as the mailbox's own calendar tells it."""
    call = Call("calendars", "$select=id,isDefaultCalendar,owner&$top=100")
    found = [one for page in rows(connection, call, Calendar) for one in page]
    home = next((one for one in found if one.is_default_calendar), None)
    return (home.owner.name or "") if home and home.owner else ""
