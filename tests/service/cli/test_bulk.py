"""`opportunity bulk`: a report first, then all or none."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine

pytestmark = pytest.mark.row(37)


def assignees(line: CommandLine) -> list[str | None]:
    shown = line("opportunity", "list", "--state", "all", "--json").json
    return [one["assigned_to"] and one["assigned_to"]["name"] for one in shown]


@pytest.mark.row(7)
def test_without_yes_it_says_what_would_change_and_changes_nothing(office: CommandLine) -> None:
    out = office.did("opportunity", "bulk", "assign", "cora", "OPP-1", "OPP-2")

    assert "nothing was changed: 2 would change, 0 refuse, 0 are so already" in out
    assert "Bob Berg" in out
    assert assignees(office) == ["Bob Berg", None]


@pytest.mark.row(7)
def test_with_yes_those_of_a_filter_are_assigned(office: CommandLine) -> None:
    report = office("opportunity", "bulk", "assign", "cora", "--assigned", "bob", "--yes", "--json").json
    out = office.did("opportunity", "bulk", "assign", "none", "OPP-1", "--yes")

    assert report == {
        "field": "assigned to",
        "changes": [{"number": 1, "key": "OPP-1", "from": "Bob Berg", "to": "Cora Dahl"}],
        "refused": [],
        "unchanged": 0,
        "done": True,
    }
    assert "1 changed, 0 were so already" in out
    assert assignees(office) == [None, None]


@pytest.mark.row(27)
def test_one_that_refuses_stops_all(office: CommandLine) -> None:
    office.did("opportunity", "close", "OPP-2", "lost")
    ended = office("opportunity", "bulk", "assign", "cora", "OPP-1", "OPP-2", "--yes")

    assert ended.code == 1
    assert "OPP-2 refuses: it is closed (Closed Lost)" in ended.out
    assert assignees(office) == ["Bob Berg", None]


@pytest.mark.row(17, 27)
def test_many_are_moved_categorised_and_closed(office: CommandLine) -> None:
    office.did("opportunity", "bulk", "stage", "negotiation", "OPP-1", "OPP-2", "--yes")
    office.did("opportunity", "bulk", "categorise", "--add", "Hot", "--stage", "negotiation", "--yes")
    office.did("opportunity", "bulk", "close", "won", "--category", "hot", "--on", "2020-01-02", "--yes")

    shown = office("opportunity", "list", "--state", "won", "--json").json
    assert [(one["categories"], one["close_date"], one["probability"]) for one in shown] == [
        (["Hot"], "2020-01-02", 100)
    ] * 2


@pytest.mark.parametrize(
    "words",
    [
        ("assign", "cora"),
        ("assign", "cora", "OPP-1", "--assigned", "bob"),
        ("assign", "cora", "OPP-1", "--yes", "--dry-run"),
        ("categorise", "OPP-1"),
        ("close", "won", "OPP-1", "--on", "2999-01-01"),
    ],
)
def test_what_cannot_be_meant_is_refused(office: CommandLine, words: tuple[str, ...]) -> None:
    assert office("opportunity", "bulk", *words).code == 2
