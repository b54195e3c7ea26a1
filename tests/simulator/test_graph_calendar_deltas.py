"""Deltas of calendars over Graph: what a view and a calendar tell at first, and as news."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.graph_client import Client, a_client
from tests.simulator.graph_events import EXPANDED, IDENTITY, OCTOBER, event, kinds, on


def test_a_delta_of_a_view_tells_series_bare_occurrences_and_then_the_news(client: Client):
    master = client.outlook.appoint("Series", on(5), rule="FREQ=WEEKLY;COUNT=3")
    first, link = client.pages("/calendarView/delta", **OCTOBER, prefer=("odata.maxpagesize=2",))

    client.outlook.edit_appointment(client.outlook.occurrence(master, on(12)), subject="Elsewhere")
    client.outlook.delete(client.outlook.occurrence(master, on(19)))
    second, link = client.pages(link)

    assert kinds(first) == ["seriesMaster", "occurrence", "occurrence", "occurrence"]
    assert {name for name in first[1] if "@" not in name} == {"id", "type", "seriesMasterId", "start", "end"}
    assert kinds(second) == ["seriesMaster", "exception", "removed"]
    assert client.pages(link)[0] == []


def test_what_leaves_the_window_or_changes_outside_of_it_is_told_as_removed(client: Client):
    inside, outside = client.outlook.appoint("In", on(6)), client.outlook.appoint("Out", on(6, month=12))
    first, link = client.pages("/calendarView/delta", **OCTOBER)

    client.outlook.edit_appointment(inside, start=on(2, month=12))
    client.outlook.edit_appointment(outside, subject="Still out")
    client.outlook.appoint("New, and out", on(9, month=12))

    assert kinds(first) == ["singleInstance"]
    assert kinds(client.pages(link)[0]) == ["removed", "removed", "removed"]


@pytest.mark.parametrize("option", ["select", "expand", "filter", "orderby"])
def test_a_delta_of_a_view_takes_no_options(client: Client, option: str):
    answer = client.get("/calendarView/delta", **OCTOBER, **{option: "subject" if option != "filter" else "isAllDay"})

    assert answer.status == 400


def test_a_delta_of_events_tells_series_exceptions_and_singles(client: Client):
    master = client.outlook.appoint("Series", on(5), rule="FREQ=WEEKLY;COUNT=3")
    single = client.outlook.appoint("Single", on(6))
    client.outlook.edit_appointment(client.outlook.occurrence(master, on(12)), subject="Elsewhere")
    first, link = client.pages("/events/delta", select="subject,type")

    client.outlook.delete(single)
    second, _ = client.pages(link)

    assert sorted(kinds(first)) == ["exception", "seriesMaster", "singleInstance"]
    assert kinds(second) == ["removed"]


@pytest.mark.parametrize(
    ("quirk", "given", "expected"),
    [
        ("refuses_event_deltas", OCTOBER, 400),
        ("event_deltas_need_a_start", {}, 400),
        ("event_deltas_need_a_start", {"startDateTime": "1900-01-01T00:00:00Z"}, 200),
    ],
)
def test_a_delta_of_events_may_be_refused(quirk: str, given: dict[str, str], expected: int):
    with a_client(**{quirk: True}) as client:
        assert client.get("/calendar/events/delta", **given).status == expected


@pytest.mark.parametrize(("quirk", "expected"), [("given", True), ("ignored", False), ("refused", None)])
def test_extended_properties_may_not_come_with_a_delta_of_events(quirk: str, expected: bool | None):
    with a_client(expand_in_deltas=quirk) as client:
        client.post("/events", event(singleValueExtendedProperties=[{"id": IDENTITY, "value": "g-1"}]))

        answer = client.get("/events/delta", expand=EXPANDED)

        has = "singleValueExtendedProperties" in answer.rows[0] if answer.status == 200 else None
        assert has is expected


@pytest.mark.parametrize("path", ["/calendarView/delta", "/events/delta", "/calendars/delta", "/todo/lists/delta"])
def test_forgotten_links_are_told(client: Client, path: str):
    _, link = client.pages(path, **OCTOBER)

    client.simulator.expire_sync_states()

    assert client.get(link).code == "SyncStateNotFound"


def test_links_lead_on_however_the_path_was_written(client: Client):
    client.outlook.appoint("Visit", on(6))
    base = f"{client.simulator.graph_url}/users/bob%40us.example/calendars('{client.get('/calendars').rows[0]['id']}')"

    rows, link = client.pages(f"{base}/events/delta()")

    assert kinds(rows) == ["singleInstance"]
    assert client.pages(link)[0] == []


def an_update(client: Client) -> list[dict[str, Any]]:
    """What a delta tells of an event that the client knows, when it is called otherwise."""
    item = client.outlook.appoint("Visit", on(6))
    _, link = client.pages("/events/delta")
    client.outlook.rename(item, "Other")
    rows, link = client.pages(link)
    return rows or client.pages(link)[0]


@pytest.mark.parametrize(
    ("quirks", "expected"),
    [
        ({"updates": "changed"}, {"id", "subject", "changeKey"}),
        ({"doubts_updates": True}, {"id", "@removed"}),
    ],
)
def test_an_update_may_tell_little(quirks: dict[str, Any], expected: set[str]):
    with a_client(**quirks) as client:
        row = an_update(client)[0]

        assert {name for name in row if not name.startswith("@odata")} - {"lastModifiedDateTime"} == expected


@pytest.mark.parametrize(
    ("returns", "expected"),
    [
        ("merged", ["singleInstance"]),
        ("removal", ["removed"]),
        ("removal-first", ["removed", "singleInstance"]),
        ("removal-last", ["singleInstance", "removed"]),
    ],
)
def test_what_left_and_came_back_is_told_in_one_word_or_two(returns: str, expected: list[str]):
    with a_client(returns=returns) as client:
        item = client.outlook.appoint("Visit", on(6))
        _, link = client.pages("/events/delta")

        client.outlook.move(client.outlook.move(item, "deleteditems"), "calendar")

        assert kinds(client.pages(link)[0]) == expected


def test_what_comes_in_from_another_calendar_may_not_be_told():
    with a_client(moves="removal") as client:
        client.outlook.make_folder("Trips", "IPF.Appointment")
        first, second = (client.outlook.appoint("Visit", on(6), folder="Trips") for _ in range(2))
        client.outlook.move(first, "calendar")
        before, link = client.pages("/events/delta")

        client.outlook.move(second, "calendar")

        assert kinds(before) == ["singleInstance"]
        assert client.pages(link)[0] == []
        assert len(client.get("/events").rows) == 2


@pytest.mark.parametrize("quirk", ["lags", "replays", "empty_pages"])
def test_a_delta_may_come_late_twice_or_in_empty_pages(quirk: str):
    with a_client(**{quirk: True}) as client:
        assert [one["subject"] for one in an_update(client)] == ["Other"]


def test_the_server_may_say_more_than_anybody_knows():
    with a_client(adds=True) as client:
        client.outlook.appoint("Visit", on(6))

        assert "sponsor" in client.get("/events").rows[0]


def test_a_client_that_may_only_see_the_basics_sees_no_body():
    with a_client() as client:
        client.outlook.appoint("Visit", on(6), body="Secret")
        client.simulator.revoke("dealtrail", "Calendars.Read", "Calendars.ReadWrite")
        client.simulator.grant("dealtrail", "Calendars.ReadBasic")

        row = client.get("/events").rows[0]

        assert (row["subject"], "body" in row, "bodyPreview" in row) == ("Visit", False, False)
