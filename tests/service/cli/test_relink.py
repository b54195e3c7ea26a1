"""`relink`: what would be linked otherwise is shown first, and changed when it is asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.service.cli.line import CommandLine
from tests.service.cli.waiting import ANN, NOON, OWN, a_mail, a_mailbox, arrive, opened


@pytest.fixture
def desk(office: CommandLine) -> CommandLine:
    """Two messages of Ann's are linked to OPP-3 by her address; a stranger's to nothing."""
    office.configure(OWN)
    with opened(office) as store, store.write() as unit:
        ann = unit.contacts.find("ann").id
        since = NOON - timedelta(days=60)
        unit.opportunities.add("Fleet", contact_id=ann, created_at=since)
        strange = a_mail("s", "Hello", 2, sender="zoe@else.example")
        arrive(unit, a_mailbox(unit), a_mail("a", "Offer", 0), a_mail("b", "Order \x1b[31m", 30), strange)
    return office


def block_ann(line: CommandLine) -> None:
    line.configure(f'{OWN}block = ["{ANN}"]\n')


def test_without_yes_it_says_what_would_change_and_changes_nothing(desk: CommandLine) -> None:
    block_ann(desk)
    before = desk.did("why", "e", "--json")

    out = desk.did("relink", "--dry-run")

    assert "Offer" in out
    assert r"Order \x1b[31m" in out
    assert "OPP-3" in out
    assert "skipped: blocked" in out
    assert "ann@client.example is on the block list" in out
    assert "nothing was changed: 2 of 3 items would change (2 no longer linked)" in out
    assert "do it with: --yes" in out
    assert desk.did("why", "e", "--json") == before
    assert desk.did("relink") == out


def test_with_yes_it_is_done_once_and_written_into_the_audit_trail(desk: CommandLine) -> None:
    block_ann(desk)

    done = desk("relink", "--yes", "--json", "--as", "cora").json
    again = desk.did("relink", "--yes")

    assert (done["done"], done["looked_at"], done["changed"]) == (True, 3, 2)
    assert done["counts"] == {"no longer linked": 2}
    assert done["changes"][0] == {
        "id": 1,
        "kind": "email",
        "at": "2025-03-04T11:00:00+00:00",
        "subject": "Offer",
        "change": "no longer linked",
        "before": {"opportunities": ["OPP-3"], "outcome": "linked", "rule": "address"},
        "after": {
            "opportunities": [],
            "outcome": "skipped",
            "rule": "blocked",
            "reason": "ann@client.example is on the block list",
        },
    }
    assert again == "nothing was to change\n0 of 3 items changed\n"
    trail = desk("audit", "list", "--json").json[:2]
    assert [(one["by"], one["field"], one["from"], one["to"]) for one in trail] == [
        ("Cora Dahl", "linked to", "OPP-3", None)
    ] * 2


def test_it_is_narrowed_to_an_opportunity_and_to_a_day(desk: CommandLine) -> None:
    block_ann(desk)

    later = desk("relink", "--since", "2025-03-05", "--json").json
    fleet = desk("relink", "--opportunity", "fleet", "--json").json
    other = desk("relink", "--opportunity", "OPP-2", "--since", "2025-03-05", "--json").json

    assert [one["id"] for one in later["changes"]] == [2]
    assert [one["id"] for one in fleet["changes"]] == [1, 2]
    assert (fleet["looked_at"], other["looked_at"]) == (2, 1)  # those of Ann, who is Fabrikam's


def test_a_long_list_is_cut_and_still_counted(desk: CommandLine) -> None:
    block_ann(desk)

    out = desk.did("relink", "--limit", "1")

    assert "Order" not in out
    assert "and 1 more: --limit shows more of them" in out
    assert "2 of 3 items would change" in out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("--yes --dry-run", 2, "give --yes or --dry-run, not both"),
        ("--since soon", 2, "'soon' is not a date"),
        ("--opportunity nothing", 1, "opportunity: there is none for 'nothing'"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(desk: CommandLine, words: str, code: int, sentence: str) -> None:
    ended = desk("relink", *words.split())

    assert (ended.code, ended.out) == (code, "")
    assert sentence in ended.err
