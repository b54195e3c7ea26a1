"""`import`, `export`, and save and new."""

from __future__ import annotations

import io
import json

import pytest

from tests.service.cli.line import CommandLine

pytestmark = pytest.mark.row(38)

CONTACTS = "name;emails;account\nEva Moe;eva@client.example;Fabrikam\n"


def test_a_dry_run_changes_nothing_and_the_run_does(office: CommandLine) -> None:
    (office.folder / "c.csv").write_text(CONTACTS)
    words = ("import", "contacts", str(office.folder / "c.csv"), "--delimiter", ";")

    dry = office.did(*words, "--dry-run")
    before = office("contact", "list", "--json").json
    done = office.did(*words)
    again = office(*words, "--json").json

    assert "1 added, 0 updated, 0 unchanged (nothing was changed: a dry run)" in dry
    assert "Eva Moe" not in [one["name"] for one in before]
    assert "contacts: 1 added" in done
    told = {"added": 0, "updated": 0, "unchanged": 1, "left_out": 0, "taken_in": True, "problems": []}
    assert again.items() >= told.items()
    assert again["found"] == "UTF-8, cells parted by ';'"
    assert office("contact", "show", "eva@client.example", "--json").json["account"]["name"] == "Fabrikam"


def test_when_any_row_is_wrong_nothing_is_taken_in_and_all_are_told(office: CommandLine) -> None:
    (office.folder / "c.csv").write_text("name,emails,account\nNew,new@x.example,\nEva,a b,\nMoe,,Nowhere\n")

    ended = office("import", "contacts", str(office.folder / "c.csv"))

    assert ended.code == 1
    assert "c.csv, line 3" in ended.err
    assert "'a b' is not an e-mail address" in ended.err
    assert "c.csv, line 4, column account: account: there is none for 'Nowhere'" in ended.err
    assert "nothing was taken in: 2 things are wrong" in ended.err
    assert "accounts that are not there are added by: --add-accounts" in ended.err
    assert office("contact", "show", "new@x.example").code == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name\n\x81se\n", "c.csv, line 2: is not UTF-8 (byte 0x81); save it as UTF-8, or name its encoding"),
        (b"", "c.csv: is empty; its first row names the columns"),
        (b"name,shoe\nx,42\n", "c.csv, line 1: has a column 'shoe', which is unknown"),
    ],
)
def test_what_is_no_table_is_said_in_a_sentence(office: CommandLine, content: bytes, sentence: str) -> None:
    (office.folder / "c.csv").write_bytes(content)

    ended = office("import", "accounts", str(office.folder / "c.csv"))

    assert ended.code == 1
    assert sentence in ended.err


def test_a_file_that_is_not_there_is_said_in_a_sentence(office: CommandLine) -> None:
    ended = office("import", "accounts", str(office.folder / "nothing.csv"))

    assert ended.code == 1
    assert "nothing.csv: no such file or directory" in ended.err


def test_an_encoding_that_is_named_is_used(office: CommandLine) -> None:
    (office.folder / "c.csv").write_bytes("name\nÅse Bygg\n".encode("cp1252"))

    office.did("import", "accounts", str(office.folder / "c.csv"), "--encoding", "cp1252")

    assert "Åse Bygg" in office.did("account", "list")


@pytest.mark.parametrize("table", ["accounts", "contacts", "opportunities"])
def test_what_was_exported_is_imported_unchanged(office: CommandLine, table: str) -> None:
    file = office.folder / "t.csv"
    office.did("export", table, str(file))
    refused = office("export", table, str(file))
    office.did("export", table, str(file), "--force")

    report = office("import", table, str(file), "--json").json

    assert refused.code == 1
    assert "is there already; give --force" in refused.err
    assert (report["added"], report["updated"], report["problems"]) == (0, 0, [])
    assert report["unchanged"] >= 1


