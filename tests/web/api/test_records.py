"""Records by the interface: made, read as the command line shows them, changed, deleted."""

from __future__ import annotations

from typing import Any

import pytest

from daemon.acts import account_whole, opportunity_whole
from daemon.shapes import Shapes
from daemon.web.api.answering import written
from store.values import FieldKind, ListName, Record
from tests.web.api.program import Program
from tests.web.site import Site

DEAL = {"title": "200 seats", "new_account": "Fabrikam"}


def test_an_opportunity_is_what_the_command_line_shows(site: Site, bob: Program):
    made = bob.make("/opportunities", DEAL | {"amount": "1200.50", "currency": "NOK", "close_date": "2026-12-24"})

    with site.desk.store.read() as unit:
        whole = opportunity_whole(unit, str(made["number"]), site.desk.zone).shape(Shapes(unit, site.desk.prefix))
    assert bob.get(made["at"]).text == written({name: whole[name] for name in whole})
    assert (made["key"], made["total"], made["assigned_to"]["name"]) == ("OPP-1", "1200.50", "Bob Seller")
    assert made["at"] == "/api/v1/opportunities/OPP-1"


def test_all_of_an_opportunity_can_be_sent_and_emptied(site: Site, ann: Program):
    with site.writing() as unit:
        unit.lists.add(ListName.SOURCE, "Fair")
        unit.lists.add(ListName.TYPE, "Licence")
        unit.lists.add(ListName.PAYMENT_TERMS, "30 days")
        for name, kind in (("Seats", FieldKind.NUMBER), ("Key", FieldKind.YES_NO), ("Cap", FieldKind.MONEY)):
            unit.fields.add(Record.OPPORTUNITY, name, kind)
    contact = ann.make("/contacts", {"name": "Ann Client", "addresses": ["ann@client.example"]})
    campaign = ann.make("/marketing", {"title": "Boat show"})
    whole: dict[str, Any] = {
        "title": "200 seats",
        "contact": "ann@client.example",
        "assigned_to": "bob@us.example",
        "stage": "Negotiation",
        "probability": 60,
        "currency": "NOK",
        "amount": 1200,
        "type": "Licence",
        "source": "Fair",
        "payment_terms": "30 days",
        "initiated_by": {"kind": "marketing", "name": campaign["id"]},
        "close_date": "2026-12-24",
        "expiration_date": "2026-12-25",
        "delivery_date": "2026-12-26",
        "competitors": "Contoso",
        "comments": "In a hurry",
        "categories": ["Boats"],
        "external_id": "X-1",
        "created_at": "2025-01-01T09:00:00+01:00",
        "reminder": {"at": "2026-12-01T09:00:00+01:00"},
        "fields": {"Seats": 200, "Key": True, "Cap": {"amount": "10.50", "currency": "EUR"}},
    }

    made = ann.make("/opportunities", whole)
    read = {
        "contact": made["contact"]["id"] == contact["id"],
        "assigned_to": made["assigned_to"]["email"],
        "initiated_by": made["initiated_by"]["name"],
        "created_at": made["created_at"],
        "reminder": made["reminder"],
        "fields": made["fields"],
        "total": made["total"],
    }
    assert read == {
        "contact": True,
        "assigned_to": "bob@us.example",
        "initiated_by": "Boat show",
        "created_at": "2025-01-01T08:00:00+00:00",
        "reminder": {"on": True, "at": "2026-12-01T08:00:00+00:00"},
        "fields": {"Seats": "200", "Key": True, "Cap": {"amount": "10.50", "currency": "EUR"}},
        "total": "1200.00",
    }
    same = ("title", "stage", "probability", "currency", "type", "source", "payment_terms", "close_date")
    same += ("expiration_date", "delivery_date", "competitors", "comments", "categories", "external_id")
    assert {name: made[name] for name in same} == {name: whole[name] for name in same}

    names = ("assigned_to", "type", "source", "payment_terms", "initiated_by", "close_date", "expiration_date")
    names += ("delivery_date", "competitors", "comments", "categories", "external_id", "stage")
    emptied = ann.change(made["at"], dict.fromkeys(names) | {"reminder": None, "fields": {"Seats": None}})
    assert [emptied[name] for name in names] == [None, None, None, None, None, None, None, None, "", "", [], None, None]
    assert (emptied["reminder"]["on"], emptied["fields"]) == (False, {n: made["fields"][n] for n in ("Key", "Cap")})
    assert emptied["title"] == "200 seats"


