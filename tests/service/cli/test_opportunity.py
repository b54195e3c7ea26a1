"""`opportunity`."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.service.cli.line import CommandLine


def shown(office: CommandLine, key: str = "OPP-1") -> Any:
    return office("opportunity", "show", key, "--json").json


def test_an_opportunity_is_added_with_everything_at_once(office: CommandLine) -> None:
    shape = office(
        *("opportunity", "add", "Fleet", "--account", "fabrikam", "--assign", "cora@us.example", "--stage", "negot"),
        *("--probability", "60", "--close-date", "2031-05-01", "--remind", "2031-03-04 14:30", "--json"),
    ).json

    created, modified = shape.pop("created_at"), shape.pop("modified_at")
    assert created <= modified
    assert shape == {
        "number": 3,
        "key": "OPP-3",
        "title": "Fleet",
        "account": {"id": 1, "name": "Fabrikam"},
        "contact": None,
        "assigned_to": {"id": 2, "name": "Cora Dahl", "email": "cora@us.example"},
        "stage": "Negotiation",
        "open": True,
        "probability": 60,
        "currency": "EUR",
        "total": "0",
        "expected_revenue": "0",
        "type": None,
        "source": None,
        "payment_terms": None,
        "lost_reason": None,
        "initiated_by": None,
        "close_date": "2031-05-01",
        "expiration_date": None,
        "delivery_date": None,
        "competitors": "",
        "comments": "",
        "categories": [],
        "external_id": None,
        "fields": {},
        "closed_at": None,
        "reminder": {"on": True, "at": "2031-03-04T13:30:00+00:00"},
    }


def test_a_failed_reference_adds_nothing(office: CommandLine) -> None:
    ended = office("opportunity", "add", "Fleet", "--account", "fabrikam", "--assign", "nobody")

    assert ended.code == 1
    assert "user: there is none for 'nobody'" in ended.err
    assert len(office("opportunity", "list", "--json").json) == 2


def test_the_list_filters_by_title_stage_assignee_and_state(office: CommandLine) -> None:
    def keys(*words: str) -> list[str]:
        return [one["key"] for one in office("opportunity", "list", *words, "--json").json]

    office.did("opportunity", "close", "OPP-2", "lost")

    assert keys() == ["OPP-1"]
    assert keys("--state", "closed") == ["OPP-2"]
    assert keys("--state", "all") == ["OPP-1", "OPP-2"]
    assert keys("--state", "all", "--limit", "1") == ["OPP-1"]
    assert keys("spare", "--state", "all") == ["OPP-2"]
    assert keys("--stage", "proposal") == ["OPP-1"]
    assert keys("--assigned", "bob") == ["OPP-1"]
    assert keys("--assigned", "cora") == []


def test_the_list_is_a_table_for_people(office: CommandLine) -> None:
    office.did("opportunity", "remind", "1", "2031-03-04")

    out = office.did("opportunity", "list")

    line = next(line for line in out.splitlines() if line.startswith("OPP-1"))
    assert line.split() == [
        "OPP-1",
        "200",
        "seats",
        "Ann",
        "Lee",
        "Bob",
        "Berg",
        "Proposal",
        "0",
        "2031-03-04",
        "09:00",
    ]


@pytest.mark.parametrize("name", ["OPP-1", "opp-1", "1", "seats"])
def test_it_is_found_by_key_number_and_part_of_the_title(office: CommandLine, name: str) -> None:
    assert shown(office, name)["number"] == 1


def test_it_is_shown_with_its_party_and_assignee(office: CommandLine) -> None:
    out = office.did("opportunity", "show", "OPP-1")

    assert out.splitlines()[0] == "OPP-1 200 seats"
    assert "Ann Lee, Fabrikam, 123" in out
    assert "Bob Berg" in out


def test_an_edit_changes_what_is_named_and_nothing_else(office: CommandLine) -> None:
    before = shown(office)
    after = office("opportunity", "edit", "OPP-1", "--probability", "40", "--json").json

    assert after == {key: before[key] for key in after} | {"probability": 40, "modified_at": after["modified_at"]}


def test_an_edit_links_to_another_party_and_clears(office: CommandLine) -> None:
    office.did("opportunity", "edit", "OPP-1", "--close-date", "2031-01-01")
    after = office(
        "opportunity", "edit", "OPP-1", "--account", "fabrikam", "--clear", "assign", "--clear", "close-date", "--json"
    ).json

    assert after["account"] == {"id": 1, "name": "Fabrikam"}
    assert (after["contact"], after["assigned_to"], after["close_date"]) == (None, None, None)


def test_a_closed_one_is_read_only_until_it_is_reopened(office: CommandLine) -> None:
    office.did("opportunity", "edit", "OPP-1", "--probability", "40")
    closed = office("opportunity", "close", "OPP-1", "won", "--on", "2020-01-02", "--json").json
    refused = office("opportunity", "edit", "OPP-1", "--title", "x")
    reopened = office("opportunity", "reopen", "OPP-1", "--stage", "needs", "--json").json

    assert (closed["stage"], closed["probability"], closed["open"]) == ("Closed Won", 100, False)
    assert closed["closed_at"].startswith("2020-01-02T22:59:59")
    assert refused.code == 1
    assert "reopen it first" in refused.err
    assert (reopened["stage"], reopened["probability"], reopened["open"]) == ("Needs Analysis", 40, True)


def test_it_is_never_closed_in_the_future(office: CommandLine) -> None:
    closed = office("opportunity", "close", "OPP-1", "lost", "--on", "2999-01-01")

    assert closed.code == 2
    assert "in the future" in closed.err


def test_a_closed_stage_is_reached_by_closing_only(office: CommandLine) -> None:
    ended = office("opportunity", "edit", "OPP-1", "--stage", "closed won")

    assert ended.code == 1
    assert "close the opportunity instead" in ended.err


def test_a_reminder_is_set_moved_and_switched_off(office: CommandLine) -> None:
    out = office.did("opportunity", "remind", "OPP-1", "2031-07-04 14:30")
    on = shown(office)["reminder"]
    office.did("opportunity", "remind", "OPP-1", "2031-07-05T08:00+00:00")
    moved = shown(office)["reminder"]
    office.did("opportunity", "remind", "OPP-1", "--off")
    off = shown(office)["reminder"]

    assert "reminder 2031-07-04 14:30" in out
    assert on == {"on": True, "at": "2031-07-04T12:30:00+00:00"}
    assert moved == {"on": True, "at": "2031-07-05T08:00:00+00:00"}
    assert off["on"] is False


def test_a_prefix_of_the_firms_own_names_its_opportunities(office: CommandLine) -> None:
    office.configure("linking.category_prefix = 'DEAL'\n")

    assert shown(office, "DEAL-1")["key"] == "DEAL-1"


def test_an_opportunity_without_mail_has_an_empty_history(office: CommandLine) -> None:
    assert office("opportunity", "history", "OPP-1", "--json").json == []
    assert "no history yet" in office.did("opportunity", "history", "OPP-1")


def test_today_is_understood(office: CommandLine) -> None:
    after = office("opportunity", "edit", "OPP-1", "--close-date", "today", "--json").json

    assert date.fromisoformat(after["close_date"])
