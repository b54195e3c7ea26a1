"""For every name that a command takes: none, one, many, alike."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine

# How records of each kind are made by name, what has to be there first, and a command that takes such a name.
MADE = {
    "account": ("account add NAME", "account show NAME"),
    "contact": ("contact add NAME", "contact show NAME"),
    "user": ("user add NAME --email NUMBER@us.example --as bob", "user show NAME"),
    "product": ("product add NAME --price 1", "product show NAME"),
    "marketing": ("marketing add NAME", "marketing show NAME"),
    "project": ("project add NAME --account fabrikam", "project show NAME"),
    "template": ("template add NAME", "template show NAME"),
    "opportunity": ("opportunity add NAME --account fabrikam", "opportunity show NAME"),
    "stage": ("stage add NAME --as bob", "stage show NAME"),
    "activity": ("stage activity add proposal NAME --as bob", "activity done OPP-1 NAME"),
    "list": ("list add source NAME", "list move source NAME 1"),
    "field": ("field add account NAME --kind text --as bob", "field move account NAME 1 --as bob"),
    "project task": ("project task add Move NAME", "project task edit Move NAME --due 2030-01-02"),
    "template task": ("template task add Roll-out NAME", "template task move Roll-out NAME 1"),
    "account of": ("account add NAME", "opportunity edit OPP-1 --account NAME"),
    "assignee": ("user add NAME --email NUMBER@us.example --as bob", "opportunity edit OPP-1 --assign NAME"),
    "initiator": ("marketing add NAME", "opportunity edit OPP-1 --initiated-by marketing:NAME"),
    "history of": ("account add NAME", "history list --account NAME"),
}
FIRST = {"project task": "project add Move --account fabrikam", "template task": "template add Roll-out"}
# Of others there is one of a name only.
ALIKE = {
    "account",
    "contact",
    "user",
    "marketing",
    "project",
    "opportunity",
    "project task",
}  # of others one name is one


def words(command: str, name: str, number: int = 0) -> list[str]:
    return [word.replace("NAME", name).replace("NUMBER", f"n{number}") for word in command.split()]


@pytest.mark.parametrize("kind", list(MADE))
def test_a_name_is_nobodys_ones_or_several(office: CommandLine, kind: str) -> None:
    add, use = MADE[kind]
    if kind in FIRST:
        office.did(*FIRST[kind].split())
    for number, name in enumerate(("Zephyr", "Zephyr Café", "Quokka One", "Quokka Two")):
        office.did(*words(add, name, number))

    none, whole, part, many, composed = (
        office(*words(use, name)) for name in ("Nobody", "  zePHYR ", "quokka o", "quokka", "ZEPHYR  CAFE\u0301")
    )

    assert (none.code, part.code, many.code) == (1, 0, 1), (none, part, many)
    assert "there is none for 'Nobody'" in none.err
    assert whole.code == composed.code == 0, (whole.err, composed.err)
    assert "several answer to 'quokka': Quokka One (" in many.err
    assert "name one of them by its key, such as " in many.err
    key = many.err.rpartition("such as ")[2].strip()
    assert office(*words(use, key)).code == 0


@pytest.mark.parametrize("kind", sorted(ALIKE))
def test_several_of_one_name_are_told_with_what_tells_them_apart(office: CommandLine, kind: str) -> None:
    add, use = MADE[kind]
    if kind in FIRST:
        office.did(*FIRST[kind].split())
    office.did(*words(add, "Zephyr", 1))
    office.did(*words(add, "Zephyr Gamma", 2))
    again = office(*words(add, "ZEPHYR", 3))

    told = office(*words(use, "zephyr"))

    assert again.code == 0
    if kind != "project task":
        assert "Zephyr, may be the same: it has the same " in again.err
    assert told.code == 1
    assert "Gamma" not in told.err
    keys = [part.partition(")")[0].partition(",")[0] for part in told.err.split("(")[1:]]
    assert len(set(keys)) == 2, told.err
    assert [office(*words(use, key)).code for key in keys] == [0, 0]


def test_the_same_diacritics_win_over_others(office: CommandLine) -> None:
    for name in ("M\u00fcller", "Muller"):
        office.did("account", "add", name)

    assert [
        office("account", "show", name, "--json").json["name"] for name in ("m\u00fcller", "MULLER", "Mu\u0308ller")
    ] == [
        "M\u00fcller",
        "Muller",
        "M\u00fcller",
    ]


SAME = [
    (("Zephyr Ltd",), ("zephyr ltd.",), "nearly the same name"),
    (("Zephyr Ltd",), ("Zephyr  Limited",), "nearly the same name"),
    (("Zephyr Ltd",), ("zephyr LTD",), "the same name"),
    (("M\u00fcller GmbH & Co. KG",), ("Mueller GmbH",), "nearly the same name"),
    (("Nordic A/S",), ("Nordic",), "nearly the same name"),
    (
        ("Zephyr", "--domain", "zephyr.example"),
        ("Other", "--domain", "ZEPHYR.example"),
        "the same domain, zephyr.example",
    ),
    (("Zephyr", "--phone", "+47 22 11 00 00"), ("Other", "--phone", "0047-22110000"), "the same phone"),
]


@pytest.mark.parametrize(("first", "second", "what"), SAME)
def test_an_account_that_may_be_another_warns_when_it_is_made(
    office: CommandLine, first: tuple[str, ...], second: tuple[str, ...], what: str
) -> None:
    office.did("account", "add", *first)

    made = office("account", "add", *second, "--json")

    assert made.json["name"] == second[0]
    assert made.err.startswith(f"dealtrail: account 2, {first[0]}, may be the same: it has {what}")


@pytest.mark.parametrize("name", ["Zephyr East Ltd", "Zephyrs Ltd", "Ltd", "Zeph"])
def test_an_account_with_another_name_does_not(office: CommandLine, name: str) -> None:
    office.did("account", "add", "Zephyr Ltd")

    assert office("account", "add", name).err == ""


def test_a_person_with_the_same_phone_or_made_on_the_spot_warns(office: CommandLine) -> None:
    office.did("contact", "add", "Zoe Lang", "--phone", "+47 22 11 00 00")

    by_phone = office("contact", "add", "Other", "--phone", "22 11 00 00")
    on_the_spot = office("opportunity", "add", "Chairs", "--new-contact", "ZOE LANG")
    company = office("opportunity", "add", "Chairs", "--new-account", "Fabrikam AS")

    assert "Zoe Lang, may be the same: it has the same phone" in by_phone.err
    assert "Zoe Lang, may be the same: it has the same name" in on_the_spot.err
    assert "account 1, Fabrikam, may be the same: it has nearly the same name" in company.err


def test_an_address_or_a_login_that_is_somebodys_is_refused_and_says_whose(office: CommandLine) -> None:
    told = office("contact", "add", "Other", "--email", "ANN@client.example")

    assert told.code == 1
    assert "belongs to contact 1, Ann Lee" in told.err