def test_an_opportunity_is_closed_and_reopened(ann: Program):
    at = ann.make("/opportunities", DEAL)["at"]

    closed = ann.change(f"{at}/close", {"outcome": "lost", "on": "2025-03-03"}, "POST")
    refused = ann.ask("PATCH", at, {"title": "300 seats"}, if_match="*")
    opened = ann.change(f"{at}/reopen", {}, "POST")

    assert (closed["open"], closed["close_date"]) == (False, "2025-03-03")
    assert refused.status_code == 422
    assert opened["open"]


def test_lines_have_their_places(ann: Program):
    at = ann.make("/opportunities", DEAL)["at"]
    seat = ann.make("/products", {"name": "Seat", "price": "10.00", "currency": "EUR"})

    first = ann.make(f"{at}/items", {"product": seat["id"], "quantity": 200, "discount": "5"})
    second = ann.make(f"{at}/items", {"name": "Installation", "price": 12.5})
    ann.change(first["at"], {"position": 2})
    edited = ann.change(f"{at}/items/1", {"price": "20", "description": "On site"})
    gone = ann.ask("DELETE", f"{at}/items/2", if_match="*")

    assert (first["total"], second["position"], edited["name"], edited["total"]) == (
        "1900.00",
        2,
        "Installation",
        "20.00",
    )
    assert gone.json()["name"] == "Seat"
    assert [one["name"] for one in ann.get(f"{at}/items").json()] == ["Installation"]
    assert ann.get(f"{at}/items/2").status_code == 404


def test_activities_of_a_stage_are_ticked(site: Site, ann: Program):
    with site.writing() as unit:
        unit.activities.add(unit.stages.default().id, "Call them back", 3)
    made = ann.make("/opportunities", DEAL)
    at = made["at"]
    with site.writing() as unit:
        unit.activities.remind(made["number"], True)
    activity = next(one for one in ann.get(f"{at}/activities").json() if one["name"] == "Call them back")

    done = ann.change(f"{at}/activities/{activity['id']}", {"done": True})
    undone = ann.change(f"{at}/activities/{activity['id']}", {"done": False})
    silent = ann.change(f"{at}/activities/{activity['id']}", {"reminder": False})

    assert (done["done"], done["completed_by"], undone["done"]) == (True, "Ann Owner", False)
    assert (undone["reminder_at"] is None, silent["reminder_at"]) == (False, None)
    assert ann.get(f"{at}/activities/99").status_code == 404


def test_a_comment_is_added_and_the_log_tells_of_it(ann: Program):
    at = ann.make("/opportunities", DEAL)["at"]

    said = ann.make(f"{at}/comments", {"text": "They want it before the summer"})

    assert "They want it before the summer" in said["comments"]
    assert [one["field"] for one in ann.get(f"{at}/log?limit=1").json()] == ["comments"]


