"""`stage`, `activity` and `list`."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine

OWNER = ("--as", "bob")


@pytest.mark.row(20, 21)
def test_stages_are_listed_with_what_they_ask_for(office: CommandLine) -> None:
    office.did(*OWNER, "stage", "add", "Pilot", "--position", "5")
    office.did(*OWNER, "stage", "activity", "add", "pilot", "Install it", "--days", "3")
    office.did(*OWNER, "stage", "activity", "duration", "pilot", "install", "5")
    office.did(*OWNER, "stage", "activity", "rename", "pilot", "install", "Set it up")
    office.did(*OWNER, "stage", "activity", "add", "pilot", "Ask for a room")
    office.did(*OWNER, "stage", "activity", "move", "pilot", "room", "1")

    stages = office("stage", "list", "--json").json

    assert [stage["name"] for stage in stages][3:] == ["Proposal", "Pilot", "Negotiation", "Closed Won", "Closed Lost"]
    assert [(a["name"], a["days"]) for a in stages[4]["activities"]] == [("Ask for a room", None), ("Set it up", 5)]
    assert "Set it up (5 days)" in office.did("stage", "list")
    assert "Set it up" in office.did("stage", "show", "pilot")
    office.did(*OWNER, "stage", "activity", "delete", "pilot", "room")
    assert "room" not in office.did("stage", "show", "pilot")


@pytest.mark.row(2, 21)
def test_a_member_is_refused_and_nothing_changes(office: CommandLine) -> None:
    before = office("stage", "list", "--json").json

    ended = office("--as", "cora", "stage", "rename", "proposal", "Offer")

    assert ended.code == 1
    assert "stages are changed by an owner only, and Cora Dahl is none" in ended.err
    assert office("stage", "list", "--json").json == before


@pytest.mark.row(21, 28)
@pytest.mark.parametrize(
    "words",
    [
        ("stage", "move", "prospecting"),
        ("stage", "activity", "move", "proposal", "quote"),
        ("list", "move", "type", "new business"),
    ],
)
def test_a_place_far_beyond_the_end_is_the_end(office: CommandLine, words: tuple[str, ...]) -> None:
    assert ", place " in office.did(*OWNER, *words, "1" + "0" * 30)


@pytest.mark.row(22)
def test_the_default_is_set_and_taken_back(office: CommandLine) -> None:
    assert "begin in Qualification" in office.did(*OWNER, "stage", "default", "qualification")
    assert "begin in Prospecting" in office.did(*OWNER, "stage", "default", "--none")
    assert office(*OWNER, "stage", "default").code == 2


@pytest.mark.row(20)
@pytest.mark.parametrize("verb", [("rename", "won", "X"), ("move", "won", "1"), ("delete", "won")])
def test_a_built_in_stage_is_refused(office: CommandLine, verb: tuple[str, ...]) -> None:
    ended = office(*OWNER, "stage", verb[0], *verb[1:])

    assert ended.code == 1
    assert "stage Closed Won: is built in" in ended.err


@pytest.mark.row(26)
def test_deleting_a_stage_asks_what_becomes_of_its_opportunities(office: CommandLine) -> None:
    asked = office(*OWNER, "stage", "delete", "proposal")
    told = office.did(*OWNER, "stage", "delete", "proposal", "--replace-with", "negotiation", "--move-activities")

    assert asked.code == 2
    assert "1 opportunity is in Proposal; give --replace-with STAGE or --leave-blank" in asked.err
    assert "1 opportunity is in Negotiation now" in told
    assert office("opportunity", "show", "OPP-1", "--json").json["stage"] == "Negotiation"
    assert "Send the quote" in office.did("activity", "list", "OPP-1")


@pytest.mark.row(26)
def test_they_can_be_left_without_a_stage(office: CommandLine) -> None:
    office.did(*OWNER, "stage", "delete", "proposal", "--leave-blank")

    assert office("opportunity", "show", "OPP-1", "--json").json["stage"] is None
    assert "no stage" in office.did("opportunity", "show", "OPP-1")
    assert "asks for no activities" in office.did("activity", "list", "OPP-1")
    assert "is in no stage" in office("activity", "done", "OPP-1", "quote").err


@pytest.mark.row(23, 24)
def test_activities_are_ticked_and_reminded_of(office: CommandLine) -> None:
    office.did("activity", "remind", "OPP-1", "on")
    office.did("activity", "done", "OPP-1", "quote")
    office.did("activity", "remind", "OPP-1", "off", "present")
    states = {one["name"]: one for one in office("activity", "list", "OPP-1", "--json").json}

    assert states["Send the quote"]["done"]
    assert states["Send the quote"]["reminder_at"] is None
    assert states["Present the proposal"]["reminder_at"] is None
    assert "1 activity reminded of" in office.did("activity", "remind", "OPP-1", "on", "present")
    assert "not done" in office.did("activity", "undo", "OPP-1", "quote")
    assert "Send the quote" in office.did("opportunity", "show", "OPP-1")


@pytest.mark.row(28)
def test_lists_are_edited_by_anybody(office: CommandLine) -> None:
    member = ("--as", "cora")
    office.did(*member, "list", "add", "payment-terms", "Net 45", "--position", "1")
    office.did(*member, "list", "rename", "payment-terms", "net 45", "Net 40")
    office.did(*member, "list", "move", "payment-terms", "net 40", "2")

    names = [one["name"] for one in office("list", "show", "payment-terms", "--json").json]

    assert names[:3] == ["Due on receipt", "Net 40", "Net 10"]
    assert "deleted" in office.did(*member, "list", "delete", "payment-terms", "net 40")


@pytest.mark.row(8, 28)
def test_deleting_a_value_in_use_asks_what_becomes_of_it(office: CommandLine) -> None:
    office.did("opportunity", "edit", "OPP-1", "--type", "renewal")
    asked = office("list", "delete", "type", "renewal")
    office.did("list", "delete", "type", "renewal", "--replace-with", "new business")

    assert asked.code == 2
    assert "1 record has Renewal; give --replace-with VALUE or --leave-blank" in asked.err
    assert office("opportunity", "show", "OPP-1", "--json").json["type"] == "New business"


def test_an_unknown_stage_suggests_the_nearest(office: CommandLine) -> None:
    ended = office("stage", "show", "Propsal")

    assert ended.code == 1
    assert "nearest: Proposal" in ended.err
