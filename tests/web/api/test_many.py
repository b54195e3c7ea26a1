"""Many opportunities in one act, and two records that become one: a report first, all or none."""

from __future__ import annotations

from typing import Any

import pytest

from store.values import ListName
from tests.service.cli.waiting import a_mailbox
from tests.web.api.program import Program
from tests.web.site import Site


@pytest.fixture
def deals(ann: Program) -> list[str]:
    """Their keys: two of Bob's, and a closed one."""
    made = [ann.make("/opportunities", {"title": f"Boat {n}", "new_account": f"Buyer {n}"}) for n in range(3)]
    for one in made[:2]:
        ann.change(one["at"], {"assigned_to": "bob", "categories": ["Cold"]})
    ann.change(f"{made[2]['at']}/close", {"outcome": "won"}, "POST")
    return [one["key"] for one in made]


def test_what_would_change_is_told_first_and_then_done(ann: Program, deals: list[str]):
    asked: dict[str, Any] = {"opportunities": deals[:2], "to": "Negotiation"}
    told = ann.ask("POST", "/bulk/stage", asked).json()
    untouched = [ann.get(f"/opportunities/{key}").json()["stage"] for key in deals[:2]]
    done = ann.ask("POST", "/bulk/stage", asked | {"yes": True}).json()
    again = ann.ask("POST", "/bulk/stage", asked | {"yes": True}).json()

    assert (told["done"], [one["key"] for one in told["changes"]], told["field"]) == (False, deals[:2], "stage")
    assert "Negotiation" not in untouched
    assert done == told | {"done": True}
    assert (again["changes"], again["unchanged"]) == ([], 2)
    assert [ann.get(f"/opportunities/{key}").json()["stage"] for key in deals[:2]] == ["Negotiation"] * 2


def test_all_or_none_are_changed(ann: Program, deals: list[str]):
    refused = ann.ask("POST", "/bulk/assign", {"opportunities": deals, "to": None, "yes": True})

    report = refused.json()["report"]
    assert (refused.status_code, [one["key"] for one in report["refused"]], report["done"]) == (422, deals[2:], False)
    assert ann.get(f"/opportunities/{deals[0]}").json()["assigned_to"]["name"] == "Bob Seller"


def test_a_filter_says_which_as_the_list_takes_it(ann: Program, deals: list[str]):
    hot = ann.ask(
        "POST", "/bulk/categorise", {"filter": {"assigned": ["bob"]}, "add": ["Hot"], "remove": ["Cold"], "yes": True}
    ).json()
    lost = ann.ask("POST", "/bulk/close", {"filter": {"category": ["Hot"]}, "outcome": "lost", "yes": True}).json()

    assert [one["key"] for one in hot["changes"]] == [one["key"] for one in lost["changes"]] == deals[:2]
    assert [one["categories"] for one in ann.get("/opportunities?state=lost").json()] == [["Hot"], ["Hot"]]


REFUSED: list[tuple[str, dict[str, Any], int]] = [
    ("/bulk/assign", {"to": "bob"}, 422),
    ("/bulk/assign", {"to": "bob", "filter": {}}, 422),
    ("/bulk/assign", {"to": "bob", "filter": {"assigned": ["ann"]}, "opportunities": ["OPP-1"]}, 422),
    ("/bulk/assign", {"to": "bob", "filter": {"colour": ["red"]}}, 422),
    ("/bulk/assign", {"to": "bob", "filter": {"close-from": ["someday"]}}, 422),
    ("/bulk/assign", {"opportunities": ["OPP-1"]}, 422),
    ("/bulk/assign", {"to": "bob", "opportunities": []}, 422),
    ("/bulk/assign", {"to": "eve", "opportunities": ["OPP-1"]}, 404),
    ("/bulk/assign", {"to": "bob", "opportunities": ["OPP-99"]}, 404),
    ("/bulk/stage", {"to": None, "opportunities": ["OPP-1"]}, 422),
    ("/bulk/categorise", {"opportunities": ["OPP-1"]}, 422),
    ("/bulk/close", {"opportunities": ["OPP-1"], "outcome": "won", "on": "2999-01-01"}, 422),
    ("/bulk/close", {"opportunities": ["OPP-1"], "outcome": "shelved"}, 422),
]


@pytest.mark.usefixtures("deals")
def test_what_cannot_be_meant_of_many_is_refused(ann: Program):
    for path, body, status in REFUSED:
        assert ann.ask("POST", path, body | {"yes": True}).status_code == status, body
    assert len(ann.get("/opportunities?assigned=bob").json()) == 2


