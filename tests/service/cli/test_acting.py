"""Who acts on the command line: --as, DEALTRAIL_USER or the login name; and what members may not do."""

from __future__ import annotations

import os
import pwd

import pytest

from daemon import bootstrap
from store.database import open_store
from tests.service.cli.line import CommandLine

pytestmark = pytest.mark.row(1, 2)


@pytest.fixture(autouse=True)
def nobody_logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests is no user of theirs."""
    log_in_as("stranger", monkeypatch)


def log_in_as(login: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.bootstrap.login_name", lambda: login)


def last_actor(line: CommandLine) -> str:
    store = open_store(f"sqlite:///{line.database}")
    with store.read() as unit:
        (change,) = unit.audit.latest(1)
    store.close()
    return change.actor


def test_whoever_is_named_with_as_acts(office: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALTRAIL_USER", "cora")

    office.did("--as", "bob@us.example", "opportunity", "edit", "1", "--title", "A")
    before_the_command = last_actor(office)
    office.did("opportunity", "edit", "1", "--title", "B", "--as", "berg")

    assert (before_the_command, last_actor(office)) == ("Bob Berg", "Bob Berg")


def test_the_variable_names_who_acts(office: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALTRAIL_USER", "cora")

    office.did("opportunity", "edit", "1", "--title", "A")

    assert last_actor(office) == "Cora Dahl"


@pytest.mark.parametrize(("login", "actor"), [("bberg", "Bob Berg"), ("cora", "Cora Dahl"), ("eve", "login eve")])
def test_else_the_login_name_does(office: CommandLine, monkeypatch: pytest.MonkeyPatch, login: str, actor: str) -> None:
    office.did("--as", "bob", "user", "edit", "bob", "--login", "bberg")
    log_in_as(login, monkeypatch)

    office.did("opportunity", "edit", "1", "--title", "A")

    assert last_actor(office) == actor


def test_behind_a_sudo_is_whoever_logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("SUDO_USER", "bberg")
    before_the_sudo = bootstrap.login_name()
    monkeypatch.delenv("SUDO_USER")

    assert before_the_sudo == "bberg"
    assert bootstrap.login_name() == pwd.getpwuid(os.getuid()).pw_name


@pytest.mark.parametrize("way", ["--as", "DEALTRAIL_USER"])
def test_an_unknown_name_is_answered_with_the_nearest(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    words = ("--as", "Bob Burg") if way == "--as" else ()
    monkeypatch.setenv("DEALTRAIL_USER", "Bob Burg")

    ended = office(*words, "opportunity", "edit", "1", "--title", "A")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "dealtrail: user: there is none for 'Bob Burg'; nearest: Bob Berg\n"
    assert office("opportunity", "show", "1", "--json").json["title"] == "200 seats"


def test_an_inactive_user_does_not_act(office: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    office.did("--as", "bob", "user", "edit", "cora", "--inactive")

    named = office("--as", "cora", "opportunity", "edit", "1", "--title", "A")
    log_in_as("cora", monkeypatch)
    logged_in = office("opportunity", "edit", "1", "--title", "A")

    for ended in (named, logged_in):
        assert (ended.code, ended.out) == (1, "")
        assert "user Cora Dahl: is inactive and cannot act" in ended.err


def test_other_unknown_variables_are_still_refused(office: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALTRAIL_USER", "bob")
    monkeypatch.setenv("DEALTRAIL_USERS", "bob")

    ended = office("user", "list")

    assert ended.code == 1
    assert "DEALTRAIL_USERS" in ended.err


@pytest.mark.parametrize(
    "words",
    [
        "user add Di --email di@us.example",
        "user edit bob --name Robert",
        "user edit cora --role owner",
        "user edit cora --login cora",
    ],
)
@pytest.mark.parametrize("actor", ["cora", ""])
def test_what_owners_do_is_refused_to_others(office: CommandLine, words: str, actor: str) -> None:
    before = office("user", "list", "--all", "--json").json

    ended = office(*(("--as", actor) if actor else ()), *words.split())

    assert (ended.code, ended.out) == (1, "")
    assert "by an owner only" in ended.err
    assert ("say who you are with --as or DEALTRAIL_USER" in ended.err) == (not actor)
    assert office("user", "list", "--all", "--json").json == before


def test_anybody_adds_the_first_user_even_under_a_name_that_is_not_there_yet(dealtrail: CommandLine) -> None:
    added = dealtrail("--as", "bob", "user", "add", "Bob", "--email", "bob@us.example", "--login", "bberg", "--json")

    assert (added.json["role"], added.json["login"]) == ("owner", "bberg")
    assert "bberg" in dealtrail.did("user", "list")


def test_a_login_is_taken_off_again(office: CommandLine) -> None:
    office.did("--as", "bob", "user", "edit", "cora", "--login", "cdahl")

    after = office("--as", "bob", "user", "edit", "cora", "--clear", "login", "--json").json

    assert after["login"] is None
