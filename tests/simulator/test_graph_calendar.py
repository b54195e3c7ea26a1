"""Calendars over Graph: what clients read and write, and what the other face shows of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.graph_client import BOB, Client, a_client
from tests.simulator.graph_events import EXPANDED, IDENTITY, OCTOBER, event, kinds, on

WEEKLY = {
    "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"]},
    "range": {"type": "numbered", "numberOfOccurrences": 4, "startDate": "2026-10-05"},
}


def people(*addresses: str) -> list[dict[str, Any]]:
    return [{"emailAddress": {"address": one}, "type": "required"} for one in addresses]


def sent(client: Client) -> list[tuple[str, str]]:
    return [(one.operation, one.how) for one in client.simulator.sent]


# --- reading ---


def test_a_view_shows_what_happens_page_by_page(client: Client):
    client.outlook.appoint("Single", on(6))
    client.outlook.appoint("Series", on(5), rule="FREQ=WEEKLY;COUNT=4")

    rows, _ = client.pages("/calendarView", **OCTOBER, top=2, select="subject,type")

    assert kinds(rows) == ["occurrence", "singleInstance", "occurrence", "occurrence", "occurrence"]
    assert client.get("/calendarView").code == "ErrorInvalidParameter"


def test_lists_hold_series_and_no_occurrences(client: Client):
    client.outlook.appoint("Series", on(5), rule="FREQ=WEEKLY;COUNT=4")

    rows, _ = client.pages("/events", filter="type eq 'seriesMaster'")

    assert kinds(rows) == ["seriesMaster"]
    assert client.get(f"/calendar/events/{rows[0]['id']}/instances", **OCTOBER, top=20).body["value"][3]["start"] == {
        "dateTime": "2026-10-26T09:00:00.0000000",
        "timeZone": "UTC",
    }


def test_a_series_tells_what_was_changed_and_deleted_of_it_where_it_is_asked_for(client: Client):
    master = client.outlook.appoint("Series", on(5), rule="FREQ=WEEKLY;COUNT=4")
    client.outlook.edit_appointment(client.outlook.occurrence(master, on(12)), subject="Elsewhere")
    client.outlook.delete(client.outlook.occurrence(master, on(19)))
    own = client.get("/events").rows[0]["id"]

    asked = client.get(
        f"/events/{own}",
        select="cancelledOccurrences,exceptionOccurrences",
        expand="exceptionOccurrences($select=subject),calendar",
    ).body

    assert asked["cancelledOccurrences"] == [f"OID.{own}.2026-10-19"]
    assert [(one["subject"], "start" in one) for one in asked["exceptionOccurrences"]] == [("Elsewhere", False)]
    assert asked["calendar"]["isDefaultCalendar"]
    assert "cancelledOccurrences" not in client.get(f"/events/{own}").body


@pytest.mark.parametrize("option", ["select", "expand"])
def test_what_an_event_has_not_is_refused(client: Client, option: str):
    client.outlook.appoint("Single", on(6))

    assert client.get("/events", **{option: "nothing"}).status == 400


def test_times_are_in_the_zone_that_the_client_prefers(client: Client):
    client.outlook.appoint("Single", on(6))

    asked = client.get("/events", prefer=('outlook.timezone="Tokyo Standard Time"',)).rows[0]

    assert asked["start"] == {"dateTime": "2026-10-06T17:00:00.0000000", "timeZone": "Tokyo Standard Time"}


def test_calendars_are_listed_made_and_thrown_away(client: Client):
    made = client.post("/calendars", {"name": "Trips"})
    _, link = client.pages("/calendars/delta")

    own = made.body["id"]
    created = client.post(f"/calendars/{own}/events", event())
    names = [one["name"] for one in client.get("/calendars").rows]
    shown = client.get(f"/calendars/{own}/calendarView", **OCTOBER).rows

    assert names == ["Calendar", "Trips"]
    assert [one["id"] for one in shown] == [created.body["id"]]
    assert client.get("/calendarView", **OCTOBER).rows == []
    assert client.delete(f"/calendars/{own}").status == 204
    assert kinds(client.pages(link)[0]) == ["removed"]
    assert client.get(f"/events/{created.body['id']}").status == 404


# --- writing ---


def test_what_is_made_here_is_there_for_everybody(client: Client, exchange_account: Any):
    made = client.post(
        "/events", event(singleValueExtendedProperties=[{"id": IDENTITY, "value": "g-1"}], recurrence=WEEKLY)
    )
    account = exchange_account(client.simulator, BOB, "secret")

    seen = list(account.calendar.all())
    shown = client.get(f"/events/{made.body['id']}", expand=EXPANDED).body

    assert made.status == 201
    assert [(str(one.subject), one.type) for one in seen] == [("Visit", "RecurringMaster")]
    assert seen[0].uid == made.body["iCalUId"]
    assert shown["singleValueExtendedProperties"] == [{"id": IDENTITY, "value": "g-1"}]
    assert shown["recurrence"]["range"]["recurrenceTimeZone"] == "W. Europe Standard Time"


@pytest.mark.parametrize(
    ("transactions", "is_deleted", "other", "expected"),
    [
        ("returned", False, {}, "same"),
        ("returned", True, {"subject": "Other"}, "same"),
        ("forgotten", False, {}, "same"),
        ("forgotten", True, {}, "new"),
        ("refused", False, {}, "same"),
        ("refused", False, {"subject": "Other"}, "ErrorDuplicateTransactionId"),
    ],
)
def test_a_create_that_comes_again_makes_and_sends_nothing_more(
    transactions: str, is_deleted: bool, other: dict[str, str], expected: str
):
    with a_client(transactions=transactions) as client:
        whole = event(transactionId="t-1", attendees=people("a@b.example"))
        first = client.post("/events", whole).body["id"]
        if is_deleted:
            client.outlook.delete(client.outlook.find("Visit")[0])

        again = client.post("/events", whole | other)

        seen = again.code if again.status == 409 else "same" if again.body["id"] == first else "new"
        assert seen == expected
        assert len(sent(client)) == (2 if expected == "new" else 1)


def test_a_transaction_is_of_the_creation_alone(client: Client):
    own = client.post("/events", event(transactionId="t-1")).body["id"]

    assert client.patch(f"/events/{own}", {"transactionId": "t-2"}).status == 400


def test_meetings_mail_their_attendees_whatever_is_done_to_them(client: Client):
    own = client.post("/events", event(attendees=people("a@b.example"))).body["id"]

    client.patch(f"/events/{own}", {"categories": ["OPP-17"]})
    client.delete(f"/events/{own}")

    assert sent(client) == [
        ("POST /users/{id}/events", "invitation"),
        ("PATCH /users/{id}/events/{id}", "update"),
        ("DELETE /users/{id}/events/{id}", "cancellation"),
    ]
    assert [one["subject"] for one in client.outlook.items("deleteditems")] == ["Visit"]


def test_a_change_of_an_occurrence_makes_an_exception(client: Client):
    own = client.post("/events", event(recurrence=WEEKLY)).body["id"]
    second = client.get(f"/events/{own}/instances", **OCTOBER).rows[1]

    changed = client.patch(f"/events/{second['id']}", {"location": {"displayName": "Aula"}}).body

    assert (changed["type"], changed["seriesMasterId"]) == ("exception", own)
    assert client.get(f"/events/{second['id']}").body["location"]["displayName"] == "Aula"
    assert client.delete(f"/events/{second['id']}").status == 204
    assert len(client.get(f"/events/{own}/instances", **OCTOBER).rows) == 3


def test_a_change_of_another_version_is_refused(client: Client):
    made = client.post("/events", event()).body
    client.outlook.rename(client.outlook.find("Visit")[0], "Other")

    stale = client.patch(f"/events/{made['id']}", {"subject": "Mine"}, match=made["@odata.etag"])
    fresh = client.get(f"/events/{made['id']}").body
    current = client.patch(f"/events/{made['id']}", {"subject": "Mine"}, match=fresh["@odata.etag"])

    assert (stale.status, stale.code) == (412, "ErrorIrresolvableConflict")
    assert current.body["subject"] == "Mine"


def test_an_event_carries_attachments(client: Client):
    own = client.post("/events", event()).body["id"]
    file = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "SGk="}

    made = client.post(f"/events/{own}/attachments", file)

    assert made.status == 201
    assert [one["contentBytes"] for one in client.get(f"/events/{own}/attachments").rows] == ["SGk="]
    assert client.get(f"/events/{own}").body["hasAttachments"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("accept", {}, 400),
        ("forward", {"toRecipients": [{"emailAddress": {"address": "c@d.example"}}]}, 202),
        ("cancel", {"comment": "Ill"}, 202),
        ("dismissReminder", {}, 200),
        ("permanentDelete", {}, 204),
    ],
)
def test_an_event_has_actions(client: Client, path: str, body: dict[str, Any], status: int):
    own = client.post("/events", event(attendees=people("a@b.example"))).body["id"]

    assert client.post(f"/events/{own}/{path}", body).status == status


def test_nobody_reads_calendars_without_the_right():
    with a_client() as client:
        client.simulator.revoke("dealtrail", "Calendars.Read", "Calendars.ReadWrite")

        assert client.get("/events").status == 403