@pytest.mark.parametrize(
    ("path", "new", "edit", "gone"),
    [
        (
            "/accounts",
            {"name": "Fabrikam", "phone": "22 00 00 00", "domains": ["client.example"], "address": "Oslo"},
            {"phone": "23 00 00 00", "domains": [], "web": "https://client.example"},
            {"record": "account", "name": "Fabrikam"},
        ),
        (
            "/contacts",
            {"name": "Cy Client", "title": "Buyer", "phones": ["22"], "addresses": ["cy@client.example"]},
            {"title": "", "addresses": ["cy@other.example"], "phones": []},
            {"record": "contact", "name": "Cy Client"},
        ),
        (
            "/products",
            {"name": "Seat", "price": "12.50", "currency": "NOK", "description": "One"},
            {"price": "13.00", "active": False},
            {"name": "Seat"},
        ),
        (
            "/marketing",
            {"title": "Boat show", "start": "2026-03-01", "budget": {"amount": "100.00", "currency": "NOK"}},
            {"end": "2026-03-05", "budget": None},
            {"record": "marketing", "name": "Boat show"},
        ),
    ],
)
def test_a_record_is_made_changed_and_deleted(ann: Program, path: str, new: Any, edit: Any, gone: Any):
    made = ann.make(path, new)
    read = ann.get(made["at"])
    changed = ann.change(made["at"], edit)
    deleted = ann.ask("DELETE", made["at"], if_match="*")

    assert new.items() <= made.items()
    assert read.json() == {name: value for name, value in made.items() if name != "at"}
    assert edit.items() <= changed.items()
    assert gone.items() <= deleted.json().items()
    assert ann.get(made["at"]).status_code in (404, 410)


def test_an_account_is_what_the_command_line_shows(site: Site, ann: Program):
    number = ann.make("/opportunities", DEAL)["number"]
    id = ann.get(f"/opportunities/{number}").json()["account"]["id"]
    ann.make("/contacts", {"name": "Cy Client", "account": id})
    ann.make("/notes", {"subject": "Wants a rebate", "account": id, "text": "5 %"})

    with site.desk.store.read() as unit:
        whole = account_whole(unit, str(id), 10).shape(Shapes(unit, site.desk.prefix))
    assert ann.get(f"/accounts/{id}").text == written(whole)
    assert len(whole["contacts"]) == len(whole["opportunities"]) == len(whole["history"]) == 1


def test_a_project_with_its_tasks(ann: Program):
    number = ann.make("/opportunities", DEAL)["key"]
    made = ann.make("/projects", {"opportunity": number, "start": "2026-01-01"})
    task = ann.make(f"{made['at']}/tasks", {"title": "Order", "due": "2026-01-02"})
    ann.make(f"{made['at']}/tasks", {"title": "Deliver", "assigned_to": "bob@us.example"})
    done = ann.change(task["at"], {"title": "Order it", "state": "done", "position": 2})
    opened = ann.change(task["at"], {"state": "open"})
    edited = ann.change(made["at"], {"name": "Delivery", "start": None})
    finished = ann.ask("POST", f"{made['at']}/complete", {"cancel_tasks": True}, if_match="*").json()
    again = ann.ask("POST", f"{made['at']}/reopen", if_match="*").json()
    gone = ann.ask("DELETE", made["at"], if_match="*")

    assert (made["name"], made["opportunity"], done["state"], opened["state"]) == ("200 seats", number, "done", "open")
    assert (edited["name"], edited["start"]) == ("Delivery", None)
    assert [(one["title"], one["state"]) for one in finished["tasks"]] == [
        ("Deliver", "cancelled"),
        ("Order it", "cancelled"),
    ]
    assert (finished["open"], again["open"], gone.status_code) == (False, True, 200)


def test_notes_and_calls_are_written_changed_linked_and_deleted(ann: Program):
    key, other = (ann.make("/opportunities", DEAL | {"new_account": name})["key"] for name in ("Fabrikam", "Contoso"))
    note = ann.make("/notes", {"subject": "Rebate", "opportunity": key, "at": "2025-03-01T10:00:00+01:00"})
    call = ann.make("/calls", {"subject": "Price", "opportunity": key, "incoming": True, "minutes": 5, "number": "22"})
    tag = ann.get(note["at"]).headers["etag"]
    edited = ann.ask("PATCH", f"/notes/{note['id']}", {"text": "5 %"}, if_match=tag).json()
    called = ann.ask("PATCH", f"/calls/{call['id']}", {"incoming": False, "minutes": 6}, if_match="*").json()
    linked = ann.ask("POST", f"/history/{note['id']}/links", {"opportunity": other}, if_match="*").json()
    taken = ann.ask("POST", f"/history/{note['id']}/links", {"opportunity": key, "linked": False}, if_match="*").json()

    assert (note["kind"], edited["text"], edited["subject"]) == ("note", "5 %", "Rebate")
    assert (call["direction"], called["direction"], called["minutes"]) == ("in", "out", 6)
    assert [one["key"] for one in linked["opportunities"]] == [key, other]
    assert [one["key"] for one in taken["opportunities"]] == [other]
    assert ann.ask("PATCH", f"/calls/{note['id']}", {}, if_match="*").status_code == 404
    assert ann.ask("DELETE", f"/history/{call['id']}", if_match="*").json()["deleted"]
    assert [one["id"] for one in ann.get(f"/opportunities/{other}/history?kind=note").json()] == [note["id"]]


