"""What a firm sets up for itself: templates, fields, what stages ask for, views, tokens, webhooks, and drafts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.databases import a_file
from tests.web.api.program import Program, program
from tests.web.site import Site, serving

KEY = '[webhooks]\nkey = "v7Q2mJ0xw1sB4nTzR8yKcL5dPfHgUeAo"\n'
DEAL = {"title": "200 seats", "new_account": "Fabrikam"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Where webhooks can be signed."""
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), KEY) as made:
        yield made


def test_a_template_has_its_tasks_in_their_order(bob: Program):
    made = bob.make("/templates", {"name": "Roll-out"})
    for title, days in (("Kick-off", 3), ("Train them", None)):
        told = bob.ask("POST", f"{made['at']}/tasks", {"title": title, "days": days}, if_match="*").json()
    first, second = (one["id"] for one in told["tasks"])
    moved = bob.ask("PATCH", f"{made['at']}/tasks/{second}", {"position": 1}, if_match="*").json()
    fewer = bob.ask("DELETE", f"{made['at']}/tasks/{first}", if_match="*").json()
    unknown = bob.ask("DELETE", f"{made['at']}/tasks/{first}", if_match="*")
    renamed = bob.change(made["at"], {"name": "Delivery"})
    project = bob.make("/projects", {"opportunity": bob.make("/opportunities", DEAL)["key"], "template": "Delivery"})
    gone = bob.ask("DELETE", made["at"], if_match="*")

    assert [one["title"] for one in moved["tasks"]] == ["Train them", "Kick-off"]
    assert [one["title"] for one in fewer["tasks"]] == ["Train them"] == [one["title"] for one in project["tasks"]]
    assert (unknown.status_code, renamed["name"], gone.status_code) == (404, "Delivery", 200)
    assert bob.get("/templates").json() == []


def test_parties_are_related_to_a_project_and_taken_off(bob: Program):
    project = bob.make("/projects", {"opportunity": bob.make("/opportunities", DEAL)["key"]})
    contact = bob.make("/contacts", {"name": "Cy Client"})
    at = f"{project['at']}/parties"
    more = bob.ask("POST", at, {"contact": "Cy Client"}, if_match="*").json()
    neither = bob.ask("POST", at, {}, if_match="*")
    both = bob.ask("POST", at, {"contact": "Cy Client", "account": "Fabrikam"}, if_match="*")
    fewer = bob.ask("DELETE", f"{at}?contact={contact['id']}", if_match="*").json()

    assert (more["related"], fewer["related"]) == ([{"contact": contact["id"], "name": "Cy Client"}], [])
    assert (neither.status_code, both.status_code) == (422, 422)


def test_fields_of_the_firms_own_are_owners_to_change(ann: Program, bob: Program):
    made = ann.make("/fields", {"of": "account", "name": "Level", "kind": "choice", "choices": ["Gold", "Tin"]})
    seats = ann.make("/fields", {"of": "account", "name": "Seats", "kind": "number"})
    ann.make("/accounts", {"name": "Fabrikam", "fields": {"Level": "Gold", "Seats": 5}})
    renamed = ann.change(made["at"], {"name": "Rank", "renamed": {"Gold": "Platinum"}, "choices": ["Platinum"]})
    ann.change(seats["at"], {"position": 1})
    held = ann.ask("PATCH", made["at"], {"choices": ["Silver"]}, if_match="*")
    dropped = ann.ask("PATCH", made["at"], {"choices": ["Silver"], "drop_values": True}, if_match="*").json()
    kept = ann.ask("DELETE", seats["at"], if_match="*")
    gone = ann.ask("DELETE", f"{seats['at']}?drop_values=true", if_match="*").json()

    assert (renamed["name"], renamed["choices"], renamed["values"]) == ("Rank", ["Platinum"], 1)
    assert (held.status_code, dropped["choices"], kept.status_code, gone["values"]) == (422, ["Silver"], 422, 1)
    assert [one["name"] for one in ann.get("/fields").json()] == ["Rank"]
    assert bob.ask("POST", "/fields", {"of": "contact", "name": "Size", "kind": "text"}).status_code == 403
    assert ann.ask("PATCH", made["at"], {"choices": []}, if_match="*").status_code == 422
    assert ann.ask("PATCH", made["at"], {"renamed": {"A=B": "C"}}, if_match="*").status_code == 422
    assert ann.get("/fields/99").status_code == 404


