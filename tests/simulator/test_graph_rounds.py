"""Deltas by comparison, and what they count in calendars: no HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.graph.calendars.contents import event_in, exceptions_of, versions_in_view, versions_of_events
from simulator.graph.rounds import RoundLost, Rounds
from simulator.imports.calendar_items import put_calendar
from simulator.mailboxes.appointments import delete_occurrence, make_exception
from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.series import in_window, occurrence_at
from tests.simulator.calendars import GOOD, WEEKLY, YEAR, a_mailbox, calendar

OCTOBER = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)


def run(rounds: Rounds, token: str | None, present: dict[str, Any], number: int, size: int = 2) -> tuple[Any, Any, str]:
    """A whole round from a token: what changed, what went, and the next token."""
    before, offset = rounds.resume(token, "s", 1) if token else (rounds.begin("s", {}), None)
    changed, gone = [], []
    while True:
        page = rounds.page(before, offset, lambda: present, number, size, 1)
        changed += page.changed
        gone += page.gone
        if page.is_last:
            return changed, gone, page.token
        before, offset = rounds.resume(page.token, "s", 1)


def test_a_round_tells_all_and_the_next_one_what_became_of_it():
    rounds = Rounds()
    first = run(rounds, None, {"a": 1, "b": 1, "c": 1}, 1)

    second = run(rounds, first[2], {"b": 2, "c": 1, "d": 1}, 2)

    assert first[:2] == (["a", "b", "c"], [])
    assert second[:2] == (["b", "d"], ["a"])
    assert run(rounds, second[2], {"b": 2, "c": 1, "d": 1}, 3)[:2] == ([], [])


def test_an_old_link_answers_as_often_as_it_is_asked():
    rounds = Rounds()
    token = run(rounds, None, {"a": 1}, 1)[2]

    answers = [run(rounds, token, {"a": 1, "b": 1}, 2)[:2] for _ in range(2)]

    assert answers == [(["b"], []), (["b"], [])]


@pytest.mark.parametrize("bad", ["", "nonsense", "1.unknown", "2.{key}", "1.{key}.x"])
def test_a_token_that_means_nothing_any_more_is_told(bad: str):
    rounds = Rounds()
    key = run(rounds, None, {"a": 1}, 1)[2].split(".")[1]

    with pytest.raises(RoundLost):
        rounds.resume(bad.format(key=key), "s", 1)


def test_a_token_is_for_what_it_was_given_for():
    rounds = Rounds()
    token = run(rounds, None, {"a": 1}, 1)[2]

    with pytest.raises(RoundLost):
        rounds.resume(token, "other", 1)


def a_series(*events: str) -> tuple[Mailbox, Item]:
    mailbox = a_mailbox()
    return mailbox, put_calendar(mailbox, calendar(*events), mailbox.folder("calendar"))[0]


def test_events_are_masters_exceptions_and_singles_and_never_occurrences():
    mailbox, master = a_series(WEEKLY, GOOD)
    moved = make_exception(mailbox, in_window(mailbox, master, *YEAR)[0])

    found = versions_of_events(mailbox, master.folder, None, None)

    assert len(found) == 3
    assert {master.id, moved.id} < found.keys()


@pytest.mark.parametrize(("start", "expected"), [("2026-10-01", 2), ("2026-10-06", 1), ("2026-12-01", 0)])
def test_events_may_begin_at_a_time(start: str, expected: int):
    mailbox, master = a_series(WEEKLY, GOOD)

    found = versions_of_events(mailbox, master.folder, datetime.fromisoformat(f"{start}T00:00:00Z"), None)

    assert len(found) == expected


def test_a_view_holds_what_happens_in_it_and_the_series_that_it_belongs_to():
    mailbox, master = a_series(WEEKLY, GOOD)

    with_masters = versions_in_view(mailbox, master.folder, *OCTOBER, masters=True)
    without = versions_in_view(mailbox, master.folder, *OCTOBER, masters=False)

    assert len(with_masters) == 5
    assert set(with_masters) - set(without) == {master.id}


def test_a_change_of_an_occurrence_is_a_change_of_that_one_and_its_series():
    mailbox, master = a_series(WEEKLY)
    before = versions_in_view(mailbox, master.folder, *OCTOBER, masters=True)
    one = make_exception(mailbox, in_window(mailbox, master, *YEAR)[1])
    one.put("Subject", "Other")
    mailbox.touch(master)
    changed = versions_in_view(mailbox, master.folder, *OCTOBER, masters=True)
    delete_occurrence(mailbox, in_window(mailbox, master, *YEAR)[0])
    after = versions_in_view(mailbox, master.folder, *OCTOBER, masters=True)

    assert {key for key in changed if changed[key] != before[key]} == {one.id, master.id}
    assert len(after) == len(changed) - 1


def test_what_was_deleted_of_a_series_is_no_event_any_more():
    mailbox, master = a_series(WEEKLY)
    one = make_exception(mailbox, occurrence_at(mailbox, master, datetime(2026, 10, 12, 8, tzinfo=UTC)))
    assert event_in(mailbox, one.id) is one

    delete_occurrence(mailbox, one)

    assert event_in(mailbox, one.id) is None
    assert exceptions_of(mailbox, master) == []
