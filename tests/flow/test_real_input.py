"""Real and deliberately broken messages: each is taken in once, with a reason, and none stops the cycle."""

from __future__ import annotations

import sysconfig
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from daemon.lacking import NOT_WHOLE
from simulator.mailboxes.items import Item
from store.addresses import normalise
from store.values import Outcome
from tests.databases import a_file
from tests.flow.contents import contents, differences
from tests.flow.firm import BOB, Clock, Firm, a_firm
from tests.simulated import CORPUS, simulated

PYTHON_DATA = Path(sysconfig.get_path("stdlib")) / "test" / "test_email" / "data"
SOURCES = {
    "corpus": sorted(CORPUS.rglob("*.eml")),
    "python": sorted(PYTHON_DATA.glob("*.txt")),
}
LONG_AGO = datetime(1930, 1, 1, tzinfo=UTC)
SETTLED = {"mailboxes": {"due_at"}}  # all that a cycle without news may change


@pytest.fixture(params=SOURCES)
def messages(request: pytest.FixtureRequest) -> list[Path]:
    found = SOURCES[request.param]
    if not found:
        # They are others': the corpus travels beside the project, Python's own tests are not packaged everywhere.
        pytest.skip(f"the messages of {request.param} are not on this machine")
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return a_file(tmp_path / "dealtrail.sqlite")


@pytest.fixture
def mailed(tmp_path: Path, url: str, messages: list[Path]) -> Iterator[Firm]:
    """The firm with all messages in Bob's Inbox, and a first pass that goes back a century."""
    clock = Clock()
    with simulated(clock=clock) as simulator, a_firm(simulator, clock, tmp_path, url) as firm:
        for message in messages:
            firm.outlook().deliver(message.read_bytes())
        firm.context = replace(firm.context, backfill=timedelta(days=100 * 365))
        yield firm
        assert simulator.sent == []


def inbox(firm: Firm) -> list[Item]:
    return list(firm.simulator.mailbox(BOB).folder("inbox").items.values())


def knows_everybody(firm: Firm) -> int:
    """Every address in the mailbox is a contact's, with one opportunity that was open all the time; its number."""
    outlook = firm.outlook()
    shown = [person for item in outlook.items() for key in ("from", "to", "cc") for person in item.get(key, ())]
    texts = {person if isinstance(person, str) else person["address"] for person in shown}
    addresses = {found for text in texts if (found := normalise(text)) and not found.endswith("us.example")}
    with firm.store.write() as unit:
        everybody = unit.contacts.add("Everybody", addresses=sorted(addresses))
        return unit.opportunities.add("The deal", contact_id=everybody.id, created_at=LONG_AGO).number


def not_whole(firm: Firm, stored: dict[str, Any]) -> dict[str, int]:
    """What is stored and said not to be shown whole: pointers by server id."""
    said = {row["server_id"] for row in stored["quarantine"].values() if row["reason"].startswith(NOT_WHOLE)}
    return {row["server_id"]: id for (id,), row in stored["pointers"].items() if row["server_id"] in said}


def test_every_message_is_recorded_or_skipped_for_a_stated_reason(mailed: Firm, url: str, messages: list[Path]):
    turn = mailed.cycle()[BOB]

    stored = contents(url)
    there = Counter(item.id for item in inbox(mailed))
    kept = Counter(row["server_id"] for row in stored["pointers"].values())
    apart = not_whole(mailed, stored)
    quarantined = Counter(row["server_id"] for row in stored["quarantine"].values() if row["server_id"] not in apart)
    assert apart == {}  # also of what nobody wrote nothing lacks
    assert turn.seen.total() == len(messages) == there.total()
    assert kept + quarantined == there
    assert stored["receipts"].keys() == {(pointer,) for (pointer,) in stored["pointers"]}
    assert all(row["reason"] for row in (*stored["receipts"].values(), *stored["quarantine"].values()))
    assert {row["item_id"] for row in stored["pointers"].values()} == {item for (item,) in stored["items"]}


def test_the_counters_add_up(mailed: Firm, url: str, messages: list[Path]):
    turn = mailed.cycle()[BOB]
    stored = contents(url)

    with mailed.store.read() as unit:
        counts = unit.history.counts()
    assert counts.pop("seen") == sum(counts.values()) == len(messages)
    # Mail that shows nobody who wrote it counts apart, until it is told: each of it is taken from its outcome.
    apart = Counter(stored["receipts"][pointer,]["outcome"] for pointer in not_whole(mailed, stored).values())
    expected = turn.seen - apart + Counter(quarantined=apart.total())
    assert {name: count for name, count in counts.items() if count} == dict(expected)


def test_a_second_cycle_changes_nothing(mailed: Firm, url: str):
    mailed.cycle()
    before = contents(url)
    keys = {item.id: item.change_key for item in inbox(mailed)}

    mailed.cycle()

    assert differences(before, contents(url)) == SETTLED
    assert {item.id: item.change_key for item in inbox(mailed)} == keys


def test_reading_everything_again_doubles_nothing(mailed: Firm, url: str):
    mailed.cycle()
    before = contents(url)
    mailed.simulator.expire_sync_states()

    mailed.cycle()

    changed = differences(before, contents(url))
    changed.pop("daemon_state", None)  # that the folder was told anew is remembered until all of it was looked at
    assert changed.keys() <= {"mailboxes", "folders", "pointers", "receipts", "quarantine"}
    assert not any({"+", "-"} & columns for columns in changed.values())


def test_mail_of_known_people_is_linked_and_stamped_whatever_it_looks_like(mailed: Firm, url: str):
    number = knows_everybody(mailed)

    turn = mailed.cycle()[BOB]

    stored = contents(url)
    linked = {
        row["server_id"]
        for key, row in stored["pointers"].items()
        if stored["receipts"][key]["outcome"] == Outcome.LINKED
    }
    stamped = {item.id for item in inbox(mailed) if f"OPP-{number} The deal" in item.categories}
    skipped = {row["rule"] for row in stored["receipts"].values() if row["outcome"] != Outcome.LINKED}
    assert turn.seen["linked"] == len(linked) > turn.seen.total() / 2
    assert stamped == linked
    assert skipped <= {"automatic", "nobody", "inside", "private", "draft"}
    assert {item_id for item_id, _ in stored["links"]} == {
        row["item_id"] for row in stored["pointers"].values() if row["server_id"] in linked
    }


def test_linked_mail_stays_as_it_is_in_further_cycles(mailed: Firm, url: str):
    knows_everybody(mailed)
    mailed.cycle()
    mailed.cycle()  # sees the stamps come back
    before = contents(url)
    keys = {item.id: item.change_key for item in inbox(mailed)}

    mailed.cycle()

    assert differences(before, contents(url)) == SETTLED
    assert {item.id: item.change_key for item in inbox(mailed)} == keys
