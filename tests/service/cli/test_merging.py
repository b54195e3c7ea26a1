"""`account merge` and `contact merge`: what is told before, after, and of undoing it."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine

pytestmark = pytest.mark.row(41)


def test_a_dry_run_says_what_would_become_of_them_and_changes_nothing(office: CommandLine) -> None:
    office.did("contact", "edit", "anton", "--title", "Buyer", "--phone", "22 33 44 55")

    told = office.did("contact", "merge", "anton", "ann lee", "--dry-run")

    assert told == (
        "contact 1, Ann Lee: would be merged into contact 2, Anton Ek\n"
        "  goes along: 1 opportunity\n"
        "  added to its addresses: ann@client.example\n"
        "  added to its phones: 123\n"
        "  account: 'Fabrikam' is taken over\n"
        "  name: 'Anton Ek' stays, 'Ann Lee' is not taken over\n"
        "nothing was changed: to do it, leave out --dry-run\n"
    )
    assert office("contact", "show", "ann lee", "--json").json["opportunities"][0]["number"] == 1


def test_merged_and_restored_each_has_what_was_its_own(office: CommandLine) -> None:
    office.did("opportunity", "close", "1", "won")

    told = office.did("contact", "merge", "2", "ann lee")

    assert told.startswith(
        "contact 1, Ann Lee: merged into contact 2, Anton Ek\n  goes along: 1 opportunity (1 closed)\n"
    )
    assert told.endswith("to undo: dealtrail bin restore contact:1\n")
    assert office("contact", "show", "ann@client.example", "--json").json["name"] == "Anton Ek"
    assert "contact 1, Ann Lee: merged into contact 2, Anton Ek" in " ".join(office.did("bin", "list").split())
    assert "merged into contact 2, Anton Ek" in office.did("audit", "list", "--record", "contact:2")
    ended = office("contact", "show", "ann lee")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "dealtrail: contact 1, Ann Lee: was merged into contact 2, Anton Ek; take that one, or undo it: "
        "dealtrail bin restore contact:1\n"
    )
    assert office.did("bin", "restore", "contact:1") == (
        "contact 1, Ann Lee: restored with 1 opportunity; what came later stays with contact 2, Anton Ek\n"
    )
    assert office("contact", "show", "ann lee", "--json").json["addresses"] == ["ann@client.example"]


def test_what_is_anothers_by_now_is_told_and_left_there(office: CommandLine) -> None:
    office.did("contact", "merge", "2", "ann lee")
    office.did("opportunity", "edit", "1", "--account", "fabrikam")
    office.did("contact", "edit", "2", "--remove-email", "ann@client.example")
    office.did("contact", "add", "Cy", "--email", "ann@client.example")

    told = office.did("bin", "restore", "contact:1")

    assert told == (
        "contact 1, Ann Lee: restored; what came later stays with contact 2, Anton Ek; "
        "linked elsewhere since, and left there: OPP-1, address ann@client.example\n"
    )


def test_programs_get_the_same(office: CommandLine) -> None:
    office.did("account", "add", "Fabrikam AS", "--web", "fabrikam.test", "--domain", "fabrikam.test")

    told = office("account", "merge", "1", "2", "--json").json

    assert told == {
        "done": True,
        "record": "account",
        "kept": {"id": 1, "name": "Fabrikam"},
        "merged": {"id": 2, "name": "Fabrikam AS"},
        "counts": {},
        "closed_opportunities": 0,
        "gained": {"domains": ["fabrikam.test"]},
        "filled": {},
        "differing": {
            "name": {"kept": "Fabrikam", "other": "Fabrikam AS"},
            "web": {"kept": "fabrikam.example", "other": "fabrikam.test"},
        },
    }
    restored = office("bin", "restore", "account:2", "--json").json
    assert restored["unmerged"] == {"from": "account 1, Fabrikam", "counts": {}, "stayed": []}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("contact merge 1 ann@client.example", "contact 1, Ann Lee: is one already: name two"),
        ("contact merge 1 fabrikam", "contact: there is none for 'fabrikam'"),
        ("account merge fabrikam contoso", "account: there is none for 'contoso'"),
    ],
)
def test_what_cannot_be_merged_is_told(office: CommandLine, words: str, sentence: str) -> None:
    ended = office(*words.split())

    assert (ended.code, ended.out) == (1, "")
    assert sentence in ended.err
