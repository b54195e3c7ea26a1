"""Words that do not go together, and records in both their forms: for people and for programs."""

from __future__ import annotations

import json

import pytest

from tests.service.cli.line import CommandLine

NOT_TOGETHER = [
    (
        "stage delete proposal --replace-with negotiation --leave-blank",
        "give --replace-with or --leave-blank, not both",
    ),
    ("stage delete proposal --move-activities", "--move-activities needs --replace-with"),
    ("stage activity duration proposal call", "give a number of days, or --none"),
    ("list delete type a --replace-with b --leave-blank", "give --replace-with or --leave-blank, not both"),
    ("field choices account Level", "nothing to change was named"),
    ("project edit 1 --contact ann --account Fabrikam", "give --contact or --account, not both"),
    ("opportunity edit OPP-1 --category Hot --add-category Cold", "--category sets all categories"),
    ("opportunity add Chairs --contact ann --email zoe@new.example", "--email belongs to --new-contact"),
    ("opportunity item add OPP-1", "name the line, or give --product"),
    ("opportunity remind OPP-1", "give a time, or --off"),
    ("marketing edit fair --budget 10 --clear budget", "budget is both given and cleared; choose one"),
    ("run --json", "--mailbox and --json go with --once"),
    ("simulator", "a simulator without a mailbox has nothing to show"),
    ("simulator --mailbox a@b.example=x --load c@d.example=mail", "--load fills c@d.example, which no --mailbox makes"),
    ("simulator --mailbox secret", "--mailbox secret… is not ADDRESS=PASSWORD"),
]


@pytest.mark.parametrize(("words", "sentence"), NOT_TOGETHER, ids=[words for words, _ in NOT_TOGETHER])
def test_words_that_do_not_go_together_are_one_sentence_and_exit_code_2(office: CommandLine, words: str, sentence: str):
    ended = office(*words.split())

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("dealtrail: ")
    assert sentence in ended.err
    assert ended.err.count("\n") == 1


@pytest.fixture
def furnished(office: CommandLine) -> CommandLine:
    for words in (
        ("marketing", "add", "Oslo Fair"),
        ("project", "add", "New office", "--account", "Fabrikam"),
        ("field", "add", "account", "Level", "choice", "--choice", "Gold"),
        ("list", "add", "type", "Hardware"),
    ):
        office.did("--as", "bob@us.example", *words)
    return office


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("marketing show fair", "Oslo Fair"),
        ("project show office", "New office"),
        ("field list", "Level"),
        ("list show type", "Hardware"),
        ("stage show proposal", "proposal"),
        ("user show bob", "Bob Berg"),
    ],
)
def test_what_programs_are_shown_people_are_shown_too(furnished: CommandLine, words: str, name: str):
    told, shown = furnished(*words.split(), "--json"), furnished.did(*words.split())

    assert name.lower() in json.dumps(told.json).lower()
    assert name.lower() in shown.lower()
    assert "{" not in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("project reopen office", "is open"),
        ("opportunity edit OPP-2 --external-id crm-1", "external_id crm-1: belongs to OPP-1"),
    ],
)
def test_what_the_record_does_not_allow_is_one_sentence_and_exit_code_1(
    furnished: CommandLine, words: str, sentence: str
):
    furnished.did("opportunity", "edit", "OPP-1", "--external-id", "crm-1")

    ended = furnished(*words.split())

    assert (ended.code, ended.out) == (1, "")
    assert sentence in ended.err


def test_projects_and_campaigns_are_found_by_a_part_of_their_name(furnished: CommandLine):
    furnished.did("project", "add", "Old desk", "--account", "Fabrikam")
    furnished.did("marketing", "add", "Letter")

    projects, campaigns = (
        furnished("project", "list", "OFF", "--json"),
        furnished("marketing", "list", "fair", "--json"),
    )

    assert [one["name"] for one in projects.json] == ["New office"]
    assert [one["title"] for one in campaigns.json] == ["Oslo Fair"]
