"""`delete` of every record, `bin` and `audit`."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine

pytestmark = pytest.mark.row(34)


def numbers(office: CommandLine, *words: str) -> list[int]:
    return [one["number"] for one in office("opportunity", "list", *words, "--json").json]


def test_a_deleted_opportunity_is_hidden_and_restored(office: CommandLine) -> None:
    told = office.did("opportunity", "delete", "OPP-2")

    assert told == "OPP-2 Spare parts: moved to the recycle bin; to undo: dealtrail bin restore opportunity:2\n"
    assert numbers(office, "--state", "all") == [1]
    shown = office("opportunity", "show", "2")
    assert (shown.code, shown.out) == (1, "")
    assert shown.err == (
        "dealtrail: OPP-2, Spare parts: is in the recycle bin; restore it: dealtrail bin restore opportunity:2\n"
    )
    assert office.did("bin", "restore", "OPP-2") == "OPP-2 Spare parts: restored\n"
    assert numbers(office) == [1, 2]


@pytest.mark.row(33)
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            "account delete fabrikam",
            "account 1, Fabrikam: cannot be deleted while these are linked to it: OPP-2",
        ),
        ("contact delete ann@client.example", "contact 1, Ann Lee: cannot be deleted while these are linked to it"),
    ],
)
def test_a_party_with_opportunities_is_not_deleted(office: CommandLine, words: str, sentence: str) -> None:
    ended = office(*words.split())

    assert (ended.code, ended.out) == (1, "")
    assert sentence in ended.err
    assert "link them elsewhere first" in ended.err
    assert office("bin", "list", "--json").json == []


def test_an_account_is_deleted_and_its_contacts_keep_it(office: CommandLine) -> None:
    office.did("opportunity", "delete", "2")

    told = office.did("account", "delete", "fabrikam")

    assert "account 1, Fabrikam: moved to the recycle bin; its contact keeps it" in told
    assert office("contact", "show", "ann lee", "--json").json["account"]["name"] == "Fabrikam"
    ended = office("bin", "restore", "opportunity:spare")
    assert (ended.code, ended.out) == (1, "")
    assert "restore that first: dealtrail bin restore account:1" in ended.err


@pytest.mark.row(2)
def test_what_comes_back_to_somebody_who_left_says_so(office: CommandLine) -> None:
    office.did("opportunity", "edit", "2", "--assign", "cora")
    office.did("opportunity", "delete", "2")
    office.did("--as", "bob", "user", "edit", "cora", "--inactive")

    told = office.did("bin", "restore", "OPP-2")

    assert "restored; it is assigned to Cora Dahl, who is inactive: assign somebody else" in told


def test_the_bin_lists_what_is_in_it_and_who_deleted_it(office: CommandLine) -> None:
    office.did("--as", "cora", "contact", "delete", "anton")
    office.did("--as", "bob", "opportunity", "delete", "1")

    listed = office("bin", "list", "--json").json

    assert [(one["record"], one["id"], one["name"], one["deleted_by"]) for one in listed] == [
        ("opportunity", 1, "200 seats", "Bob Berg"),
        ("contact", 2, "Anton Ek", "Cora Dahl"),
    ]
    assert [one["id"] for one in office("bin", "list", "--kind", "contact", "--json").json] == [2]
    assert "opportunity:1" in office.did("bin", "list")


def test_emptying_tells_first_and_then_asks_for_yes(office: CommandLine) -> None:
    office.did("opportunity", "delete", "1")

    told = office.did("--as", "bob", "bin", "empty", "--all")
    still = office("bin", "list", "--json").json
    done = office("--as", "bob", "bin", "empty", "--all", "--yes", "--json").json

    assert "would remove OPP-1 200 seats" in told
    assert "add --yes" in told
    assert len(still) == 1
    assert (done["done"], [one["key"] for one in done["removed"]], done["kept"]) == (True, ["OPP-1"], [])
    assert office.did("bin", "list") == "the recycle bin is empty\n"
    assert office("bin", "restore", "OPP-1").code == 1


def test_a_date_spares_what_was_deleted_since(office: CommandLine) -> None:
    office.did("opportunity", "delete", "1")

    assert office.did("--as", "bob", "bin", "empty", "--before", "today", "--yes") == "nothing to remove\n"
    assert "would remove OPP-1" in office.did("bin", "empty", "--before", "tomorrow")


@pytest.mark.row(2)
def test_a_member_does_not_empty_the_bin(office: CommandLine) -> None:
    office.did("opportunity", "delete", "1")

    ended = office("--as", "cora", "bin", "empty", "--all", "--yes")

    assert (ended.code, ended.out) == (1, "")
    assert "recycle bin: it is emptied by an owner only, and Cora Dahl is none; ask an owner" in ended.err
    assert len(office("bin", "list", "--json").json) == 1


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("bin empty", 2, "give --before DATE, or --all"),
        ("bin empty --all --before 2025-01-01", 2, "give --before DATE, or --all"),
        ("bin empty --before never", 2, "'never' is not a date"),
        ("bin restore stage:Proposal", 2, "names no record; write OPP-17, or KIND:NAME"),
        ("bin restore Fabrikam", 2, "names no record"),
        ("bin restore OPP-1", 1, "opportunity in the recycle bin: there is none for '1'"),
        ("bin restore contact:nobody", 1, "contact in the recycle bin: there is none for 'nobody'"),
        ("contact delete nobody", 1, "contact: there is none for 'nobody'"),
        ("audit list --record x:1", 2, "names no record"),
        ("audit list --by nobody", 1, "user: there is none for 'nobody'"),
        ("audit list --record contact:nobody", 1, "contact: there is none for 'nobody'"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(office: CommandLine, words: str, code: int, sentence: str) -> None:
    ended = office(*words.split())

    assert (ended.code, ended.out) == (code, "")
    assert sentence in ended.err
    assert ended.err.count("\n") == 1


# --- the audit trail --------------------------------------------------------------------------------------------------


def trail(office: CommandLine, *words: str) -> list[tuple[str, str, str, str | None, str | None]]:
    changes = office("audit", "list", *words, "--json").json
    return [(one["by"], one["named"], one["field"], one["from"], one["to"]) for one in changes]


@pytest.mark.row(1)
def test_the_trail_of_a_record_says_who_changed_what(office: CommandLine) -> None:
    office.did("--as", "cora", "contact", "edit", "ann lee", "--title", "Buyer")
    office.did("--as", "bob", "opportunity", "edit", "1", "--title", "300 seats")

    assert trail(office, "--record", "contact:ann@client.example", "--limit", "1") == [
        ("Cora Dahl", "contact:1", "title", None, "Buyer")
    ]
    assert trail(office, "--record", "OPP-1")[0] == ("Bob Berg", "OPP-1", "title", "200 seats", "300 seats")
    assert [one[0] for one in trail(office, "--by", "cora")] == ["Cora Dahl"]
    assert trail(office, "--since", "tomorrow") == []
    assert trail(office, "--by", "dealtrail", "--limit", "1")[0][2:] == ("", None, "added")
    assert "300 seats" in office.did("audit", "list", "--since", "today")


@pytest.mark.row(1)
def test_the_trail_outlives_its_record(office: CommandLine) -> None:
    office.did("contact", "delete", "anton")
    in_the_bin = trail(office, "--record", "contact:anton")
    office.did("--as", "bob", "bin", "empty", "--all", "--yes")

    for named in ("contact:2", "contact:Anton Ek"):
        gone = trail(office, "--record", named)
        assert gone[0][2:] == ("", "Anton Ek", "removed for good")
        assert gone[1:] == in_the_bin