def test_lists_and_stages_are_owners_to_change(ann: Program, bob: Program):
    fair = ann.make("/lists/source", {"name": "Fair"})
    ann.make("/lists/source", {"name": "Phone", "position": 1})
    renamed = ann.change(fair["at"], {"name": "Boat show", "position": 1})
    deal = ann.make("/opportunities", DEAL | {"source": renamed["id"]})
    held = ann.ask("DELETE", fair["at"], if_match="*")
    gone = ann.ask("DELETE", f"{fair['at']}?instead=Phone", if_match="*").json()
    stage = ann.make("/stages", {"name": "Trial", "position": 1, "probability": 30})
    moved = ann.change(stage["at"], {"name": "Pilot", "position": 2, "probability": None, "default": True})
    ann.change(deal["at"], {"stage": stage["id"]})
    full = ann.ask("DELETE", stage["at"], if_match="*")
    without = ann.ask("DELETE", f"{stage['at']}?blank=true", if_match="*").json()

    assert (renamed["name"], renamed["position"], held.status_code, gone["records"]) == ("Boat show", 1, 422, 1)
    assert (moved["name"], moved["probability"], moved["default"], full.status_code) == ("Pilot", None, True, 422)
    assert without == {"deleted": "Pilot", "opportunities": 1, "replacement": None}
    assert ann.get(deal["at"]).json()["source"] == "Phone"
    assert bob.ask("POST", "/stages", {"name": "Trial"}).status_code == 403


def test_users_are_owners_to_change(ann: Program, bob: Program):
    made = ann.make("/users", {"name": "Cora Dahl", "email": "cora@us.example", "login": "cdahl"})
    changed = ann.change(made["at"], {"login": None, "active": False, "role": "owner"})

    assert (changed["login"], changed["active"], changed["role"]) == (None, False, "owner")
    assert made["email"] not in [one["email"] for one in ann.get("/users").json()]
    assert made["email"] in [one["email"] for one in ann.get("/users?all=true").json()]
    assert bob.ask("PATCH", made["at"], {"name": "Dora"}, if_match="*").status_code == 403
    assert bob.get("/me").json()["user"]["email"] == "bob@us.example"


def test_what_marketing_brought(ann: Program):
    campaign = ann.make("/marketing", {"title": "Boat show"})
    ann.make("/opportunities", DEAL | {"initiated_by": {"kind": "marketing", "name": "Boat show"}})

    track = ann.get(f"{campaign['at']}/track").json()

    assert (track["count"], [one["key"] for one in track["opportunities"]]) == (1, ["OPP-1"])


def test_own_fields_are_told(site: Site, ann: Program):
    with site.writing() as unit:
        unit.fields.add(Record.ACCOUNT, "Region", FieldKind.CHOICE, ["North", "South"])

    (field,) = ann.get("/fields?of=account").json()
    made = ann.make("/accounts", {"name": "Fabrikam", "fields": {"Region": "North"}})

    assert (field["name"], field["choices"], made["fields"]) == ("Region", ["North", "South"], {"Region": "North"})
    assert [one["name"] for one in ann.get("/accounts?where=Region=North").json()] == ["Fabrikam"]
    assert ann.get("/accounts?where=Region=South").json() == []
