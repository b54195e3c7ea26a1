"""`project`, `template`, `marketing` and `field`."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine

project_row, marketing_row, field_row = pytest.mark.row(36), pytest.mark.row(4), pytest.mark.row(39)


@project_row
def test_a_project_comes_from_an_opportunity_and_a_template(office: CommandLine) -> None:
    office.did("template", "add", "Roll-out")
    office.did("template", "task", "add", "roll", "Deliver", "--days", "10")
    office.did("template", "task", "add", "roll", "Invoice")

    shape = office(
        "--as", "bob", "project", "add", "--from", "OPP-1", "--template", "roll", "--start", "2026-05-01", "--json"
    ).json

    assert (shape["name"], shape["opportunity"], shape["linked_to"]) == (
        "200 seats",
        "OPP-1",
        {"contact": 1, "name": "Ann Lee"},
    )
    assert [(t["title"], t["due"], t["assigned_to"]) for t in shape["tasks"]] == [
        ("Deliver", "2026-05-11", "Bob Berg"),
        ("Invoice", None, "Bob Berg"),
    ]
    assert "OPP-1 200 seats" in office.did("project", "show", "1")
    assert "Deliver" in office.did("project", "task", "list", "1")


@project_row
def test_an_opportunity_lists_its_projects(office: CommandLine) -> None:
    office.did("project", "add", "Deliver the seats", "--from", "OPP-1")

    assert office("opportunity", "show", "1", "--json").json["projects"] == [
        {"id": 1, "name": "Deliver the seats", "open": True}
    ]
    assert "1 Deliver the seats" in office.did("opportunity", "show", "1")
    assert office("opportunity", "show", "2", "--json").json["projects"] == []


@project_row
def test_a_projects_tasks_are_given_done_and_moved(office: CommandLine) -> None:
    office.did("project", "add", "Seats", "--account", "Fabrikam")
    for title in ("Order", "Deliver"):
        office.did("project", "task", "add", "seats", title)

    given = office("project", "task", "edit", "1", "order", "--assign", "cora", "--due", "2026-03-04", "--json").json
    assert (given["assigned_to"], given["due"]) == ("Cora Dahl", "2026-03-04")
    assert "done" in office.did("project", "task", "done", "1", "order")
    assert "reopen it first" in office("project", "task", "cancel", "1", "order").err
    office.did("project", "task", "reopen", "1", "order")
    office.did("project", "task", "move", "1", "deliver", "1")
    office.did("project", "task", "cancel", "1", "order")
    shown = office("project", "task", "list", "1", "--json").json
    assert [(t["title"], t["state"]) for t in shown] == [("Deliver", "open"), ("Order", "cancelled")]
    assert office("project", "task", "edit", "1", "deliver", "--clear", "due").code == 0


@project_row
def test_a_project_is_edited_related_completed_and_deleted(office: CommandLine) -> None:
    office.did("project", "add", "Seats", "--account", "Fabrikam", "--assign", "bob")
    office.did("project", "task", "add", "1", "Order")

    edited = office("project", "edit", "1", "--contact", "anton", "--clear", "assign", "--json").json
    assert (edited["linked_to"]["name"], edited["assigned_to"]) == ("Anton Ek", None)
    related = office("project", "party", "add", "1", "--contact", "ann", "--json").json["related"]
    assert related == [{"contact": 1, "name": "Ann Lee"}]
    office.did("project", "party", "remove", "1", "--contact", "ann")
    assert "finish or cancel them first" in office("project", "complete", "1").err
    office.did("project", "complete", "1", "--cancel-tasks")
    assert office("project", "list", "--json").json == []
    assert [p["name"] for p in office("project", "list", "--state", "completed", "--json").json] == ["Seats"]
    office.did("project", "reopen", "1")
    office.did("project", "delete", "1")
    assert "no projects that match" in office.did("project", "list", "--state", "all")


@project_row
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add",), 2),
        (("add", "Alone"), 2),
        (("add", "Two", "--account", "1", "--contact", "1"), 2),
        (("add", "Late", "--account", "1", "--start", "soon"), 2),
        (("add", "x\ny", "--account", "1"), 1),
        (("add", "--from", "OPP-99"), 1),
        (("party", "add", "1"), 2),
        (("edit", "9", "--name", "x"), 1),
    ],
)
def test_what_is_no_project_is_refused_in_a_sentence(office: CommandLine, words: tuple[str, ...], code: int) -> None:
    ended = office("project", *words)

    assert (ended.code, ended.err.count("\n")) == (code, 1)
    assert office("project", "list", "--json").json == []


@project_row
def test_templates_are_everybodys(office: CommandLine) -> None:
    office.did("--as", "cora", "template", "add", "Roll-out")
    for title in ("One", "Two"):
        office.did("--as", "cora", "template", "task", "add", "roll", title, "--days", "2")

    office.did("--as", "cora", "template", "task", "move", "roll", "two", "1")
    office.did("--as", "cora", "template", "task", "remove", "roll", "one")
    office.did("--as", "cora", "template", "edit", "roll", "--name", "Delivery")

    assert [t["title"] for t in office("template", "show", "delivery", "--json").json["tasks"]] == ["Two"]
    assert "Two" in office.did("template", "show", "1")
    assert "Delivery" in office.did("template", "list")
    office.did("template", "delete", "delivery")
    assert office("template", "list", "--json").json == []


@marketing_row
def test_a_marketing_activity_is_added_changed_and_deleted(office: CommandLine) -> None:
    shape = office(
        "marketing", "add", "Oslo Fair", "--type", "trade", "--start", "2026-05-01", "--budget", "1500", "--json"
    ).json

    assert (shape["type"], shape["budget"]) == ("Trade show", {"amount": "1500.00", "currency": "EUR"})
    edited = office("marketing", "edit", "fair", "--end", "2026-05-03", "--clear", "budget", "--json").json
    assert (edited["end"], edited["budget"]) == ("2026-05-03", None)
    assert "Oslo Fair" in office.did("marketing", "list", "--type", "trade")
    assert "Trade show" in office.did("marketing", "show", "1")
    for wrong in (("--end", "2026-04-01"), ("--budget", "-1"), ("--currency", "XXQ"), ("--title", "")):
        assert office("marketing", "edit", "1", *wrong).code == 1
    office.did("marketing", "delete", "fair")
    assert office("marketing", "list", "--json").json == []


@marketing_row
def test_its_track_lists_the_opportunities_it_initiated_with_their_sum(office: CommandLine) -> None:
    office.did("marketing", "add", "Oslo Fair")
    office.did("opportunity", "edit", "OPP-1", "--initiated-by", "marketing:fair", "--probability", "50")
    office.did("opportunity", "close", "OPP-1", "lost")

    shape = office("marketing", "track", "fair", "--json").json

    assert (shape["count"], shape["open"], shape["closed"]) == (1, 0, 1)
    assert [one["key"] for one in shape["opportunities"]] == ["OPP-1"]
    assert "1 opportunity (0 open, 1 closed), expected revenue" in office.did("marketing", "track", "1")


@field_row
def test_owners_define_fields_and_change_them(office: CommandLine) -> None:
    made = office("--as", "bob", "field", "add", "account", "Level", "choice", "--choice", "Gold", "--json").json
    office.did("--as", "bob", "field", "add", "account", "Seats", "number")

    assert made == {"id": 1, "of": "account", "name": "Level", "kind": "choice", "choices": ["Gold"]}
    office.did("--as", "bob", "field", "choices", "account", "level", "--add", "Tin", "--rename", "Gold=Platinum")
    office.did("--as", "bob", "field", "choices", "account", "level", "--remove", "tin")
    office.did("--as", "bob", "field", "move", "account", "seats", "1")
    office.did("--as", "bob", "field", "rename", "account", "seats", "Chairs")
    shown = office("field", "list", "account", "--json").json
    assert [(f["name"], f["choices"]) for f in shown] == [("Chairs", []), ("Level", ["Platinum"])]
    refused = office("--as", "cora", "field", "add", "account", "X", "text")
    assert (refused.code, "by an owner only" in refused.err) == (1, True)


@field_row
@pytest.mark.parametrize(
    ("noun", "one"), [("opportunity", "OPP-2"), ("account", "fabrikam"), ("contact", "ann@client.example")]
)
def test_a_field_is_set_shown_filtered_and_cleared(office: CommandLine, noun: str, one: str) -> None:
    for name, kind in (("Seats", "number"), ("Price", "money"), ("Signed", "yesno")):
        office.did("--as", "bob", "field", "add", noun, name, kind)

    office.did(noun, "edit", one, "--field", "Seats=120", "--field", "Price=10 EUR", "--field", "Signed=yes")

    fields = {"Seats": "120", "Price": {"amount": "10.00", "currency": "EUR"}, "Signed": True}
    assert office(noun, "show", one, "--json").json["fields"] == fields
    assert "10.00 EUR" in office.did(noun, "show", one)
    assert [r["fields"] for r in office(noun, "list", "--where", "Seats>=100", "--json").json] == [fields]
    assert office(noun, "list", "--where", "Seats>=100", "--where", "Price>10 EUR", "--json").json == []
    office.did(noun, "edit", one, "--field", "Seats=")
    assert office(noun, "list", "--where", "Seats>=0", "--json").json == []
    for wrong in (("edit", one, "--field", "Seats=many"), ("edit", one, "--field", "Nope=1"), ("list", "--where", "x")):
        assert office(noun, *wrong).code == 1


@field_row
def test_a_new_record_begins_with_its_fields(office: CommandLine) -> None:
    for noun in ("opportunity", "account", "contact"):
        office.did("--as", "bob", "field", "add", noun, "Note", "text")

    for words in (
        ("opportunity", "add", "Chairs", "--account", "fabrikam"),
        ("account", "add", "Client"),
        ("contact", "add", "Eve"),
    ):
        assert office(*words, "--field", "Note=a = b", "--json").json["fields"] == {"Note": "a = b"}
        assert office(*words, "--field", "Nope=1").code == 1


@field_row
def test_a_closed_opportunity_refuses_a_changed_field(office: CommandLine) -> None:
    office.did("--as", "bob", "field", "add", "opportunity", "Note", "text")
    office.did("opportunity", "close", "OPP-1", "won")

    ended = office("opportunity", "edit", "OPP-1", "--field", "Note=late")

    assert (ended.code, "reopen it first" in ended.err) == (1, True)


@field_row
def test_removing_a_field_asks_and_its_values_stay_in_the_audit_trail(office: CommandLine) -> None:
    office.did("--as", "bob", "field", "add", "opportunity", "Seats", "number")
    office.did("opportunity", "edit", "OPP-1", "--field", "Seats=120")

    assert "1 value would go" in office("--as", "bob", "field", "remove", "opportunity", "seats").err
    office.did("--as", "bob", "field", "remove", "opportunity", "seats", "--yes")

    assert office("field", "list", "--json").json == []
    assert "120" in office.did("opportunity", "log", "OPP-1")
