"""What waits for a person: a thread's items are one entry, found through an index, resolved and dismissed once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from store.database import Store
from store.errors import Invalid, NotFound
from store.unit import Unit
from store.values import Entry, Named, Outcome, Receipt, Record
from tests.contract.store.conftest import NOON
from tests.contract.store.records import a_folder, a_mailbox, an_email, an_entry, an_opportunity

EVE = "eve@us.example"


def waiting(id: str, thread: str = "", rule: str = "ambiguous", hours: int = 0, *numbers: int) -> Entry:
    content = an_email(f"<{id}@x>", thread=thread, subject=id, occurred_at=NOON - timedelta(hours=hours))
    receipt = Receipt(Outcome.REVIEW, rule, f"because of {id}", {"candidates": list(numbers)})
    return an_entry(id, content, receipt=receipt)


def arrive(unit: Unit, *entries: Entry, address: str = "bob@us.example") -> tuple[int, ...]:
    due = a_mailbox(unit, address)
    return unit.history.save(due.id, a_folder(unit, due.id).id, entries, now=NOON).items


def listed(unit: Unit, **asked: object) -> list[tuple[str, str, int]]:
    return [(one.item.subject, one.rule, one.waiting) for one in unit.reviewing.entries(**asked)]  # type: ignore[arg-type]


def test_a_thread_is_one_entry_named_by_its_oldest_message_and_placed_by_its_latest(store: Store):
    with store.write() as unit:
        arrive(unit, waiting("new", "t", hours=1), waiting("old", "t", hours=9), waiting("alone", hours=5))

        found = listed(unit)

        assert found == [("old", "ambiguous", 2), ("alone", "ambiguous", 1)]
        assert unit.reviewing.count() == 2


def test_categories_wait_message_by_message_and_other_questions_apart(store: Store):
    with store.write() as unit:
        arrive(
            unit,
            waiting("a", "t", "unknown category", hours=1),
            waiting("b", "t", "unknown category", hours=2),
            waiting("c", "t", "account's domain", hours=3),
            waiting("d", "t", "ambiguous", hours=4),
        )

        assert listed(unit) == [
            ("a", "unknown category", 1),
            ("b", "unknown category", 1),
            ("c", "account's domain", 1),
            ("d", "ambiguous", 1),
        ]
        assert unit.reviewing.count() == 4


def test_an_item_in_two_mailboxes_waits_once(store: Store):
    with store.write() as unit:
        arrive(unit, waiting("a", "t"))
        arrive(unit, replace(waiting("a", "t"), server_id="hers"), address=EVE)

        [entry] = unit.reviewing.entries()

        assert (entry.waiting, entry.mailboxes) == (1, ("bob@us.example", EVE))


def test_an_entry_names_its_candidates_as_far_as_they_exist(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")
        open_one, closed, deleted = (an_opportunity(unit, title) for title in ("Open", "Closed", "Deleted"))
        unit.opportunities.edit(open_one, assigned_to=bob.id)
        unit.opportunities.close(closed, won=True, on=NOON)
        unit.bin.delete(Record.OPPORTUNITY, deleted)
        arrive(unit, waiting("a", "t", "ambiguous", 0, open_one, closed, deleted, 99))

        [entry] = unit.reviewing.entries()

        assert entry.named == (
            Named(open_one, "Open", "Bob"),
            Named(closed, "Closed", is_open=False),
            Named(deleted, "Deleted", is_deleted=True),
        )


def test_the_list_is_narrowed_and_paged(store: Store):
    with store.write() as unit:
        arrive(unit, waiting("a", hours=1), waiting("b", rule="unknown category", hours=2))
        arrive(unit, waiting("c", hours=3), address=EVE)
        eve = next(one.id for one in unit.mailboxes.status() if one.address == EVE)

        assert [subject for subject, *_ in listed(unit, rule="ambiguous")] == ["a", "c"]
        assert [subject for subject, *_ in listed(unit, mailbox_id=eve)] == ["c"]
        assert [subject for subject, *_ in listed(unit, limit=1, offset=1)] == ["b"]


def test_a_series_waits_by_its_master(store: Store):
    with store.write() as unit:
        series = waiting("weekly", "weekly", hours=5)
        assert series.content
        occurrence = waiting("weekly 2", "weekly", hours=2)
        arrive(unit, replace(series, content=replace(series.content, is_series=True)), occurrence)

        assert listed(unit) == [("weekly", "ambiguous", 2)]


def test_what_is_in_the_recycle_bin_waits_for_nobody(store: Store):
    with store.write() as unit:
        [id] = arrive(unit, waiting("a"))
        unit.items.delete(id)

        assert (listed(unit), unit.reviewing.count(), unit.reviewing.waiting_with(id)) == ([], 0, [])


def test_however_much_waits_a_page_costs_the_same_queries(store: Store):
    counts = []
    with store.write() as unit:
        number = an_opportunity(unit)
        for n in range(2):
            arrive(unit, *(waiting(f"{n} {m}", f"t {m % 7}", "ambiguous", m, number) for m in range(1 + 40 * n)))
            asked: list[str] = []
            event.listen(Engine, "before_cursor_execute", lambda *given, asked=asked: asked.append(given[2]))
            unit.reviewing.entries()
            counts.append(len(asked))

    assert counts[0] == counts[1]


def test_resolving_links_by_hand_and_lets_the_thread_be_decided_again(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        first, second = arrive(unit, waiting("a", "t", hours=2), waiting("b", "t", hours=1))

        item = unit.reviewing.resolve(first, [number, number])

        assert [(link.number, link.rule) for link in item.links] == [(number, "by hand")]
        assert unit.again.waiting(among=[second]) == 1
        assert unit.reviewing.waiting_with(second) == [second]
        with pytest.raises(Invalid, match="does not wait for a person"):
            unit.reviewing.resolve(first, [number])


def test_a_dismissal_is_remembered_told_and_taken_back_for_the_thread(store: Store):
    with store.write() as unit:
        first, second = arrive(unit, waiting("a", "t", hours=2), waiting("b", "t", hours=1))
        unit.reviewing.dismiss(first)
        items, _ = unit.again.stored([first, second])
        assert [one.known.is_dismissed for one in items] == [True, False]
        assert unit.again.waiting(among=[first, second]) == 2

        taken_back = unit.reviewing.take_back(second)

        items, _ = unit.again.stored([first, second])
        assert (taken_back, [one.known.is_dismissed for one in items]) == ([first], [False, False])
        acts = [change.after for change in unit.audit.of(Record.ITEM, first)]
        assert acts == ["dismissal taken back", "dismissed from review"]
        with pytest.raises(Invalid, match="was not dismissed"):
            unit.reviewing.take_back(second)


def test_what_is_not_there_or_does_not_wait_is_refused(store: Store):
    with store.write() as unit:
        [id] = arrive(unit, an_entry())

        for act in (unit.reviewing.dismiss, lambda id: unit.reviewing.resolve(id, [1])):
            with pytest.raises(Invalid, match="does not wait for a person"):
                act(id)
            with pytest.raises(NotFound):
                act(999)


def test_a_question_goes_when_its_message_is_linked_or_unlinked_in_the_record(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")
        number = an_opportunity(unit, assigned_to=bob.id)
        entry = waiting("a", "t", "ambiguous", 0, number)
        asks = replace(entry.receipt, evidence={"candidates": [number], "assignees": [bob.id]})
        [id] = arrive(unit, replace(entry, receipt=asks))
        unit.questions.owe([id])
        assert unit.questions.open() == 1
        assert unit.reviewing.entries()[0].asked == ("bob@us.example",)

        unit.items.link(id, number)

        assert unit.questions.open() == 0
        [pointer] = unit.history.pointers_of([id])[id]
        assert not pointer.is_asked
