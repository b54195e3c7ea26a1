"""`dealtrail retention`: what is kept for how long, and how much of it is due, before any of it goes."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from store.database import open_store
from store.values import Keeping, Record
from tests.service.cli.line import CommandLine

LONG_AGO = datetime(2020, 5, 1, tzinfo=UTC)
BIN, TRAIL = 30, 365


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, dealtrail: CommandLine) -> str:
    """The database of the command line, in which two contacts were edited and deleted in 2020, and one today."""
    is_file = request.param == "sqlite"
    found = f"sqlite:///{dealtrail.database}" if is_file else str(request.getfixturevalue("postgres_url"))
    for names, at in ((("Ann", "Joe"), LONG_AGO), (("Eve",), datetime.now(UTC))):
        with closing(open_store(found, clock=lambda at=at: at)) as store, store.write() as unit:
            for name in names:
                contact = unit.contacts.add(name).id
                unit.contacts.edit(contact, title="Head")
                unit.bin.delete(Record.CONTACT, contact)
    return found


def configure(line: CommandLine, url: str, privacy: str) -> None:
    line.config.write_text(f'database.url = "{url}"\nsync.time_zone = "Europe/Oslo"\n[privacy]\n{privacy}')


def told(line: CommandLine) -> dict[str, tuple[int, int]]:
    """Of each kind for how many days it is kept, and how much of it is due."""
    return {one["what"]: (one["days"], one["due"]) for one in line("retention", "--json").json}


def test_it_says_what_is_due_and_takes_nothing(dealtrail: CommandLine, url: str) -> None:
    configure(dealtrail, url, f"bin_days = {BIN}\ntrail_days = {TRAIL}\n")

    first, again = told(dealtrail), told(dealtrail)

    nothing = {kind.value: (0, 0) for kind in Keeping}
    assert first == again == nothing | {"bin": (BIN, 2), "trail": (TRAIL, 4)}  # two entries with values of each
    assert len(dealtrail("bin", "list", "--json").json) == 3


def test_people_read_it_as_a_table(dealtrail: CommandLine, url: str) -> None:
    configure(dealtrail, url, f"bin_days = {BIN}\n")

    lines = dealtrail.did("retention").splitlines()

    assert [line.split()[-2:] for line in lines if line.startswith("what is in the recycle bin")] == [[str(BIN), "2"]]
    assert sum(line.rstrip().endswith("for ever") for line in lines) == len(Keeping) - 1


def test_what_went_in_the_night_is_due_no_more(dealtrail: CommandLine, url: str) -> None:
    configure(dealtrail, url, f"bin_days = {BIN}\n")

    with closing(open_store(url)) as store, store.write() as unit:
        before = datetime.now(UTC) - timedelta(days=BIN)
        found, _ = unit.retention.found(Keeping.BIN, before)
        unit.retention.let_go(Keeping.BIN, before, found)

    assert told(dealtrail)["bin"] == (BIN, 0)
    assert len(dealtrail("bin", "list", "--json").json) == 1


@pytest.mark.parametrize(
    ("days", "why"),
    [("-1", "allowed: a whole number of days"), ('"soon"', "bin_days"), ("1.5", "bin_days")],
    ids=["less", "words", "a part"],
)
def test_days_that_are_none_are_refused_with_their_place(dealtrail: CommandLine, days: str, why: str) -> None:
    configure(dealtrail, f"sqlite:///{dealtrail.database}", f"bin_days = {days}\n")

    ended = dealtrail("retention")

    assert ended.code != 0
    assert f"{dealtrail.config}:4: privacy.bin_days" in ended.err
    assert why in ended.err
    assert "Traceback" not in ended.err