def test_what_a_stage_asks_for_is_owners_to_change(ann: Program, bob: Program):
    at = f"/stages/{ann.get('/stages').json()[0]['id']}"
    ann.ask("POST", f"{at}/activities", {"name": "Call", "days": 3}, if_match="*")
    told = ann.ask("POST", f"{at}/activities", {"name": "Write", "position": 1}, if_match="*").json()
    write, call = (one["id"] for one in told["activities"][:2])
    edited = ann.ask(
        "PATCH", f"{at}/activities/{call}", {"name": "Call back", "days": None, "position": 1}, if_match="*"
    ).json()
    fewer = ann.ask("DELETE", f"{at}/activities/{write}", if_match="*").json()

    assert edited["activities"][0] == {"id": call, "name": "Call back", "days": None}
    assert write not in [one["id"] for one in fewer["activities"]]
    assert ann.ask("DELETE", f"{at}/activities/{write}", if_match="*").status_code == 404
    assert bob.ask("PATCH", f"{at}/activities/{call}", {"days": 1}, if_match="*").status_code == 403


def test_views_are_shared_by_owners_and_read_by_all(ann: Program, bob: Program):
    made = ann.make(
        "/views", {"name": "Late", "query": "stage=Proposal&sort=close-date", "columns": ["stage", "total"]}
    )
    changed = ann.make("/views", {"name": "Late", "query": "stage=Negotiation"})

    assert (changed["id"], bob.get("/views").json()) == (made["id"], [{n: changed[n] for n in changed if n != "at"}])
    assert (made["columns"], changed["columns"], changed["default"]) == (["stage", "total"], [], False)
    assert bob.ask("POST", "/views", {"name": "Mine", "query": ""}).status_code == 403
    assert bob.ask("DELETE", made["at"], if_match="*").status_code == 403
    assert ann.ask("DELETE", made["at"], if_match="*").json()["name"] == "Late"
    assert ann.get(made["at"]).status_code == 404


def test_a_view_that_cannot_be_meant_is_refused(ann: Program):
    much = "&".join(["stage=Proposal"] * 300)
    for query in ("colour=red", "sort=colour", "stage=Nowhere", "close-from=1/2/2026", much):
        assert ann.ask("POST", "/views", {"name": "Late", "query": query}).status_code in (404, 422), query
    assert ann.get("/views").json() == []


def test_a_token_takes_itself_back_and_no_other_members(site: Site, ann: Program, bob: Program):
    (mine,) = bob.get("/tokens").json()
    (hers,) = ann.get("/tokens").json()
    refused = bob.ask("DELETE", f"/tokens/{hers['id']}")
    gone = bob.ask("DELETE", f"/tokens/{mine['id']}")

    assert (mine["user"], mine["scopes"], refused.status_code) == ("bob@us.example", ["read", "write"], 403)
    assert (gone.json(), bob.get("/me").status_code) == ({"revoked": mine["id"]}, 401)
    with program(site, "bob") as another:
        theirs = another.get("/tokens").json()[0]["id"]
    assert ann.ask("DELETE", f"/tokens/{theirs}").status_code == 200
    assert ann.ask("DELETE", "/tokens/nowhere").status_code == 404


