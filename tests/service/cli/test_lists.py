"""`opportunity list`, `pipeline` and `forecast`."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine

pytestmark = pytest.mark.row(17, 19)


@pytest.fixture
def deals(office: CommandLine) -> CommandLine:
    office.did("opportunity", "item", "add", "OPP-1", "Seat", "--price", "100", "--quantity", "10")
    office.did("opportunity", "edit", "OPP-1", "--probability", "40", "--close-date", "2031-05-01", "--category", "Hot")
    return office


def keys(line: CommandLine, *words: str) -> list[str]:
    return [one["key"] for one in line("opportunity", "list", *words, "--json").json]


def test_the_list_is_filtered_by_what_is_named(deals: CommandLine) -> None:
    assert keys(deals, "--stage", "proposal") == ["OPP-1"]
    assert keys(deals, "--stage", "none") == []
    assert keys(deals, "--assigned", "none") == ["OPP-2"]
    assert keys(deals, "--account", "fabrikam") == ["OPP-2"]
    assert keys(deals, "--contact", "ann@client.example") == ["OPP-1"]
    assert keys(deals, "--category", "hot") == ["OPP-1"]
    assert keys(deals, "--category", "none") == ["OPP-2"]
    assert keys(deals, "--min-revenue", "400", "--max-revenue", "400.00") == ["OPP-1"]
    assert keys(deals, "--min-probability", "41") == []
    assert keys(deals, "--close-from", "2031-05-01", "--close-to", "2031-05-01") == ["OPP-1"]
    assert keys(deals, "--number", "OPP-2", "--number", "1") == ["OPP-1", "OPP-2"]
    assert keys(deals, "--initiated-by", "account:fabrikam") == []
    assert keys(deals, "--sort", "total", "--desc") == ["OPP-1", "OPP-2"]
    assert keys(deals, "--sort", "total") == ["OPP-2", "OPP-1"]


@pytest.mark.parametrize(
    "words",
    [
        ("--close-from", "2031-02-01", "--close-to", "2031-01-01"),
        ("--min-probability", "50", "--max-probability", "40"),
        ("--min-total", "50", "--max-total", "40"),
        ("--initiated-by", "ann"),
        ("--limit", "0"),
        ("--sort", "colour"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(deals: CommandLine, words: tuple[str, ...]) -> None:
    assert deals("opportunity", "list", *words).code == 2


def test_a_page_says_that_there_is_more_and_totals_count_it(deals: CommandLine) -> None:
    page = deals.did("opportunity", "list", "--limit", "1")
    counted = deals.did("opportunity", "list", "--limit", "1", "--totals")
    last = deals.did("opportunity", "list", "--limit", "1", "--offset", "1")

    assert "there are more: --offset 1" in page
    assert "1 more: --offset 1" in counted
    assert "2 opportunities, total 1000.00 EUR, expected 400.00 EUR" in counted
    assert "--offset" not in last
    assert deals("opportunity", "list", "--totals", "--json").json["totals"] == [
        {"currency": "EUR", "count": 2, "total": "1000.00", "expected_revenue": "400.00"}
    ]


def test_the_pipeline_and_the_forecast_weigh_by_probability(deals: CommandLine) -> None:
    sums = [{"currency": "EUR", "count": 1, "total": "1000.00", "expected_revenue": "400.00"}]
    pipeline = {one["stage"]: one["sums"] for one in deals("pipeline", "--assigned", "bob", "--json").json}
    forecast = deals("forecast", "--assigned", "bob", "--json").json

    assert pipeline["Proposal"] == sums
    assert pipeline["Prospecting"] == []
    assert forecast == [{"month": "2031-05", "sums": sums}]
    assert "400.00 EUR" in deals.did("pipeline")
    assert "2031-05" in deals.did("forecast")
    assert "no close date" in deals.did("forecast")