def test_workbooks_go_out_and_come_in_and_tables_for_other_spreadsheets_too(office: CommandLine) -> None:
    book, table = office.folder / "deals.xlsx", office.folder / "deals.csv"
    office.did("export", "opportunities", str(book))
    office.did("export", "opportunities", str(table), "--locale", "de", "--bom")

    reports = [
        office("import", "opportunities", str(book), "--json").json,
        office("import", "opportunities", str(table), "--locale", "de", "--json").json,
    ]

    assert [(report["updated"], report["unchanged"]) for report in reports] == [(0, 2), (0, 2)]
    assert reports[0]["found"] == "an Excel workbook, sheet 'opportunities'"
    assert reports[1]["found"] == "UTF-8 with a byte order mark, cells parted by ';'"
    assert office("export", "accounts", str(book), "--bom", "--force").code == 2


def test_rows_that_are_wrong_are_left_out_into_a_file(office: CommandLine) -> None:
    (office.folder / "c.csv").write_text(
        "name,emails\nEva,eva@x.example\nKim,a b\nLi,a c\nAnn Lee,ann@client.example\n"
    )
    words = ("import", "contacts", str(office.folder / "c.csv"), "--skip-bad")

    ended = office(*words)
    again = office(*words)

    assert ended.code == 0
    assert "c.csv, lines 3–4, column emails: emails: 'a b' is not an e-mail address (also 'a c')" in ended.err
    assert "2 rows left out: " in ended.out
    assert (office.folder / "c.csv.left-out.csv").read_text("utf-8-sig").splitlines()[1].endswith(",Kim,a b")
    assert "is there already; give --force" in again.err
    assert office("import", "contacts", "c.csv", "--left-out", "x").code == 2


def test_a_table_of_another_program_is_explained_with_a_map(office: CommandLine) -> None:
    (office.folder / "c.csv").write_text("Vorname,Nachname,Fone\nEva,Moe,1\n")
    words = ("import", "contacts", str(office.folder / "c.csv"))
    map_file = office.folder / "m.toml"

    refused = office(*words).err
    told = office.did(*words, "--explain", "--save-map", str(map_file))
    shape = office(*words, "--explain", "--json").json
    done = office.did(*words, "--map", str(map_file))
    changed = office.did(*words, "--map", str(map_file))

    assert "has a column 'Fone', which is unknown; nearest: phone, phones, name; --explain proposes a map" in refused
    assert "with the columns of Outlook" in told
    assert shape["columns"][2]["proposed"] in ("phone", "phones")
    assert "1 added" in done
    assert "1 unchanged" in changed


def test_the_history_and_json_are_for_other_programs(office: CommandLine) -> None:
    office.did("note", "add", "=About delivery", "--opportunity", "OPP-1", "--text", "They need it")

    table = office.did("export", "history")
    found = json.loads(office.did("export", "opportunities", "--format", "json"))

    assert "'=About delivery" in table
    assert [one["title"] for one in found] == ["200 seats", "Spare parts"]


def test_after_saving_the_next_is_asked_for_with_the_same_settings(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Second\nThird\n\nnever read\n"))

    made = office(
        "opportunity", "add", "First", "--account", "Fabrikam", "--stage", "proposal", "--and-new", "--json"
    ).json

    assert [one["title"] for one in made] == ["First", "Second", "Third"]
    assert {(one["account"]["name"], one["stage"]) for one in made} == {("Fabrikam", "Proposal")}


def test_contacts_and_accounts_are_saved_one_after_the_other(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Eva Moe <eva@fabrikam.example>\nIda\n"))
    told = office.did("contact", "add", "Jon", "--email", "jon@fabrikam.example", "--account", "Fabrikam", "--and-new")
    monkeypatch.setattr("sys.stdin", io.StringIO("Contoso\n"))
    office.did("account", "add", "Northwind", "--type", "customer", "--and-new")

    assert len(told.splitlines()) == 3
    assert office("contact", "show", "eva@fabrikam.example", "--json").json["account"]["name"] == "Fabrikam"
    assert office("account", "show", "Contoso", "--json").json["type"] == "Customer"


def test_the_first_that_is_refused_ends_it_and_what_was_saved_stays(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Eva <ann@client.example>\nIda\n"))

    ended = office("contact", "add", "Jon", "--and-new")

    assert ended.code == 1
    assert "belongs to contact 1, Ann Lee" in ended.err
    assert [one["name"] for one in office("contact", "list", "--json").json] == ["Ann Lee", "Anton Ek", "Jon"]