def test_a_webhooks_secret_is_answered_once_and_kept_nowhere(tmp_path: Path, ann: Program):
    made = ann.make("/webhooks", {"url": "https://erp.us.example/x", "events": ["closed"]})
    again = ann.make(f"{made['at']}/secret", {})
    keyed = ann.ask("POST", "/webhooks", {"url": "https://erp.us.example/y"}, idempotency_key="hook")

    assert made["secret"] != again["secret"]
    assert "secret" not in ann.get(made["at"]).json()
    assert (keyed.status_code, len(ann.get("/webhooks").json())) == (422, 1)
    assert not any(made["secret"].encode() in file.read_bytes() for file in tmp_path.glob("store.sqlite*"))


def test_a_webhook_is_tried_paused_resumed_and_deleted(ann: Program, bob: Program):
    made = ann.make("/webhooks", {"url": "https://erp.us.example/x"})
    tried = ann.ask("POST", f"{made['at']}/test").json()
    (delivery,) = ann.get(f"{made['at']}/deliveries").json()
    paused = ann.change(made["at"], {"paused": True})
    resumed = ann.change(made["at"], {"paused": False, "drop": True})
    gone = ann.ask("DELETE", made["at"], if_match="*").json()

    assert (tried["waiting"], delivery["event"], delivery["state"]) == (1, "test", "waiting")
    assert (paused["state"], resumed["state"], resumed["waiting"], gone["id"]) == ("paused", "active", 0, made["id"])
    assert (ann.get(made["at"]).status_code, bob.get("/webhooks").status_code) == (404, 403)


def test_a_webhook_that_cannot_be_is_refused(ann: Program):
    good = "https://erp.us.example/x"
    bodies: list[dict[str, Any]] = [{"url": url} for url in ("http://erp.us.example/x", "https://127.0.0.1/x", "erp")]
    for body in [*bodies, {"url": good, "events": []}, {"url": good, "events": ["sold"]}]:
        assert ann.ask("POST", "/webhooks", body).status_code == 422, body
    assert ann.get("/webhooks").json() == []


def test_a_draft_is_asked_for_and_nothing_is_sent(site: Site, bob: Program):
    bob.make("/contacts", {"name": "Cy", "addresses": ["cy@client.example"]})
    key = bob.make("/opportunities", {"title": "200 seats", "contact": "Cy"})["key"]
    at = f"/opportunities/{key}/drafts"
    with site.writing() as unit:
        unit.mailboxes.register({"bob@us.example": False})
    mail = bob.ask("POST", at, {"kind": "email", "body": "Dear Cy"}, idempotency_key="mail").json()
    again = bob.ask("POST", at, {"kind": "email", "body": "Dear Cy"}, idempotency_key="mail").json()
    site.clock.forward(timedelta(minutes=1))
    meeting = bob.ask(
        "POST", at, {"kind": "meeting", "start": "2026-03-04T09:00:00+01:00", "minutes": 90, "location": "Oslo"}
    ).json()

    assert (mail["subject"], mail["to"], mail["start"]) == (
        "200 seats",
        [{"address": "cy@client.example", "name": "Cy"}],
        None,
    )
    assert again == mail
    assert (meeting["start"], meeting["end"], meeting["location"]) == (
        "2026-03-04T08:00:00+00:00",
        "2026-03-04T09:30:00+00:00",
        "Oslo",
    )
    assert [one["guid"] for one in bob.get(at).json()] == [meeting["guid"], mail["guid"]]


def test_a_draft_that_cannot_be_is_refused(bob: Program):
    key = bob.make("/opportunities", DEAL)["key"]
    start = "2026-03-04T09:00:00+01:00"
    bodies: list[dict[str, Any]] = [
        {"kind": "letter"},
        {"kind": "meeting"},
        {"kind": "email", "start": start},
        {"kind": "meeting", "start": start, "minutes": 0},
        {"kind": "email"},  # whose mailbox is not kept in step finds no draft in it
    ]
    for body in bodies:
        assert bob.ask("POST", f"/opportunities/{key}/drafts", body).status_code in (404, 422), body
