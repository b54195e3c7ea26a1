"""`dealtrail agenda`: my day and week, a colleague's, as people read it and for programs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from daemon.cli.main import main
from tests.service.cli.line import CommandLine, Ended

MONDAY = datetime(2030, 12, 2, 8, tzinfo=UTC)


def on_monday(office: CommandLine, *words: str) -> Ended:
    office.capsys.readouterr()
    code = main(["--config", str(office.config), *words], now=lambda: MONDAY)
    captured = office.capsys.readouterr()
    return Ended(code, captured.out, captured.err)


@pytest.fixture
def planned(office: CommandLine) -> CommandLine:
    for words in (
        ("opportunity", "edit", "OPP-1", "--close-date", "2030-11-29"),
        ("opportunity", "remind", "OPP-1", "2030-12-02 10:00"),
        ("task", "add", "Send the offer", "--opportunity", "OPP-1", "--due", "2030-12-06", "--assign", "bob"),
        ("task", "add", "Hers", "--contact", "ann", "--due", "2030-12-02", "--assign", "cora"),
    ):
        office.did(*words)
    return office


@pytest.mark.row(40)
def test_my_day_and_my_week_have_what_is_overdue_first(planned: CommandLine) -> None:
    day = on_monday(planned, "--as", "bob", "agenda").out
    week = on_monday(planned, "--as", "bob", "agenda", "this", "week").out

    assert day.startswith("Bob Berg, Monday 2030-12-02\n")
    assert [line.split()[0] for line in day.splitlines()[3:] if "activity" not in line] == ["overdue", "today"]
    assert "Send the offer" not in day
    assert "Friday" in week
    assert "Send the offer" in week


@pytest.mark.row(40)
def test_a_colleagues_day_is_shown_and_nobodys_is_asked(planned: CommandLine) -> None:
    hers = on_monday(planned, "--as", "bob", "agenda", "--user", "cora").out
    nobodys = on_monday(planned, "agenda")

    assert hers.startswith("Cora Dahl, ")
    assert "Hers" in hers
    assert nobodys.code == 1
    assert "nearest: Bob Berg, Cora Dahl" in nobodys.err


@pytest.mark.row(40)
def test_it_is_there_for_programs(planned: CommandLine) -> None:
    shape = on_monday(planned, "--as", "bob", "agenda", "2030-12-06", "--json").json

    assert (shape["user"]["name"], shape["first"], shape["last"], shape["today"]) == (
        "Bob Berg",
        "2030-12-06",
        "2030-12-06",
        "2030-12-02",
    )
    [task] = shape["due"]
    assert {key: task[key] for key in ("kind", "day", "title", "opportunity", "about", "overdue")} == {
        "kind": "task",
        "day": "2030-12-06",
        "title": "Send the offer",
        "opportunity": "OPP-1",
        "about": "200 seats",
        "overdue": False,
    }
    assert shape["questions"] == []


@pytest.mark.row(40)
@pytest.mark.parametrize(
    ("words", "sentence"), [(("soon",), "'soon' is not a date"), (("--user", "zoe"), "user: there is none for 'zoe'")]
)
def test_what_cannot_be_meant_is_one_sentence(planned: CommandLine, words: tuple[str, ...], sentence: str) -> None:
    ended = on_monday(planned, "--as", "bob", "agenda", *words)

    assert ended.code != 0
    assert sentence in ended.err
