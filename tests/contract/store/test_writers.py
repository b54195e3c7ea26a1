"""Several that write at once on PostgreSQL: who waits for whom, and what is done anew. SQLite has one writer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from threading import Barrier, BrokenBarrierError, Event

import pytest
from sqlalchemy import insert, text

from store.database import TRIES, Store, migrate, open_store
from store.errors import Collided, DatabaseLocked, Invalid
from store.ids import next_ids
from store.models import DaemonStateRow, ItemRow
from store.unit import Unit
from tests.contract.store.full import an_item

LONG = 30.0  # seconds: nobody waits for so long unless it waits for ever
SHORT = 0.5  # in which whoever waits for nobody is done on any machine, and whoever waits is not


@pytest.fixture
def two(postgres_url: str) -> Iterator[tuple[Store, Store]]:
    """The stores of two processes."""
    with ExitStack() as open_ones:
        one, other = (open_ones.enter_context(closing(open_store(postgres_url))) for _ in range(2))
        yield one, other


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def put(name: str, *held: str, value: str = "1") -> Callable[[Unit], None]:
    def work(unit: Unit) -> None:
        unit.turns.hold(held)
        unit.state.put(name, value)

    return work


def held(reached: Event, go_on: Event, *names: str) -> Callable[[Unit], None]:
    def work(unit: Unit) -> None:
        unit.turns.hold(names)
        reached.set()
        assert go_on.wait(LONG)

    return work


def test_who_stores_something_else_does_not_wait(two: tuple[Store, Store], threads: ThreadPoolExecutor):
    reached, go_on = Event(), Event()
    first = threads.submit(two[0].write_among, held(reached, go_on, "<m1@x>"))
    assert reached.wait(LONG)

    threads.submit(two[1].write_among, put("mine", "<m2@x>")).result(LONG)

    assert not first.done()
    go_on.set()
    first.result(LONG)


def test_who_stores_the_same_waits_and_then_sees_what_was_stored(two: tuple[Store, Store], threads: ThreadPoolExecutor):
    reached, go_on = Event(), Event()

    def first(unit: Unit) -> None:
        held(reached, go_on, "<m1@x>", "<m2@x>")(unit)
        unit.connection.execute(insert(DaemonStateRow).values(name="stored", value="by the first"))

    def second(unit: Unit) -> str:
        unit.turns.hold(["<m3@x>", "<m2@x>"])
        return unit.state.get("stored")

    one = threads.submit(two[0].write_among, first)
    assert reached.wait(LONG)
    other = threads.submit(two[1].write_among, second)
    assert not Event().wait(SHORT)
    assert not other.done()
    go_on.set()

    one.result(LONG)
    assert other.result(LONG) == "by the first"


def test_who_writes_alone_waits_for_those_beside_and_they_for_it(two: tuple[Store, Store], threads: ThreadPoolExecutor):
    reached, go_on = Event(), Event()

    def alone() -> None:
        with two[1].write() as unit:
            unit.state.put("alone", "1")

    first = threads.submit(two[0].write_among, held(reached, go_on))
    assert reached.wait(LONG)
    second = threads.submit(alone)
    assert not Event().wait(SHORT)
    assert not second.done()
    go_on.set()
    first.result(LONG)
    second.result(LONG)

    with two[1].write() as unit:
        unit.state.put("alone", "2")
        third = threads.submit(two[0].write_among, put("beside"))
        assert not Event().wait(SHORT)
        assert not third.done()
    third.result(LONG)


def test_what_another_stored_first_is_found_and_no_mistake_of_the_value(
    two: tuple[Store, Store], threads: ThreadPoolExecutor
):
    """Where a name was not held, the database's own rule stands, and the unit is done anew."""
    both, tried = Barrier(2), list[str]()

    def work(unit: Unit) -> str:
        found = unit.state.get("once")
        tried.append(found)
        if not found:
            if len(tried) <= 2:
                both.wait(LONG)
            unit.connection.execute(insert(DaemonStateRow).values(name="once", value="stored"))
        return found

    told = [threads.submit(store.write_among, work) for store in two]

    assert sorted(one.result(LONG) for one in told) == ["", "stored"]
    assert sorted(tried) == ["", "", "stored"]


def test_of_two_that_wait_for_each_other_one_is_given_up_and_done_anew(
    two: tuple[Store, Store], threads: ThreadPoolExecutor
):
    both, tries = Barrier(2), list[str]()

    def crossing(first: str, then: str) -> Callable[[Unit], None]:
        def work(unit: Unit) -> None:
            tries.append(first)
            unit.turns.hold([first])
            try:
                both.wait(SHORT)
            except BrokenBarrierError:  # the other is not there any more: it was given up, or is over
                assert len(tries) > 2
            unit.turns.hold([then])
            unit.state.put(f"{first} {then}", "done")

        return work

    pairs = (("a", "b"), ("b", "a"))
    for one in [threads.submit(store.write_among, crossing(*pair)) for store, pair in zip(two, pairs, strict=True)]:
        one.result(LONG)

    assert len(tries) > 2
    with two[0].read() as unit:
        assert [unit.state.get(f"{first} {then}") for first, then in pairs] == ["done", "done"]


