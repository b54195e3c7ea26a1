"""Deltas by comparison, and what they count in calendars: no HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.graph.calendars.contents import event_in, exceptions_of, versions_in_view, versions_of_events
from simulator.graph.ids import lasting
from simulator.graph.rounds import Outside, Round
from simulator.graph.state import GraphState
from simulator.imports.calendar_items import put_calendar
from simulator.mailboxes.appointments import delete_occurrence, make_exception
from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.series import in_window, occurrence_at
from tests.simulator.calendars import GOOD, WEEKLY, YEAR, a_mailbox, calendar

OCTOBER = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)


def versions(**by_name: Any) -> dict[str, Any]:
    return {name: (name, version) for name, version in by_name.items()}


def test_a_round_tells_all_and_the_next_one_what_became_of_it():
    first = Round().after(lambda: versions(a=1, b=1, c=1), 1)

    second = first.after(lambda: versions(b=2, c=1, d=1), 2)

    assert (first.changed, first.gone) == (("a", "b", "c"), ())
    assert (second.changed, second.gone) == (("b", "d"), (("a", "a"),))
    third = second.after(lambda: versions(b=2, c=1, d=1), 3)
    assert (third.changed, third.gone) == ((), ())


def test_a_round_after_which_nothing_happened_looks_at_nothing():
    first = Round().after(lambda: versions(a=1), 1)

    quiet = first.after(lambda: pytest.fail("it looked"), 1)

    assert (quiet.changed, quiet.gone) == ((), ())
    assert quiet.after(lambda: pytest.fail("it looked"), 1) is quiet
    assert first.after(lambda: versions(a=1), 2).known is first.known


def test_a_round_may_be_told_twice_but_no_more():
    first = Round().after(lambda: versions(a=1), 1)

    second = first.after(lambda: versions(a=1, b=1), 2, replays=True)
    third = second.after(lambda: versions(a=1, b=1), 2, replays=True)

    assert (second.changed, third.changed) == (("b", "a"), ("b",))
    assert third.after(lambda: versions(a=1, b=1), 2, replays=True).changed == ()


def test_the_oldest_rounds_are_forgotten():
    state = GraphState()
    first, *_, last = (state.keep_round("bob/events", "", Round(number=number)) for number in range(301))

    assert first not in state.rounds
    assert state.keep_round("bob/events", last, state.rounds[last]) == last


def test_what_has_another_id_is_told_as_changed_and_the_old_one_as_gone():
    first = Round().after(lambda: {"a": ("before", 1)}, 1)

    second = first.after(lambda: {"a": ("today", 1)}, 2)

    assert (second.changed, second.gone) == (("a",), (("a", "before"),))


def test_what_is_outside_is_told_only_when_it_changes():
    first = Round().after(lambda: versions(a=Outside(1), b=Outside(1)), 1)

    second = first.after(lambda: versions(a=Outside(2), b=Outside(1), c=Outside(1)), 2)

    assert (first.changed, second.changed) == ((), ("a", "c"))


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2)), st.data(), st.integers(1, 4))
@settings(max_examples=50)
def test_whoever_follows_the_pages_knows_what_is_there(start: dict[str, int], data: st.DataObject, size: int):
    follower: dict[str, Any] = {}
    current = Round()
    for number in range(3):
        there = start if number == 0 else data.draw(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2)))
        present = versions(**there)
        current = current.after(lambda present=present: present, number)
        offset: int | None = 0
        while offset is not None:
            changed, gone, offset = current.page(offset, size)
            follower |= {own: present[own] for own in changed}
            follower = {own: one for own, one in follower.items() if own not in dict(gone)}

        assert follower == present


def a_series(*events: str) -> tuple[Mailbox, Item]:
    mailbox = a_mailbox()
    return mailbox, put_calendar(mailbox, calendar(*events), mailbox.folder("calendar"))[0]


def test_events_are_masters_exceptions_and_singles_and_never_occurrences():
    mailbox, master = a_series(WEEKLY, GOOD)
    moved = make_exception(mailbox, in_window(mailbox, master, *YEAR)[0])

    found = versions_of_events(mailbox, master.folder, None, None)

    assert len(found) == 3
    assert {lasting(master), lasting(moved)} < found.keys()


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
    assert set(with_masters) - set(without) == {lasting(master)}


def test_a_change_of_an_occurrence_is_a_change_of_that_one_and_its_series():
    mailbox, master = a_series(WEEKLY)
    before = versions_in_view(mailbox, master.folder, *OCTOBER, masters=True)
    one = make_exception(mailbox, in_window(mailbox, master, *YEAR)[1])
    one.put("Subject", "Other")
    mailbox.touch(master)
    changed = versions_in_view(mailbox, master.folder, *OCTOBER, masters=True)
    delete_occurrence(mailbox, in_window(mailbox, master, *YEAR)[0])
    after = versions_in_view(mailbox, master.folder, *OCTOBER, masters=True)

    assert {key for key in changed if changed[key] != before[key]} == {lasting(one), lasting(master)}
    assert len(after) == len(changed) - 1


def test_what_was_deleted_of_a_series_is_no_event_any_more():
    mailbox, master = a_series(WEEKLY)
    one = make_exception(mailbox, occurrence_at(mailbox, master, datetime(2026, 10, 12, 8, tzinfo=UTC)))
    assert event_in(mailbox, one.id) is one

    delete_occurrence(mailbox, one)

    assert event_in(mailbox, one.id) is None
    assert exceptions_of(mailbox, master) == []
