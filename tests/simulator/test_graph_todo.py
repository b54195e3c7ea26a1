"""To Do over Graph: what clients read and write, and what the other face shows of it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.simulator.graph_client import Client, a_client

BERLIN = "W. Europe Standard Time"


def lists(client: Client) -> dict[str, str]:
    """Ids by well-known name, or else by what they are called."""
    rows, _ = client.pages("/todo/lists")
    return {
        one["displayName"] if one["wellknownListName"] == "none" else one["wellknownListName"]: one["id"]
        for one in rows
    }


def tasks(client: Client) -> str:
    return f"/todo/lists/{lists(client)['defaultList']}/tasks"


def day(text: str, zone: str = BERLIN) -> dict[str, str]:
    return {"dateTime": f"{text}T00:00:00", "timeZone": zone}


def test_lists_are_the_task_folders(client: Client):
    client.outlook.make_folder("Tasks/Home", "IPF.Task")
    made = client.post("/todo/lists", {"displayName": "Work"})
    _, link = client.pages("/todo/lists/delta")

    client.patch(f"/todo/lists/{made.body['id']}", {"displayName": "Office"})
    changed, link = client.pages(link)
    removed = client.delete(f"/todo/lists/{made.body['id']}").status

    assert [one["displayName"] for one in changed] == ["Office"]
    assert removed == 204
    assert set(lists(client)) == {"defaultList", "flaggedEmails", "Home"}
    assert [set(one) for one in client.pages(link)[0]] == [{"@removed", "id"}]
    assert client.delete(f"/todo/lists/{lists(client)['defaultList']}").status == 400


def test_a_task_is_one_task_in_both_faces(client: Client):
    path = tasks(client)
    made = client.post(
        path,
        {
            "title": "Follow up",
            "dueDateTime": day("2026-12-01"),
            "reminderDateTime": {"dateTime": "2026-12-01T09:00:00", "timeZone": BERLIN},
            "isReminderOn": True,
            "categories": ["OPP-17"],
            "body": {"content": "Call", "contentType": "text"},
        },
    ).body

    seen = client.outlook.items("tasks")[0]
    client.outlook.complete_task(seen["id"])

    assert (seen["due"], seen["reminder_at"]) == ("2026-12-01T00:00:00Z", "2026-12-01T08:00:00Z")
    assert (seen["categories"], seen["body"]) == (["OPP-17"], "Call")
    shown = client.get(f"{path}/{made['id']}", prefer=(f'outlook.timezone="{BERLIN}"',)).body
    assert shown["status"] == "completed"
    assert shown["dueDateTime"] == {"dateTime": "2026-12-01T00:00:00.0000000", "timeZone": BERLIN}
    assert "completedDateTime" in shown


def test_what_a_person_makes_in_outlook_is_due_at_their_midnight(client: Client):
    client.outlook.make_task("Call", due=date(2026, 7, 1))

    assert client.get(tasks(client)).rows[0]["dueDateTime"] == {
        "dateTime": "2026-06-30T22:00:00.0000000",
        "timeZone": "UTC",
    }


def test_completing_and_reopening(client: Client):
    path = tasks(client)
    own = client.post(path, {"title": "Call"}).body["id"]

    done = client.patch(f"{path}/{own}", {"status": "completed"}).body
    seen = client.outlook.items("tasks")[0]["is_complete"]
    again = client.patch(f"{path}/{own}", {"status": "notStarted"}).body

    assert (done["status"], seen, again["status"]) == ("completed", True, "notStarted")
    assert "completedDateTime" not in again


def test_a_delta_tells_what_changed_and_what_went(client: Client):
    path = tasks(client)
    kept, gone = (client.post(path, {"title": one}).body["id"] for one in ("kept", "gone"))
    first, link = client.pages(f"{path}/delta", expand="linkedResources")

    client.post(f"{path}/{kept}/linkedResources", {"externalId": "g-1", "applicationName": "dealtrail"})
    client.delete(f"{path}/{gone}")
    second, link = client.pages(link)

    assert {one["id"] for one in first} == {kept, gone}
    assert [one.get("linkedResources", [{}])[0].get("externalId") for one in second] == ["g-1", None]
    assert (second[1]["id"], "@removed" in second[1]) == (gone, True)
    assert client.pages(link)[0] == []


def test_linked_resources_are_kept_on_their_task(client: Client):
    path = tasks(client)
    link = {
        "externalId": "g-1",
        "applicationName": "dealtrail",
        "displayName": "OPP-17",
        "webUrl": "https://crm.example",
    }
    made = client.post(path, {"title": "Call", "linkedResources": [link]}).body
    own = f"{path}/{made['id']}/linkedResources"

    kept = client.get(own).rows
    client.patch(f"{own}/{kept[0]['id']}", {"displayName": "OPP-18"})

    assert {name: made["linkedResources"][0][name] for name in link} == link
    assert client.get(f"{own}/{kept[0]['id']}").body["displayName"] == "OPP-18"
    assert client.delete(f"{own}/{kept[0]['id']}").status == 204
    assert client.get(own).rows == []


def test_a_task_has_steps_to_tick_off(client: Client):
    path = tasks(client)
    own = client.post(path, {"title": "Call"}).body["id"]
    steps = f"{path}/{own}/checklistItems"
    made = client.post(steps, {"displayName": "Find the number"}).body
    _, link = client.pages(f"{path}/delta", expand="checklistItems")

    client.patch(f"{steps}/{made['id']}", {"isChecked": True})
    changed, _ = client.pages(link)

    assert not made["isChecked"]
    assert [(one["displayName"], one["isChecked"]) for one in changed[0]["checklistItems"]] == [
        ("Find the number", True)
    ]
    assert client.delete(f"{steps}/{made['id']}").status == 204
    assert client.get(steps).rows == []


def test_a_task_has_another_id_in_another_folder(client: Client):
    client.outlook.make_folder("Tasks/Home", "IPF.Task")
    own = client.post(tasks(client), {"title": "Call"}).body["id"]

    client.outlook.move(client.outlook.find("Call")[0], "Tasks/Home")

    moved = client.get(f"/todo/lists/{lists(client)['Home']}/tasks").rows
    assert [one["title"] for one in moved] == ["Call"]
    assert moved[0]["id"] != own
    assert client.get(f"{tasks(client)}/{own}").status == 404


def test_flagged_mails_are_on_a_list_that_nobody_writes_to(client: Client):
    mail = client.outlook.deliver_mail("ann@client.example", "Tender")
    path = f"/todo/lists/{lists(client)['flaggedEmails']}/tasks"
    _, link = client.pages(f"{path}/delta")

    client.outlook.flag(mail, date(2026, 12, 1))
    flagged, link = client.pages(link)
    client.outlook.unflag(mail)

    assert [(one["title"], one["dueDateTime"]["dateTime"][:16]) for one in flagged] == [("Tender", "2026-11-30T23:00")]
    assert client.post(path, {"title": "Mine"}).status == 400
    assert client.delete(f"{path}/{flagged[0]['id']}").status == 400
    assert ["@removed" in one for one in client.pages(link)[0]] == [True]


def test_a_flag_shows_on_the_mail_and_in_outlook(client: Client):
    mail = client.outlook.deliver_mail("ann@client.example", "Tender")
    own = client.get("/messages").rows[0]["id"]
    flag = {"flagStatus": "flagged", "startDateTime": day("2026-12-01"), "dueDateTime": day("2026-12-01")}

    without_start = client.patch(
        f"/messages/{own}", {"flag": {"flagStatus": "flagged", "dueDateTime": day("2026-12-01")}}
    )
    shown = client.patch(f"/messages/{own}", {"flag": flag}).body["flag"]

    assert without_start.status == 400
    assert (shown["flagStatus"], shown["dueDateTime"]["dateTime"][:16]) == ("flagged", "2026-11-30T23:00")
    assert client.outlook.read(mail)["flag"]["status"] == "Flagged"


def test_a_due_date_for_a_recurring_task_makes_a_second_open_one(client: Client):
    path = tasks(client)
    every_week = {"pattern": {"type": "daily", "interval": 7}, "range": {"type": "noEnd"}}
    own = client.post(path, {"title": "Call", "dueDateTime": day("2026-12-01"), "recurrence": every_week}).body["id"]

    client.patch(f"{path}/{own}", {"dueDateTime": day("2026-12-03")})

    assert [one["status"] for one in client.get(path).rows] == ["notStarted", "notStarted"]


@pytest.mark.parametrize(
    ("quirks", "status", "code"),
    [
        ({}, 403, "ErrorAccessDenied"),
        ({"tasks_unauthorized": True}, 401, "UnknownError"),
    ],
)
def test_nobody_reads_tasks_without_the_right(quirks: dict[str, bool], status: int, code: str):
    with a_client(**quirks) as client:
        client.simulator.revoke("dealtrail", "Tasks.ReadWrite.All")

        answer = client.get("/todo/lists")

        assert (answer.status, answer.code) == (status, code)


def test_an_expansion_may_be_refused():
    with a_client(expands_no_tasks=True) as client:
        assert client.get(tasks(client), expand="linkedResources").status == 400
        assert client.get(tasks(client)).status == 200
