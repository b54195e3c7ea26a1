"""Every field of an opportunity from the command line, its line items, its comments and its trail."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine


@pytest.mark.row(6, 8, 13, 14, 15, 17)
def test_every_field_is_set_shown_and_cleared(office: CommandLine) -> None:
    shape = office(
        *("opportunity", "edit", "OPP-1", "--type", "renewal", "--source", "partner", "--terms", "net 30"),
        *("--expires", "2031-01-02", "--delivery", "2031-02-03", "--initiated-by", "contact:ann"),
        *("--competitors", "Contoso", "--comments", "Careful", "--category", "Hot", "--category", "EMEA"),
        *("--currency", "nok", "--external-id", "X-1", "--created", "2020-05-01", "--json"),
    ).json
    out = office.did("opportunity", "show", "OPP-1")
    cleared = office(
        *("opportunity", "edit", "OPP-1", "--json"),
        *(word for name in ("type", "source", "terms", "expires", "delivery") for word in ("--clear", name)),
        *(word for name in ("initiated-by", "competitors", "comments", "categories") for word in ("--clear", name)),
    ).json

    assert (shape["type"], shape["source"], shape["payment_terms"]) == ("Renewal", "Partner", "Net 30")
    assert (shape["expiration_date"], shape["delivery_date"]) == ("2031-01-02", "2031-02-03")
    assert shape["initiated_by"] == {"kind": "contact", "id": 1, "name": "Ann Lee"}
    assert (shape["competitors"], shape["comments"], shape["categories"]) == ("Contoso", "Careful", ["EMEA", "Hot"])
    assert (shape["currency"], shape["external_id"]) == ("NOK", "X-1")
    assert shape["created_at"] == "2020-04-30T22:00:00+00:00"
    for word in ("Renewal", "Partner", "Net 30", "2031-01-02", "contact Ann Lee", "Contoso", "Careful", "EMEA, Hot"):
        assert word in out
    assert [cleared[name] for name in ("type", "source", "payment_terms", "initiated_by")] == [None] * 4
    assert (cleared["competitors"], cleared["comments"], cleared["categories"]) == ("", "", [])


@pytest.mark.row(17)
def test_categories_are_added_and_taken_off_whatever_their_case(office: CommandLine) -> None:
    office.did("opportunity", "edit", "OPP-1", "--category", "Hot", "--category", "hot")
    shape = office("opportunity", "edit", "OPP-1", "--add-category", "EMEA", "--remove-category", "HOT", "--json").json
    refused = office("opportunity", "edit", "OPP-1", "--remove-category", "HOT")

    assert shape["categories"] == ["EMEA"]
    assert refused.code == 1
    assert "category of the opportunity: there is none for 'HOT'" in refused.err


@pytest.mark.row(9)
def test_the_party_is_made_on_the_spot(office: CommandLine) -> None:
    by_person = office(
        "opportunity", "add", "Fleet", "--new-contact", "Eve Ny", "--email", "eve@new.example", "--json"
    ).json
    by_company = office("opportunity", "edit", by_person["key"], "--new-account", "New AS", "--json").json
    both = office("opportunity", "add", "T", "--new-contact", "A", "--account", "fabrikam")

    assert by_person["contact"]["name"] == "Eve Ny"
    assert office("contact", "show", "eve@new.example", "--json").json["name"] == "Eve Ny"
    assert (by_company["contact"], by_company["account"]["name"]) == (None, "New AS")
    assert both.code == 2
    assert "exactly one party" in both.err


@pytest.mark.row(9)
def test_a_refused_opportunity_leaves_no_party_behind(office: CommandLine) -> None:
    ended = office("opportunity", "add", " ", "--new-account", "New AS")

    assert ended.code == 1
    assert "title: must not be empty" in ended.err
    assert [one["name"] for one in office("account", "list", "--json").json] == ["Fabrikam"]


@pytest.mark.row(14)
@pytest.mark.parametrize("text", ["ann", "user:bob", "contact:"])
def test_an_initiator_that_cannot_be_meant_is_refused(office: CommandLine, text: str) -> None:
    ended = office("opportunity", "edit", "OPP-1", "--initiated-by", text)

    assert ended.code == 2
    assert "account:NAME, contact:NAME or marketing:TITLE" in ended.err


@pytest.mark.row(16)
def test_a_comment_begins_with_date_time_and_author(office: CommandLine) -> None:
    office.did("opportunity", "edit", "OPP-1", "--comments", "Before")
    comments = office("--as", "bob", "opportunity", "comment", "OPP-1", "They called\nagain", "--json").json["comments"]

    before, _, stamped = comments.partition("\n\n")
    assert before == "Before"
    assert stamped.partition(" Bob Berg: ")[2] == "They called\nagain"
    assert len(stamped.partition(" Bob Berg: ")[0]) == len("2026-03-02 13:00")


@pytest.mark.row(1)
def test_the_log_says_who_changed_what_from_what_to_what(office: CommandLine) -> None:
    office.did("--as", "bob", "opportunity", "edit", "OPP-1", "--title", "300 seats")

    latest = office("opportunity", "log", "OPP-1", "--limit", "1", "--json").json[0]
    out = office.did("opportunity", "log", "OPP-1")

    assert latest.pop("at")
    assert latest == {"by": "Bob Berg", "field": "title", "from": "200 seats", "to": "300 seats"}
    assert "300 seats" in out


@pytest.mark.row(13, 27)
def test_closing_on_a_day_makes_it_the_close_date(office: CommandLine) -> None:
    closed = office("opportunity", "close", "OPP-1", "won", "--on", "2020-01-02", "--json").json

    assert closed["close_date"] == "2020-01-02"


@pytest.mark.row(13)
def test_a_date_before_the_record_was_begun_is_refused(office: CommandLine) -> None:
    ended = office(
        "opportunity", "add", "T", "--account", "fabrikam", "--created", "2020-05-01", "--expires", "2020-04-01"
    )

    assert ended.code == 1
    assert "expiration_date 2020-04-01 is before the day it was created, 2020-04-30" in ended.err


@pytest.mark.row(11, 12)
def test_line_items_come_from_the_catalogue_or_are_free(office: CommandLine) -> None:
    office.did("product", "add", "Seat", "--price", "129.90")
    office.did("opportunity", "edit", "OPP-1", "--probability", "50")
    office.did("opportunity", "item", "add", "OPP-1", "--product", "seat", "--quantity", "2", "--discount", "10")
    office.did("opportunity", "item", "add", "OPP-1", "Installation", "--price", "100")
    office.did("opportunity", "item", "move", "OPP-1", "2", "--to", "1")
    office.did("opportunity", "item", "edit", "OPP-1", "1", "--quantity", "1.5")

    shape = office("opportunity", "show", "OPP-1", "--json").json
    out = office.did("opportunity", "show", "OPP-1")

    lines = [(item["name"], item["total"]) for item in shape["items"]]
    assert lines == [
        ("Installation", "150.00"),
        ("Seat", "233.82"),
    ]
    assert (shape["total"], shape["expected_revenue"]) == ("383.82", "191.91")
    assert "191.91 EUR" in out
    assert "Installation" in out
    assert "383.82 EUR" in office.did("opportunity", "item", "list", "OPP-1")
    office.did("opportunity", "item", "remove", "OPP-1", "1")
    assert [one["name"] for one in office("opportunity", "item", "list", "OPP-1", "--json").json] == ["Seat"]


@pytest.mark.row(11)
def test_the_catalogue_is_kept(office: CommandLine) -> None:
    office.configure("records.currency = 'nok'\n")
    office.did("product", "add", "Seat", "--price", "10")
    office.did("product", "edit", "seat", "--price", "12.50", "--description", "Red")

    assert office("product", "show", "seat", "--json").json == {
        "id": 1,
        "name": "Seat",
        "description": "Red",
        "price": "12.50",
        "currency": "NOK",
        "active": True,
    }
    office.did("product", "retire", "seat")
    assert office("product", "list", "--json").json == []
    assert "retired" in office.did("product", "list", "--all")
    office.did("product", "retire", "seat", "--undo")
    assert "12.50 NOK" in office.did("product", "show", "seat")
    office.did("product", "delete", "seat")
    assert "no products yet" in office.did("product", "list", "--all")


@pytest.mark.row(11)
def test_the_default_currency_is_the_configured_one(office: CommandLine) -> None:
    office.configure("records.currency = 'NOK'\n")
    shape = office("opportunity", "add", "T", "--account", "fabrikam", "--json").json
    office.configure("records.currency = 'XXQ'\n")
    ended = office("opportunity", "list")

    assert shape["currency"] == "NOK"
    assert ended.code == 1
    assert "records.currency" in ended.err


@pytest.mark.row(11)
def test_a_free_line_names_its_price(office: CommandLine) -> None:
    ended = office("opportunity", "item", "add", "OPP-1", "Seat")

    assert ended.code == 2
    assert "needs its --price (0 where it is free), or give --product" in ended.err


@pytest.mark.row(11)
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--price", "1", "--quantity", "-1"), "quantity: must not be negative"),
        (("--price", "1,5,0"), "price: '1,5,0' is not a number"),
        (("--price", "1", "--discount", "101"), "discount: must be from 0 to 100"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(office: CommandLine, words: tuple[str, ...], sentence: str) -> None:
    ended = office("opportunity", "item", "add", "OPP-1", "Seat", *words)

    assert ended.code == 1
    assert sentence in ended.err
    assert office("opportunity", "item", "list", "OPP-1", "--json").json == []
