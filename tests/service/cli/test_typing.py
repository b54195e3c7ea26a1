"""Dates, amounts and per cents as people type them, in the options of commands."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine


def test_dates_amounts_and_per_cents_are_typed_as_people_write_them(office: CommandLine) -> None:
    office.did(
        "opportunity",
        "edit",
        "OPP-1",
        "--close-date",
        "27.11.2030",
        "--probability",
        "50 %",
        "--delivery",
        "3. januar 2031",
    )
    office.did("opportunity", "item", "add", "OPP-1", "Installation", "--price", "1.234,50 €", "--discount", "7,5 %")
    office.did("product", "add", "Seat", "--price", "NOK 1 299,00")
    office.did("marketing", "add", "Messe", "--budget", "1,5 Mio EUR", "--start", "1.5.2031")

    shape = office("opportunity", "show", "OPP-1", "--json").json
    assert (shape["close_date"], shape["delivery_date"], shape["probability"]) == ("2030-11-27", "2031-01-03", 50)
    assert shape["total"] == "1141.91"
    assert office("product", "show", "Seat", "--json").json["currency"] == "NOK"
    assert office("marketing", "show", "Messe", "--json").json["budget"]["amount"] == "1500000.00"
    assert "OPP-1" in office.did("opportunity", "list", "--close-from", "1. November 2030", "--min-total", "1.000,50")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("opportunity", "edit", "OPP-1", "--close-date", "03/04/2027"),
            "'03/04/2027' can be 3 April 2027 or 4 March 2027",
        ),
        (("product", "add", "Seat", "--price", "1,234"), "price: '1,234' can be 1234 or 1.234"),
        (
            ("product", "add", "Seat", "--price", "5 USD", "--currency", "EUR"),
            "price: '5 USD' is in USD, and not in EUR",
        ),
        (("opportunity", "item", "add", "OPP-1", "x", "--price", "5 NOK"), "price: '5 NOK' is in NOK, and not in EUR"),
        (("opportunity", "edit", "OPP-1", "--probability", "7,5 %"), "whole per cent are wanted, not '7,5 %'"),
        (("opportunity", "edit", "OPP-1", "--probability", "101%"), "Must be <= 100"),
        (("--locale", "xx", "opportunity", "edit", "OPP-1", "--close-date", "today"), "'xx' is not a locale"),
    ],
)
def test_what_is_not_clear_is_asked_and_nothing_changes(
    office: CommandLine, words: tuple[str, ...], sentence: str
) -> None:
    ended = office(*words)

    assert ended.code != 0
    assert sentence in ended.err
    assert office("product", "list", "--json").json == []
    assert office("opportunity", "show", "OPP-1", "--json").json["close_date"] is None


def test_a_locale_settles_what_can_be_meant_in_two_ways(office: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def close_date(*words: str) -> str:
        office.did(*words, "opportunity", "edit", "OPP-1", "--close-date", "03/04/2027")
        return str(office("opportunity", "show", "OPP-1", "--json").json["close_date"])

    monkeypatch.setenv("LC_TIME", "en_US.UTF-8")
    assert close_date() == "2027-03-04"
    office.configure('records.locale = "de_DE"\n')
    assert close_date() == "2027-04-03"
    assert close_date("--locale", "en-US") == "2027-03-04"
    office.did("product", "add", "Seat", "--price", "1.299")
    assert office("product", "show", "Seat", "--json").json["price"] == "1299.00"


def test_a_locale_that_nobody_knows_is_refused_with_the_configuration(office: CommandLine) -> None:
    office.configure('records.locale = "german"\n')

    ended = office("opportunity", "list")

    assert ended.code == 1
    assert "records.locale" in ended.err


def test_fields_of_the_firms_own_are_typed_so_too(office: CommandLine) -> None:
    for name, kind in (("Budget", "money"), ("Decides", "date"), ("Seats", "number"), ("Signed", "yesno")):
        office.did("--as", "bob", "field", "add", "opportunity", name, "--kind", kind)
    settings = ("Budget=1.234,50 €", "Decides=27. November 2030", "Seats=1 200,5", "Signed=ja")
    office.did("opportunity", "edit", "OPP-1", *(word for one in settings for word in ("--field", one)))

    fields = office("opportunity", "show", "OPP-1", "--json").json["fields"]

    assert fields["Budget"] == {"amount": "1234.50", "currency": "EUR"}
    assert (fields["Decides"], fields["Seats"], fields["Signed"]) == ("2030-11-27", "1200.5", True)
    assert "OPP-1" in office.did(
        "opportunity", "list", "--where", "Budget>=1.000 EUR", "--where", "Decides=27.11.2030", "--locale", "de"
    )
