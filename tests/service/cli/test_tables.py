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
    assert again == {"added": 0, "updated": 0, "unchanged": 1, "taken_in": True, "problems": []}
    assert office("contact", "show", "eva@client.example", "--json").json["account"]["name"] == "Fabrikam"


def test_when_any_row_is_wrong_nothing_is_taken_in_and_all_are_told(office: CommandLine) -> None:
    (office.folder / "c.csv").write_text("name,emails,account\nNew,new@x.example,\nEva,a b,\nMoe,,Nowhere\n")

    ended = office("import", "contacts", str(office.folder / "c.csv"))

    assert ended.code == 1
    assert "c.csv, line 3" in ended.err
    assert "'a b' is not an e-mail address" in ended.err
    assert "c.csv, line 4, column account: account: there is none for 'Nowhere'" in ended.err
    assert "nothing was taken in: 2 things are wrong" in ended.err
    assert office("contact", "show", "new@x.example").code == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name\n\xc5se\n", "c.csv, line 2: is not UTF-8 (byte 0xC5); save it as UTF-8, or name its encoding"),
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
