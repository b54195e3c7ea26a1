"""`dealtrail report`: what pictures tell, in words and for programs."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine


@pytest.fixture
def deals(office: CommandLine) -> CommandLine:
    office.did("opportunity", "item", "add", "OPP-1", "Seat", "--price", "100", "--quantity", "10")
    office.did("opportunity", "edit", "OPP-1", "--probability", "40", "--source", "web")
    office.did("note", "add", "--opportunity", "OPP-1", "Called Ann")
    return office


def test_the_pipeline_and_the_forecast_are_what_their_own_commands_show(deals: CommandLine) -> None:
    for kind in ("pipeline", "forecast"):
        assert deals("report", kind, "--json").json == deals(kind, "--json").json
        assert deals.did("report", kind) == deals.did(kind)


def test_what_was_won_is_told_by_month_and_source(deals: CommandLine) -> None:
    deals.did("opportunity", "close", "OPP-1", "won")

    found = deals("report", "outcomes", "--months", "2", "--json").json

    sums = [{"currency": "EUR", "won": 1, "won_total": "1000.00", "lost": 0, "lost_total": "0.00"}]
    assert [one["sums"] for one in found["months"]] == [[], sums]
    assert found["sources"] == [{"source": "Web", "sums": sums}]
    assert "1000.00 EUR" in deals.did("report", "outcomes")
    assert "nothing was closed" in deals.did("report", "outcomes", "--state", "lost")


def test_times_in_stages_and_what_went_quiet_are_told(deals: CommandLine) -> None:
    deals.did("opportunity", "edit", "OPP-1", "--stage", "negotiation")

    stages = {one["stage"]: one for one in deals("report", "cycle", "--json").json}
    activity = deals("report", "activity", "--weeks", "2", "--json").json

    assert sum(one["stays"] for one in stages.values()) == 1
    assert (stages["Negotiation"]["waiting"], stages["Negotiation"]["waiting_median_hours"]) == (1, 0)
    assert (activity["count"], activity["quiet"]) == (2, 0)
    assert {one["key"]: one["items"] for one in activity["opportunities"]} == {"OPP-1": [0, 1], "OPP-2": [0, 0]}
    assert "0 of 2 quiet" in deals.did("report", "activity")
    assert "Negotiation" in deals.did("report", "cycle")


@pytest.mark.parametrize(
    "words",
    [
        ("outcomes", "--months", "0"),
        ("cycle", "--months", "121"),
        ("activity", "--quiet-after", "0"),
        ("activity", "--weeks", "54"),
        ("weather",),
    ],
)
def test_a_report_that_cannot_be_meant_is_refused(deals: CommandLine, words: tuple[str, ...]) -> None:
    assert deals("report", *words).code == 2
