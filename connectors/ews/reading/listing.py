"""What is in a folder, by name only: nothing is read, whatever number of items there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from connectors.ews import request
from connectors.ews.reading import convert
from connectors.ews.reading.folders import root_folder
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import BadAnswer
from connectors.mailbox import AppointmentKind, Folder, FolderKind, Listed

_OVERLAP = 50  # items that go away between two pages pull others over their edge: each begins inside the one before
_LONGEST = timedelta(days=365)  # of a calendar at a time; Exchange refuses more than two years


def listed(connection: Connection, folder: Folder, since: datetime | None) -> Iterator[Listed]:
    """The folder's items, the latest first: from `since` on, and those of which only reading tells when they are."""
    for page in _pages(connection, folder):
        wanted = [one for one in page if since is None or _is_wanted(one, since, folder.kind)]
        yield from wanted
        if page and not wanted and folder.kind is FolderKind.MAIL:
            return  # only earlier ones come after these; in calendars series may, whose start says little


def latest(connection: Connection, folder: Folder) -> list[Listed]:
    """The first page of the same: of a calendar, what begins last."""
    return next(_pages(connection, folder), [])


def occurrences(connection: Connection, folder: Folder, start: datetime, end: datetime) -> list[Listed]:
    """Of more than a thousand appointments that all go on at the same moment, the latest may be left out."""
    found: dict[str, Listed] = {}
    while start < end:
        upto = min(end, start + _LONGEST)
        view, is_whole = _view(connection, folder, start, upto)
        found.update((one.item_id, one) for one in view if one.kind is not AppointmentKind.SINGLE)
        start = upto if is_whole else min(upto, _onwards(view, start))
    return list(found.values())


def _is_wanted(one: Listed, since: datetime, kind: FolderKind) -> bool:
    if one.at is None or one.at >= since:
        return True
    return kind is FolderKind.CALENDAR and one.kind in (AppointmentKind.MASTER, None)  # which may be a series


def _pages(connection: Connection, folder: Folder) -> Iterator[list[Listed]]:
    offset, before = 0, frozenset[str]()
    while True:
        root, items = root_folder(connection.only(connection.read(request.list_items(folder, offset))), offset=offset)
        page = [convert.listed(element, folder.kind) for element in items]
        yield [one for one in page if one.item_id not in before]
        if root.get("IncludesLastItemInRange") != "false":
            return
        end = int(root.get("IndexedPagingOffset") or offset + len(page))
        if end <= offset:
            raise BadAnswer("the server's list of a folder does not come to an end")
        offset, before = max(end - _OVERLAP, offset + 1), frozenset(one.item_id for one in page)


def _view(connection: Connection, folder: Folder, start: datetime, end: datetime) -> tuple[list[Listed], bool]:
    """What touches the stretch, the earliest first, and whether that is all of it."""
    root, items = root_folder(connection.only(connection.read(request.view_calendar(folder, start, end))))
    view = [convert.listed(element, folder.kind) for element in items]
    is_whole = root.get("IncludesLastItemInRange") != "false" and len(view) < request.FOUND
    return view, is_whole


def _onwards(view: Sequence[Listed], start: datetime) -> datetime:
    """Where a view goes on that was cut: just before the last start that it told, so that none beside it is missed."""
    last = max((one.at for one in view if one.at), default=start).replace(microsecond=0) - timedelta(seconds=1)
    return last if last > start else start + timedelta(days=1)