def test_of_two_contacts_one_is_made_and_made_two_again(ann: Program):
    kept = ann.make("/contacts", {"name": "Cy Client", "addresses": ["cy@client.example"]})
    other = ann.make("/contacts", {"name": "Cyrus Client", "phones": ["22"], "title": "Buyer"})
    key = ann.make("/opportunities", {"title": "Boat", "contact": other["id"]})["key"]
    body = {"merged": other["id"]}

    planned = ann.ask("POST", f"{kept['at']}/merge", body | {"dry_run": True}, if_match="*").json()
    untouched = ann.get(other["at"]).status_code
    tag = ann.get(kept["at"]).headers["etag"]
    done = ann.ask("POST", f"{kept['at']}/merge", body, if_match=tag).json()
    late = ann.ask("POST", f"{kept['at']}/merge", {"merged": kept["id"]}, if_match=tag)
    (binned,) = ann.get("/bin").json()
    merged_into = ann.get(f"/opportunities/{key}").json()["contact"]["id"]
    restored = ann.ask("POST", f"/bin/contact/{other['id']}/restore").json()

    assert (planned["done"], done) == (False, planned | {"done": True})
    assert (untouched, done["counts"]["opportunities"], done["gained"]["phones"]) == (200, 1, ["22"])
    assert (late.status_code, merged_into, binned["merged_into"]) == (
        412,
        kept["id"],
        f"contact {kept['id']}, Cy Client",
    )
    assert restored["unmerged"]["counts"] == {"opportunities": 1}
    assert ann.get(f"/opportunities/{key}").json()["contact"]["id"] == other["id"]


def test_what_cannot_become_one_is_refused(ann: Program):
    at = ann.make("/accounts", {"name": "Fabrikam"})["at"]

    for merged, status in ((1, 422), (99, 404), ("", 404), (None, 422)):
        assert ann.ask("POST", f"{at}/merge", {"merged": merged}, if_match="*").status_code == status, merged
    assert ann.ask("POST", f"{at}/merge", {"merged": 1}).status_code == 428


def test_what_is_in_the_bin_comes_back_or_goes_for_good(site: Site, ann: Program, bob: Program):
    with site.writing() as unit:
        unit.lists.add(ListName.SOURCE, "Fair")
    note_of = ann.make("/accounts", {"name": "Fabrikam"})
    note = ann.make("/notes", {"subject": "Rebate", "account": note_of["id"]})
    for path in (f"/history/{note['id']}", note_of["at"]):
        assert ann.ask("DELETE", path, if_match="*").status_code == 200

    back = ann.ask("POST", f"/bin/item/{note['id']}/restore", idempotency_key="back")
    again = ann.ask("POST", f"/bin/item/{note['id']}/restore", idempotency_key="back")
    twice = ann.ask("POST", f"/bin/item/{note['id']}/restore")
    planned = ann.ask("POST", "/bin/empty", {"all": True}).json()
    forbidden = bob.ask("POST", "/bin/empty", {"all": True, "yes": True})
    done = ann.ask("POST", "/bin/empty", {"all": True, "yes": True}).json()

    assert (back.status_code, again.json() == back.json(), twice.status_code) == (200, True, 404)
    assert ([one["name"] for one in planned["removed"]], planned["done"]) == (["Fabrikam"], False)
    assert (forbidden.status_code, done["done"], ann.get("/bin").json()) == (403, True, [])


def test_emptying_says_what_is_meant(ann: Program):
    bodies: list[dict[str, Any]] = [{}, {"all": False}, {"all": True, "before": "2025-01-01"}]
    for body in [*bodies, {"before": "yesterday"}, {"all": 1}]:
        assert ann.ask("POST", "/bin/empty", body | {"yes": True}).status_code == 422, body


def test_what_could_not_be_understood_is_read_again_or_does_not_matter(site: Site, ann: Program):
    with site.writing() as unit:
        due = a_mailbox(unit, "bob@us.example")
        [folder, *_] = unit.mailboxes.folders(due.id)
        for item in ("A1", "A2"):
            unit.quarantine.add(due.id, folder.id, item, "it cannot be read", now=site.clock())
    keys = {one["item"]: one["key"] for one in ann.get("/quarantine").json()}

    again = ann.ask("POST", "/quarantine", {"judged": "retry", "items": [keys["A1"]]}).json()
    gone = ann.ask("POST", "/quarantine", {"judged": "dismiss", "items": [keys["A2"]]}).json()
    rest = [one["item"] for one in ann.get("/quarantine?mailbox=bob").json()]
    back = ann.ask("POST", "/quarantine", {"judged": "undo", "items": [keys["A2"]]}).json()

    assert [(one["item"], one["read_again"]) for one in again] == [("A1", True)]
    assert ([one["dismissed"] for one in gone + back], rest) == ([True, False], ["A1"])
    assert len(ann.ask("POST", "/quarantine", {"judged": "retry", "all": True}).json()) == 2
    for judged, body, status in (
        ("retry", {}, 422),
        ("retry", {"all": True, "mailbox": "bob"}, 422),
        ("retry", {"items": ["nowhere"]}, 404),
        ("retry", {"items": ["A1"], "mailbox": "bob"}, 422),
        ("dismiss", {"items": []}, 422),
        ("dismiss", {"all": True}, 422),
        ("dismiss", {"items": ["A1"], "all": True}, 422),
        ("undo", {"mailbox": "bob"}, 422),
        ("forget", {"items": ["A1"]}, 422),
    ):
        assert ann.ask("POST", "/quarantine", body | {"judged": judged}).status_code == status, body


def test_what_is_not_in_the_bin_is_not_restored(ann: Program):
    for path in ("user/1", "account/x", "account/99", "account"):
        assert ann.ask("POST", f"/bin/{path}/restore").status_code == 404, path