def test_what_one_decides_again_the_other_passes_over_and_waits_where_it_would_be_decided_once_more(
    two: tuple[Store, Store], threads: ThreadPoolExecutor
):
    reached, go_on = Event(), Event()
    with two[0].write() as unit:
        items = [an_item(unit, "email") for _ in range(3)]
        unit.again.queue(items[:2])

    def decide(unit: Unit) -> list[int]:
        taken = unit.again.next(2)
        unit.again.take_out(taken)
        return taken

    def first(unit: Unit) -> list[int]:
        taken = decide(unit)
        held(reached, go_on)(unit)
        return taken

    one = threads.submit(two[0].write_among, first)
    assert reached.wait(LONG)
    two[1].write_among(lambda unit: unit.again.queue(items[2:]))
    passed_over = threads.submit(two[1].write_among, decide).result(LONG)
    once_more = threads.submit(two[1].write_among, lambda unit: unit.again.queue(items[:1]))
    assert not Event().wait(SHORT)

    assert passed_over == items[2:]
    assert not once_more.done()
    go_on.set()
    assert one.result(LONG) == items[:2]
    once_more.result(LONG)
    with two[0].read() as unit:
        assert unit.again.waiting() == 1


@pytest.mark.parametrize("reason", [Collided("record", "is there"), DatabaseLocked("database", "is locked")])
def test_what_is_given_up_again_and_again_is_done_alone(two: tuple[Store, Store], reason: Exception):
    ways: list[bool] = []

    def work(unit: Unit) -> None:
        ways.append(unit.turns.is_beside)
        unit.state.put("done", str(len(ways)))
        if unit.turns.is_beside:
            raise reason

    two[0].write_among(work)

    assert ways == [True] * TRIES + [False]
    with two[0].read() as unit:
        assert unit.state.get("done") == str(len(ways))


def test_what_is_there_once_is_a_mistake_where_nobody_else_writes(two: tuple[Store, Store]):
    """Then the value is to blame, and is put aside as others that cannot be stored."""

    def work(unit: Unit) -> None:
        for _ in range(2):
            unit.connection.execute(insert(DaemonStateRow).values(name="twice", value=""))

    with pytest.raises(Invalid, match="breaks a rule of the database"):
        two[0].write_among(work)


def test_who_is_to_end_does_nothing_anew(two: tuple[Store, Store]):
    tries = []

    def work(unit: Unit) -> None:
        tries.append(unit)
        raise DatabaseLocked("database", "is locked")

    two[0].ends_with(lambda: True)
    with pytest.raises(DatabaseLocked):
        two[0].write_among(work)

    assert len(tries) == 1


def test_whoever_writes_into_the_trail_is_alone(two: tuple[Store, Store]):
    """It is read up to its last entry, so that none may be committed after a later one."""
    ways: list[bool] = []

    def work(unit: Unit) -> None:
        ways.append(unit.turns.is_beside)
        unit.accounts.add("Fabrikam")

    two[0].write_among(work)

    assert ways == [True, False]
    with two[0].read() as unit:
        assert [account.name for account in unit.accounts.all()] == ["Fabrikam"]


def test_a_unit_that_fails_leaves_nothing_and_says_so(store: Store):
    def work(unit: Unit) -> None:
        unit.state.put("half", "1")
        raise Invalid("record", "is nonsense")

    with pytest.raises(Invalid, match="is nonsense"):
        store.write_among(work)

    with store.read() as unit:
        assert unit.state.get("half") == ""


def test_whatever_is_written_among_others_leaves_a_sign(store: Store):
    with store.read() as unit:
        before = unit.state.sign()

    assert store.write_among(lambda unit: unit.state.get("nothing")) == ""

    with store.read() as unit:
        assert unit.state.sign() != before


# --- ids --------------------------------------------------------------------------------------------------------------


def test_no_id_is_given_twice_by_two_at_once(two: tuple[Store, Store]):
    with two[0]._writing.begin() as one, two[1]._writing.begin() as other:
        given = [*next_ids(one, ItemRow.id, 3), *next_ids(other, ItemRow.id, 2), *next_ids(one, ItemRow.id, 1)]

    assert len(set(given)) == 6


def test_ids_rise_and_none_is_given_where_none_is_wanted(store: Store):
    with store.write() as unit:
        assert list(next_ids(unit.connection, ItemRow.id, 0)) == []
        ids = next_ids(unit.connection, ItemRow.id, 5)

    assert list(ids) == sorted(set(ids))
    assert len(ids) == 5


def test_who_looks_at_what_came_in_misses_nothing_that_is_being_stored(
    two: tuple[Store, Store], threads: ThreadPoolExecutor
):
    reached, go_on, late = Event(), Event(), list[int]()

    def first(unit: Unit) -> None:
        late.extend(next_ids(unit.connection, ItemRow.id, 1))
        held(reached, go_on)(unit)

    with two[0].write() as unit:
        seen = an_item(unit)
    one = threads.submit(two[0].write_among, first)
    assert reached.wait(LONG)
    early = two[1].write_among(an_item)
    with two[1].look() as unit:
        during = unit.arrivals.newest()
    go_on.set()
    one.result(LONG)
    with two[1].look() as unit:
        after = unit.arrivals.newest()

    assert seen <= during < late[0] < early
    assert after == early


@pytest.mark.parametrize("many", [0, 3])
def test_a_database_whose_ids_were_counted_on_from_the_greatest_goes_on_behind_it(postgres_url: str, many: int):
    with closing(open_store(postgres_url)) as store:
        with store.write() as unit:
            ids = [an_item(unit) for _ in range(many)]
            for statement in (
                "SELECT setval('items_id_seq', 1, FALSE)",
                "DROP TABLE turns",
                "ALTER TABLE processes DROP COLUMN clock_ahead",
                "UPDATE alembic_version SET version_num = '0057'",
            ):
                unit.connection.execute(text(statement))

        migrate(postgres_url)

        with store.write() as unit:
            assert an_item(unit) == max(ids, default=0) + 1
        store.write_among(put("works", "<m1@x>"))
