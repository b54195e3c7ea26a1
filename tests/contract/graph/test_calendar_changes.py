"""What changed in calendars and task lists, however a server tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from connectors.errors import CursorExpired, FolderGone, Unreachable
from connectors.mailbox import (
    AppointmentKind,
    Deleted,
    DraftKind,
    Elsewhere,
    Folder,
    FolderKind,
    Page,
    TaskContent,
    Unreadable,
    Upserted,
)
from simulator.faults import Fault, FaultKind
from simulator.graph.quirks import GraphQuirks
from simulator.server import Simulator
from tests.contract.graph.conftest import BOB, GraphUser, Opener
from tests.contract.mailbox.user import REMINDER, a_draft, changes, items, the_folder
from tests.flow.appointments.calendars import an_event

QUIRKS = {
    "as documented": GraphQuirks(),
    "no deltas of events": GraphQuirks(refuses_event_deltas=True),
    "deltas of events with a start": GraphQuirks(event_deltas_need_a_start=True),
    "views without masters": GraphQuirks(refuses_event_deltas=True, views_without_masters=True),
    "moves as removals": GraphQuirks(moves="removal"),
    "returns as removals": GraphQuirks(returns="removal"),
    "removals first": GraphQuirks(returns="removal-first"),
    "removals last": GraphQuirks(returns="removal-last"),
    "removals of what is there": GraphQuirks(doubts_updates=True),
    "empty pages": GraphQuirks(empty_pages=True),
    "replays": GraphQuirks(replays=True),
    "late": GraphQuirks(lags=True),
    "in parts": GraphQuirks(updates="changed"),
    "small pages": GraphQuirks(most_in_a_page=2),
    "news every month": GraphQuirks(adds=True),
}
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


class Seen:
    """What somebody knows who believes all that is told of folders of a kind."""

    def __init__(self, mailbox: Any, kind: FolderKind = FolderKind.CALENDAR) -> None:
        self.mailbox, self.kind, self.cursors = mailbox, kind, dict[str, str]()
        self.held = dict[str, dict[str, Any]]()

    def look(self) -> None:
        for folder in self._folders():
            told, self.cursors[folder.id] = changes(self.mailbox, folder, self.cursors.get(folder.id))
            here = self.held.setdefault(folder.id, {})
            for change in told:
                match change:
                    case Upserted(item):
                        here[item.item_id] = item
                    case Elsewhere(item, where):
                        here.pop(item.item_id, None)
                        self.held.setdefault(where, {})[item.item_id] = item
                    case Deleted(item_id):
                        here.pop(item_id, None)

    def is_right(self) -> bool:
        for folder in self._folders():
            there = [one.item_id for one in self.mailbox.listed(folder)]
            if self.held.get(folder.id, {}).keys() != set(there):
                return False
            whole = {item.item_id: item for item in items(self.mailbox.read(folder, there))}
            if {id: replace(one, change_key="") for id, one in self.held.get(folder.id, {}).items()} != {
                id: replace(one, change_key="") for id, one in whole.items()
            }:
                return False
        return True

    def _folders(self) -> list[Folder]:
        return [one for one in self.mailbox.folders() if one.kind is self.kind]


@pytest.mark.parametrize("name", QUIRKS)
def test_whoever_believes_what_is_told_knows_what_is_there(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, name: str
) -> None:
    cloud.graph_quirks = QUIRKS[name]
    outlook.make_folder("Calendar/Team", "IPF.Appointment")
    seen = Seen(mailbox)
    seen.look()
    singles = [outlook.appoint(f"Single {n}", REMINDER + timedelta(days=n)) for n in range(4)]
    master = outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=5")
    seen.look()
    occurrences = [outlook.occurrence(master, REMINDER + timedelta(weeks=n)) for n in range(3)]
    outlook.edit_appointment(occurrences[1], start=REMINDER + timedelta(days=8))
    outlook.delete(occurrences[2])
    outlook.delete(singles[0])
    outlook.move(singles[1], "Calendar/Team")
    outlook.rename(singles[2], "renamed")
    seen.look()
    outlook.move(singles[3], "Calendar/Team")
    seen.look()
    outlook.move(singles[3], "calendar")
    outlook.move(outlook.move(singles[1], "calendar"), "Calendar/Team")
    outlook.rename(singles[1], "moved and renamed")

    for _ in range(3):  # some servers are late
        seen.look()

    assert seen.is_right()


@pytest.mark.parametrize("name", QUIRKS)
def test_whoever_believes_what_is_told_of_tasks_knows_what_is_there(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, name: str
) -> None:
    cloud.graph_quirks = QUIRKS[name]
    outlook.make_folder("Tasks/Later", "IPF.Task")
    seen = Seen(mailbox, FolderKind.TASKS)
    seen.look()
    theirs = [outlook.make_task(f"Call {n}", due=REMINDER.date(), body="mine") for n in range(4)]
    ours = mailbox.create_task(uuid4(), TaskContent("Ours", REMINDER.date(), REMINDER, "body", ("OPP-17 x",)))
    seen.look()
    outlook.complete_task(theirs[0])
    outlook.delete(theirs[1])
    moved = outlook.move(theirs[2], "Tasks/Later")
    outlook.rename(theirs[3], "renamed")
    outlook.move_due_date(ours.item_id, None)
    seen.look()
    outlook.rename(outlook.move(moved, "tasks"), "there and back")

    for _ in range(3):
        seen.look()

    assert seen.is_right()
    [home] = [held for held in seen.held.values() if ours.item_id in held]
    assert (home[ours.item_id].identity, home[ours.item_id].due) == (ours.identity, None)
    assert "there and back" in {task.subject for task in home.values()}


@pytest.mark.parametrize("kind", ["Exception", "Occurrence"])
@pytest.mark.parametrize("has_event_deltas", [True, False])
def test_one_occurrence_of_a_series_that_the_mailbox_does_not_have_is_told_by_itself(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, kind: str, *, has_event_deltas: bool
) -> None:
    cloud.graph_quirks = GraphQuirks(refuses_event_deltas=not has_event_deltas)
    calendar = the_folder(mailbox, "calendar")
    event = an_event("demo@x", REMINDER, organizer="ann@client.example", attendees=(BOB,)).decode()
    alone = event.replace("END:VEVENT", f"RECURRENCE-ID:{REMINDER:%Y%m%dT%H%M%SZ}\r\nEND:VEVENT")
    outlook.put_calendar(alone.encode())
    [invited] = [one for one in cloud.mailbox(BOB).items.values() if one.tag == "CalendarItem"]
    [expected] = items(changes(mailbox, calendar)[0])
    invited.put("CalendarItemType", kind)

    [told] = items(changes(mailbox, calendar)[0])

    assert told == expected
    assert (told.kind, told.uid, told.original_start) == (AppointmentKind.SINGLE, "demo@x", REMINDER)
    assert mailbox.occurrences(calendar, REMINDER - timedelta(days=1), REMINDER + timedelta(days=1)) == []


@pytest.mark.parametrize("has_event_deltas", [True, False])
def test_a_part_of_a_series_that_is_not_there_is_told_by_itself(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, *, has_event_deltas: bool
) -> None:
    cloud.graph_quirks = GraphQuirks(refuses_event_deltas=not has_event_deltas)
    master = outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=3")
    outlook.rename(outlook.occurrence(master, REMINDER + timedelta(weeks=1)), "another")
    cloud.faults.fail_item(cloud.graph_ids(BOB).ews(master), "ErrorItemNotFound")

    told, _ = changes(mailbox, the_folder(mailbox, "calendar"))

    [another] = [one for one in items(told) if one.subject == "another"]
    assert (another.kind, another.original_start) == (AppointmentKind.SINGLE, REMINDER + timedelta(weeks=1))
    assert Deleted(master) in told


def test_what_leaves_the_stretch_of_a_view_is_there_all_the_same(
    mailbox: Any, outlook: GraphUser, cloud: Simulator
) -> None:
    cloud.graph_quirks = GraphQuirks(refuses_event_deltas=True)
    calendar = the_folder(mailbox, "calendar")
    single = outlook.appoint("Single", REMINDER)
    gone = outlook.appoint("Gone", REMINDER)
    _, cursor = changes(mailbox, calendar)
    outlook.edit_appointment(single, start=REMINDER + timedelta(days=4000))
    outlook.delete(gone)

    told, _ = changes(mailbox, calendar, cursor)

    assert [one.start for one in items(told)] == [REMINDER + timedelta(days=4000)]
    assert [one for one in told if isinstance(one, Deleted)] == [Deleted(gone)]


_LIST = "GET /users/{id}/calendars/{id}/events"


@pytest.mark.parametrize("code", ["ErrorAccessDenied", "ErrorInvalidRequest", "ErrorItemNotFound"])
@pytest.mark.parametrize("is_moved", [False, True])
def test_of_an_event_nothing_is_concluded_while_its_calendar_does_not_say_that_it_has_it(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, code: str, is_moved: bool
) -> None:
    cloud.graph_quirks = GraphQuirks(moves="removal", doubts_updates=True)
    outlook.make_folder("Calendar/Team", "IPF.Appointment")
    single, calendar = outlook.appoint("Single", REMINDER), the_folder(mailbox, "calendar")
    _, cursor = changes(mailbox, calendar)
    if is_moved:
        outlook.move(single, "Calendar/Team")
    else:
        outlook.rename(single, "renamed")
    cloud.faults.inject(Fault(FaultKind.REFUSED, _LIST, after=int(is_moved), code=code))

    [told], _ = changes(mailbox, calendar, cursor)

    assert isinstance(told, Unreadable)
    assert "not told" in told.reason


def test_an_event_that_one_calendar_lists_is_there_whatever_another_refuses(
    mailbox: Any, outlook: GraphUser, cloud: Simulator
) -> None:
    cloud.graph_quirks = GraphQuirks(moves="removal")
    outlook.make_folder("Calendar/Team", "IPF.Appointment")
    single, calendar = outlook.appoint("Single", REMINDER), the_folder(mailbox, "calendar")
    _, cursor = changes(mailbox, calendar)
    outlook.move(single, "Calendar/Team")
    cloud.faults.inject(Fault(FaultKind.REFUSED, _LIST, code="ErrorAccessDenied"))

    [told], _ = changes(mailbox, calendar, cursor)

    assert isinstance(told, Elsewhere)
    assert told.folder_id == the_folder(mailbox, "Calendar/Team").id


@pytest.mark.parametrize(
    "refusal",
    [(404, "ResourceNotFound"), (404, "ErrorItemNotFound"), (500, "ErrorInternalServerError"), (501, "NotImplemented")],
)
def test_a_view_stands_for_deltas_of_events_however_they_are_refused(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, refusal: tuple[int, str]
) -> None:
    cloud.graph_quirks = GraphQuirks(refuses_event_deltas=True, event_deltas_refusal=refusal)
    outlook.appoint("Single", REMINDER)

    told, cursor = changes(mailbox, the_folder(mailbox, "calendar"))

    assert [one.subject for one in items(told)] == ["Single"]
    assert "calendarview" in cursor.lower()


def test_a_passing_fault_of_a_delta_of_events_is_waited_for(mailbox: Any, outlook: GraphUser, cloud: Simulator) -> None:
    outlook.appoint("Single", REMINDER)
    calendar = the_folder(mailbox, "calendar")
    cloud.faults.inject(Fault(FaultKind.SERVER_ERROR, "GET /users/{id}/calendars/{id}/events/delta"))

    told, cursor = changes(mailbox, calendar)

    assert [one.subject for one in items(told)] == ["Single"]
    assert "calendarview" not in cursor.lower()


def test_a_view_is_taken_anew_before_it_ends(mailbox: Any, opened: Opener, cloud: Simulator) -> None:
    cloud.graph_quirks = GraphQuirks(refuses_event_deltas=True)
    calendar = the_folder(mailbox, "calendar")
    _, cursor = changes(mailbox, calendar)
    later = opened(cloud, clock=lambda: datetime.now(UTC) + timedelta(days=300))

    with pytest.raises(CursorExpired):
        later.changes(calendar, cursor)


@pytest.mark.parametrize("shape", ["gone", "gone-with-location", "malformed", "delta-token", "resync", "state-invalid"])
def test_a_forgotten_cursor_begins_anew_and_a_calendar_that_is_gone_is_said_to_be(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, shape: str
) -> None:
    cloud.graph_quirks = GraphQuirks(lost_state=shape)
    outlook.make_folder("Calendar/Team", "IPF.Appointment")
    team, tasks = the_folder(mailbox, "Calendar/Team"), the_folder(mailbox, "tasks")
    cursors = {folder: changes(mailbox, folder)[1] for folder in (team, tasks)}
    cloud.expire_sync_states()

    for folder, cursor in cursors.items():
        with pytest.raises(CursorExpired):
            mailbox.changes(folder, cursor)
    outlook.delete_folder("Calendar/Team")
    for cursor in (None, cursors[team]):
        with pytest.raises((FolderGone, CursorExpired) if cursor else FolderGone):
            mailbox.changes(team, cursor)


@pytest.mark.parametrize("name", ["inbox", "calendar", "tasks"])
def test_a_round_that_leads_back_to_itself_is_given_up(mailbox: Any, outlook: GraphUser, cloud: Simulator, name: str):
    outlook.appoint("Single", REMINDER)
    folder = the_folder(mailbox, name)
    cloud.faults.inject(Fault(FaultKind.ENDLESS, times=10))

    with pytest.raises(Unreachable, match="do not go on"):
        changes(mailbox, folder)


def test_a_cursor_of_another_server_begins_anew(mailbox: Any) -> None:
    for name in ("calendar", "tasks"):
        with pytest.raises(CursorExpired):
            mailbox.changes(the_folder(mailbox, name), "H4sIAAAAAAAEAGNgYGcAAotqE0tHE2NTA0ddZ3NHXRNTJ0ddSwsDQwA=")


def test_a_series_of_which_a_part_changed_is_told_and_its_part_is_not(mailbox: Any, outlook: GraphUser) -> None:
    calendar = the_folder(mailbox, "calendar")
    master = outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=5")
    _, cursor = changes(mailbox, calendar)
    outlook.rename(outlook.occurrence(master, REMINDER + timedelta(weeks=1)), "another")

    told, _ = changes(mailbox, calendar, cursor)

    assert [(one.item_id, one.kind) for one in items(told)] == [(master, AppointmentKind.MASTER)]


def test_a_prepared_meeting_is_a_draft_until_its_time_comes(opened: Opener, cloud: Simulator) -> None:
    cloud.add_mailbox(BOB)
    moments = [REMINDER - timedelta(seconds=1), REMINDER]
    before, after = (opened(cloud, clock=lambda now=now: now) for now in moments)
    meeting = before.create_draft(uuid4(), a_draft(DraftKind.MEETING))
    calendar = the_folder(before, "calendar")

    told = [items(mailbox.read(calendar, [meeting]))[0] for mailbox in (before, after)]

    assert [one.is_draft for one in told] == [True, False]


def test_a_page_tells_where_it_goes_on_without_its_host(mailbox: Any, cloud: Simulator) -> None:
    page: Page = mailbox.changes(the_folder(mailbox, "calendar"), None)

    assert page.cursor.lstrip("/").startswith("users/")
    assert cloud.url not in page.cursor
