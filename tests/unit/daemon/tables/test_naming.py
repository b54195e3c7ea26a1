"""Which column of a table becomes which of ours."""

from __future__ import annotations

import pytest

from daemon.tables.columns import BY_TABLE
from daemon.tables.naming import ColumnMap, headed, map_of, map_text
from daemon.tables.naming.heading import known_names, refuse, score
from daemon.tables.naming.maps import PASSED, key_of, programs
from store.errors import Invalid

pytestmark = pytest.mark.row(38)


def becomes(table: str, *cells: str, map: ColumnMap | None = None) -> list[str | None]:
    return [place.becomes for place in headed("t.csv", cells, table, list(BY_TABLE[table]), map).places]


def refused(table: str, *cells: str, map: ColumnMap | None = None) -> str:
    columns = list(BY_TABLE[table])
    with pytest.raises(Invalid) as told:
        refuse("t.csv", headed("t.csv", cells, table, columns, map), columns)
    return str(told.value)


@pytest.mark.parametrize("table", list(BY_TABLE))
def test_every_map_of_a_program_makes_columns_that_we_have(table: str):
    known = set(known_names(BY_TABLE[table]).values())

    for program in programs(table):
        assert set(program.columns.values()) - {PASSED} <= known, program.name
        assert set(program.values) <= known, program.name
    assert {"Outlook", "Salesforce", "HubSpot", "Pipedrive", "EspoCRM", "Business Contact Manager"} >= {
        program.name for program in programs(table)
    }


@pytest.mark.parametrize(
    ("table", "cells", "program", "expected"),
    [
        ("contacts", ["Phones", " NAME ", "External ID"], "", ["phones", "name", "external_id"]),
        (
            "contacts",
            ["First Name", "Title", "Job Title", "E-mail Address"],
            "Outlook",
            ["first_name", "-", "title", "email"],
        ),
        ("contacts", ["Vorname", "Straße geschäftlich", "E-Mail-Adresse"], "Outlook", ["first_name", "-", "email"]),
        ("contacts", ["Vorname", "Telefon gescha\u0308ftlich"], "Outlook", ["first_name", "phone"]),
        ("contacts", ["Contact ID", "Account Name", "Title"], "Salesforce", ["external_id", "account", "title"]),
        ("accounts", ["Record ID", "Company name", "Create Date"], "HubSpot", ["external_id", "name", "-"]),
        (
            "opportunities",
            ["Deal - Title", "Deal - Value", "Deal - Status"],
            "Pipedrive",
            ["title", "amount", "status"],
        ),
        ("opportunities", ["name", "accountName", "amountCurrency"], "EspoCRM", ["title", "account", "currency"]),
        ("opportunities", ["Opportunity Title", "Sales Stage"], "Business Contact Manager", ["title", "stage"]),
    ],
)
def test_columns_are_known_by_the_names_of_other_programs(
    table: str, cells: list[str], program: str, expected: list[str]
):
    heading = headed("t.csv", cells, table, list(BY_TABLE[table]))

    assert [place.becomes for place in heading.places] == expected
    assert heading.program == program


@pytest.mark.parametrize(
    ("table", "cells", "sentence"),
    [
        ("accounts", ["name", "fone"], "has a column 'fone', which is unknown; nearest: phone, name; --explain"),
        ("accounts", ["name", "Name "], "names the column 'name' twice"),
        ("accounts", ["", "name"], "has a column ''"),
        (
            "accounts",
            ["name", "shoe", "E-Post"],
            "has columns that are unknown: 'shoe', 'E-Post'; there are: external_id",
        ),
        ("contacts", ["E-mail Address", "E-mail Address", "First Name"], "names the column 'e-mail address' twice"),
        ("contacts", ["name", "first_name"], "has two columns, 'name' and 'first_name', that become 'first_name'"),
    ],
)
def test_a_first_row_that_means_nothing_is_refused(table: str, cells: list[str], sentence: str):
    assert refused(table, *cells).startswith(f"t.csv, line 1: {sentence}")


def test_empty_columns_at_the_end_are_none():
    assert becomes("accounts", "name", "phone", "", " ") == ["name", "phone"]


TOML = b'[columns]\n"Fone" = "phone"\n"Shoe size" = "-"\n\n[values.type]\n"A" = "Customer"\n'
CSV = "\ufeffcolumn;value;becomes\r\nFone;;phone\r\nShoe size;;-\r\nArt;;type\r\nArt;A;Customer\r\n".encode()


@pytest.mark.parametrize(("name", "content"), [("m.toml", TOML), ("m.csv", CSV)])
def test_a_firms_map_is_toml_or_a_table(name: str, content: bytes):
    map = map_of(name, content, "accounts")

    assert becomes("accounts", "name", "FONE", "Shoe size", map=map) == ["name", "phone", "-"]
    assert map.values == {"type": {"a": "Customer"}}


def test_a_map_may_be_of_several_tables():
    content = b'[accounts.columns]\n"A" = "name"\n[contacts.columns]\n"A" = "account"\n'

    assert becomes("accounts", "A", map=map_of("m.toml", content, "accounts")) == ["name"]
    assert becomes("contacts", "A", map=map_of("m.toml", content, "contacts")) == ["account"]


def test_two_columns_that_a_map_makes_one_are_refused():
    map = map_of("m.toml", b'[columns]\n"A" = "name"\n"B" = "name"\n', "accounts")

    assert "has two columns, 'A' and 'B', that become 'name'" in refused("accounts", "A", "B", map=map)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("m.toml", b"[columns\n", r"m.toml: is no TOML: .*line 1"),
        ("m.toml", b"\xff", "is not UTF-8"),
        ("m.toml", b"[colums]\n", "has a part 'colums', which is unknown"),
        ("m.toml", b'[columns]\n"A" = 5\n', "does not say what each of 'columns' becomes"),
        ("m.csv", b"a,b\nx,y\n", "is no map; its first row is column,becomes"),
        ("m.csv", b"column,becomes\nx,\n", "line 2: names no column, or not what it becomes"),
        ("m.csv", b"column,becomes\nx,name\nX,phone\n", "names the column 'X' twice"),
        ("m.pdf", b"%PDF-1.4", "is a PDF"),
    ],
)
def test_what_is_no_map_is_said(name: str, content: bytes, reason: str):
    with pytest.raises(Invalid, match=reason):
        map_of(name, content, "accounts")


def test_a_map_to_a_column_that_we_have_not_is_refused():
    map = map_of("m.toml", b'[columns]\n"A" = "shoe"\n', "accounts")

    with pytest.raises(Invalid, match="makes 'a' 'shoe', which is no column; there are: "):
        becomes("accounts", "A", map=map)


def test_a_proposed_map_reads_back():
    text = map_text([('A "quoted"', "name", "nearest"), ("Größe", "-", "")])

    assert map_of("m.toml", text.encode(), "accounts").columns == {key_of('A "quoted"'): "name", key_of("Größe"): "-"}


def test_a_row_is_scored_by_the_columns_that_it_names():
    columns = list(BY_TABLE["contacts"])

    assert score(["Vorname", "Firma", "x"], "contacts", columns, None) == 2
    assert score(["Contacts of 2025", ""], "contacts", columns, None) == 0
