"""The sums that the database keeps are what adding up each opportunity comes to, whatever was done to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from daemon import acts
from daemon.acts import ReadAt, TableGiven, activity_of, times_in_stages, won_and_lost
from daemon.tables import Table
from store.database import Store, migrate, open_store
from store.engine import place_of
from store.errors import StoreError
from store.models import LinkRow, OpportunityRow, SumChangeRow
from store.records.sums import is_kept
from store.records.sums_kept import AT_ONCE
from store.unit import Unit
from store.values import (
    Actor,
    Assign,
    Close,
    Days,
    HistoryOf,
    ItemKind,
    ListName,
    MoveTo,
    OpportunityFilter,
    Record,
    Role,
    State,
)
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.full import an_item
from tests.contract.store.records import BOB, a_folder, a_mailbox, an_email, an_opportunity, linked
from tests.contract.store.test_migrations import direct, upgrade

ZONES = ("UTC", "Europe/Oslo", "Pacific/Auckland", "America/Los_Angeles")
DAY = timedelta(days=1)


@pytest.fixture
def eve(store: Store) -> Actor:
    with store.write() as unit:
        unit.users.add("Bob", "bob@us.example")
        return Actor.of(unit.users.add("Eve", "eve@us.example", Role.OWNER))


def numbers(unit: Unit) -> list[int]:
    return list(unit.connection.scalars(select(OpportunityRow.number).order_by(OpportunityRow.number)))


def told(unit: Unit, wanted: OpportunityFilter, zone: str = "Europe/Oslo") -> list[object]:
    at = ReadAt(unit.clock(), ZoneInfo(zone))
    pipeline = unit.pipeline
    return [
        pipeline.sums(wanted),
        [one for one in pipeline.by_stage(wanted) if one.sums],
        pipeline.by_month(wanted),
        pipeline.by_person(wanted),
        won_and_lost(unit, wanted, at, months=4),
        times_in_stages(unit, wanted, at, months=2),
        activity_of(unit, wanted, at),
    ]


def counted(unit: Unit, wanted: OpportunityFilter, zone: str = "Europe/Oslo") -> list[object]:
    """The same from each opportunity: no sum is kept of some numbers."""
    return told(unit, replace(wanted, numbers=tuple(numbers(unit))), zone)


# --- whatever is done -------------------------------------------------------------------------------------------------

Act = Callable[[Unit, int, int], object]  # with an opportunity, and a number that chooses


def _stage(unit: Unit, n: int) -> int:
    stages = [one.id for one in unit.stages.all() if one.kind.value == "open"]
    return stages[n % len(stages)]


def _source(unit: Unit, n: int) -> int | None:
    return _value(unit, ListName.SOURCE, n)


def _value(unit: Unit, of: ListName, n: int) -> int | None:
    return [None, *(one.id for one in unit.lists.all(of))][n % 4]


def _add(unit: Unit, number: int, n: int) -> int:
    new = an_opportunity(
        unit,
        currency=("EUR", "JPY")[n % 2],
        source_id=_source(unit, n),
        type_id=_value(unit, ListName.TYPE, n),
        payment_terms_id=_value(unit, ListName.PAYMENT_TERMS, n + 1),
        expiration_date=(None, date(2026, 3, 1 + n % 9))[n % 2],
        assigned_to=(None, 1)[n % 2],
        probability=n % 101,
        close_date=(None, date(2026, 1 + n % 5, 3))[n % 2],
        created_at=NOON - 200 * DAY,
    )
    unit.line_items.add(new, "Desk", price=10**9 * n + 1)
    return new


def _import(unit: Unit, number: int, n: int) -> None:
    stage, day = unit.stages.get(_stage(unit, n)).name, f"2026-0{1 + n % 9}-05"
    account = unit.opportunities.get(number).account_id
    rows = (f"{number},T,{account},{stage},{day},{n}", f",New,{account},,,{n}")
    table = "\n".join(("number,title,account,stage,close_date,amount", *rows, ""))
    given = TableGiven("t.csv", table.encode(), "NOK", ZoneInfo("Europe/Oslo"))

    acts.import_table(lambda: nullcontext(unit), Table("opportunities"), given)


def _delete_stage(unit: Unit, number: int, n: int) -> None:
    unit.stages.delete(_stage(unit, n), replacement=None if n % 2 else _stage(unit, n + 1))


def _note(unit: Unit, number: int, n: int) -> None:
    unit.items.place(an_item(unit), NOON + timedelta(hours=n - 200), HistoryOf(number))


def _item(unit: Unit, number: int, n: int) -> int:
    """Some item of the opportunity's history."""
    items = unit.connection.scalars(select(LinkRow.item_id).where(LinkRow.number == number)).all()
    return items[n % len(items)] if items else 0


def _link(unit: Unit, number: int, n: int) -> None:
    _note(unit, number, n)
    unit.items.link(_item(unit, number, n), _add(unit, 0, n))


def _mail(unit: Unit, number: int, n: int) -> None:
    """An e-mail or appointment, once more with another time and to other opportunities."""
    due = unit.mailboxes.look_at(BOB) or a_mailbox(unit)
    folder = a_folder(unit, due.id)
    there = numbers(unit)
    for at, of in ((NOON + timedelta(hours=n - 300), (number,)), (NOON + timedelta(hours=2 * n - 300), there[-2:])):
        kind = (ItemKind.EMAIL, ItemKind.APPOINTMENT)[n % 2]
        content = an_email(f"<m{n % 5}@x>", occurred_at=at, kind=kind, is_series=n % 7 == 0)
        unit.history.save(due.id, folder.id, [linked(f"S{n % 5}", *of, content=content)], now=NOON)


def _merge(unit: Unit, number: int, n: int) -> None:
    one, other = unit.accounts.add("Here").id, unit.accounts.add("There").id
    unit.opportunities.edit(number, account_id=other)
    unit.merges.merge(Record.ACCOUNT, one, other)


ACTS: dict[str, Act] = {
    "add": _add,
    "stage": lambda unit, number, n: unit.opportunities.edit(number, stage_id=_stage(unit, n)),
    "no stage": lambda unit, number, n: unit.opportunities.edit(number, stage_id=None),
    "chance": lambda unit, number, n: unit.opportunities.edit(number, probability=n % 101),
    "date": lambda unit, number, n: unit.opportunities.edit(number, close_date=date(2026, 1 + n % 12, 1)),
    "source": lambda unit, number, n: unit.opportunities.edit(number, source_id=_source(unit, n)),
    "type": lambda unit, number, n: unit.opportunities.edit(number, type_id=_value(unit, ListName.TYPE, n)),
    "delivery": lambda unit, number, n: unit.opportunities.edit(
        number, delivery_date=(None, date(2026, 2, 1 + n % 20))[n % 2]
    ),
    "person": lambda unit, number, n: unit.opportunities.edit(number, assigned_to=1 + n % 2),
    "comment": lambda unit, number, n: unit.opportunities.comment(number, "A word"),
    "price": lambda unit, number, n: unit.line_items.add(number, "Lamp", price=n, quantity=n % 7),
    "less": lambda unit, number, n: unit.line_items.remove(number, 1),
    "close": lambda unit, number, n: unit.opportunities.close(
        number, won=bool(n % 2), on=NOON - timedelta(hours=7 * n), close_date=date(2026, 2, 1) if n % 3 else None
    ),
    "reopen": lambda unit, number, n: unit.opportunities.reopen(number),
    "delete": lambda unit, number, n: unit.bin.delete(Record.OPPORTUNITY, number),
    "restore": lambda unit, number, n: unit.bin.restore(Record.OPPORTUNITY, number),
    "empty": lambda unit, number, n: unit.bin.empty(),
    "rename": lambda unit, number, n: unit.stages.rename(_stage(unit, n), f"Stage {n}"),
    "delete stage": _delete_stage,
    "rename source": lambda unit, number, n: unit.lists.rename(unit.lists.all(ListName.SOURCE)[n % 3], f"Source {n}"),
    "delete source": lambda unit, number, n: unit.lists.delete(
        unit.lists.all(ListName.SOURCE)[n % 3], unit.lists.all(ListName.SOURCE)[3] if n % 2 else None
    ),
    "merge": _merge,
    "all of somebody": lambda unit, number, n: unit.bulk.carry_out([number], Assign((None, 1, 2)[n % 3])),
    "all to a stage": lambda unit, number, n: unit.bulk.carry_out([number], MoveTo(_stage(unit, n))),
    "all closed": lambda unit, number, n: unit.bulk.carry_out([number], Close(bool(n % 2), NOON - n * DAY)),
    "import": _import,
    "note": _note,
    "link": _link,
    "unlink": lambda unit, number, n: unit.items.unlink(_item(unit, number, n), number),
    "hide": lambda unit, number, n: unit.items.delete(_item(unit, number, n)),
    "show": lambda unit, number, n: unit.items.restore(_item(unit, number, n)),
    "mail": _mail,
    "begun": lambda unit, number, n: unit.opportunities.edit(number, created_at=NOON - (200 + n) * DAY),
}
DONE = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 5), st.integers(0, 400)), max_size=25)
WANTED = st.builds(
    OpportunityFilter,
    state=st.sampled_from(State),
    assigned_to=st.sampled_from([(), (1,), (None,), (1, 2, None)]),
    stage_ids=st.sampled_from([(), (1, 2), (2, None), (6, 7)]),
    source_ids=st.sampled_from([(), (None,), (1,)]),
    currencies=st.sampled_from([(), ("EUR",), ("jpy", "EUR")]),
    close_date=st.tuples(
        st.sampled_from([None, date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 2)]),
        st.sampled_from([None, date(2026, 2, 28), date(2026, 2, 27), date(2026, 12, 31)]),
    ),
)


def do(unit: Unit, clock: Clock, done: Sequence[tuple[str, int, int]]) -> None:
    for name, place, n in done:
        clock.forward(timedelta(hours=n % 50, minutes=n))
        there = numbers(unit)
        try:
            with unit.attempt():
                ACTS[name](unit, there[place % len(there)] if there else 0, n)
        except StoreError:
            pass  # what the rules refuse changes nothing


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 400), min_size=1, max_size=4), DONE, WANTED, st.sampled_from(ZONES))
def test_kept_sums_are_what_somebody_counts_whatever_was_done(
    store: Store,
    clock: Clock,
    eve: Actor,
    made: list[int],
    done: list[tuple[str, int, int]],
    wanted: OpportunityFilter,
    zone: str,
):
    clock.now = NOON
    with store.write(eve) as unit, unit.connection.begin_nested() as all_of_it:
        for n in made:
            _add(unit, 0, n)

        do(unit, clock, done)

        assert unit.sums.wrong() == 0
        assert told(unit, wanted, zone) == counted(unit, wanted, zone)
        all_of_it.rollback()


def traces(unit: Unit) -> tuple[int, int]:
    """What acts leave: lines of the trail, and links."""
    return unit.audit.newest(), unit.connection.scalar(select(func.count()).select_from(LinkRow)) or 0


def test_every_act_of_the_law_does_something_to_some_opportunity(store: Store, eve: Actor):
    """So that none of them is refused whatever comes, and proves nothing."""
    never = []
    for name, act in ACTS.items():
        with store.write(eve) as unit:
            _add(unit, 0, 7)
            number = numbers(unit)[-1]
            unit.opportunities.edit(number, stage_id=_stage(unit, 2))
            if name in ("restore", "empty"):
                unit.bin.delete(Record.OPPORTUNITY, number)
            if name in ("unlink", "hide", "show"):
                _link(unit, number, 9)
            if name == "show":
                unit.items.delete(_item(unit, number, 9))
            if name == "reopen":
                unit.opportunities.close(number, won=True, on=NOON)
            before = traces(unit)
            act(unit, number, 9)
            never += [name] if traces(unit) == before else []
            assert unit.sums.wrong() == 0, name

    assert never == []


# --- how they are kept ------------------------------------------------------------------------------------------------


def test_notes_are_added_to_the_sums_before_they_are_many(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        for n in range(AT_ONCE):
            unit.connection.execute(
                text("UPDATE opportunities SET total_minor = :n WHERE number = :number"), {"n": n, "number": number}
            )

        noted = unit.connection.scalar(select(func.count()).select_from(SumChangeRow)) or 0
        assert noted < AT_ONCE
        assert unit.sums.wrong() == 0
        assert told(unit, OpportunityFilter()) == counted(unit, OpportunityFilter())


@pytest.mark.parametrize(
    ("days", "are"),
    [
        ((None, None), True),
        ((date(2026, 2, 1), date(2026, 2, 28)), True),
        ((date(2025, 12, 1), None), True),
        ((None, date.max), True),
        ((date(2024, 2, 1), date(2024, 2, 28)), False),
        ((date(2026, 1, 2), None), False),
        ((None, date(2026, 3, 1)), False),
    ],
)
def test_of_days_that_are_whole_months_sums_are_kept(days: Days, *, are: bool):
    assert is_kept(OpportunityFilter(close_date=days), by_close_month=True) is are


def test_what_does_not_change_a_sum_is_not_noted(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        before = unit.connection.scalar(select(func.count()).select_from(SumChangeRow))
        unit.opportunities.edit(number, title="400 seats", comments="A word")
        unit.connection.execute(text("UPDATE opportunities SET total_minor = total_minor"))

        assert unit.connection.scalar(select(func.count()).select_from(SumChangeRow)) == before


def test_what_an_act_took_back_is_in_no_sum(store: Store):
    with store.write() as unit:
        an_opportunity(unit)
    with pytest.raises(StoreError), store.write() as unit:
        unit.opportunities.get(an_opportunity(unit) + 1)

    with store.read() as unit:
        assert unit.sums.wrong() == 0
        assert unit.pipeline.sums(OpportunityFilter())[0].count == 1


def test_sums_that_are_wrong_are_told_and_counted_anew(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        unit.line_items.add(number, "Desk", price=7)
        unit.connection.execute(text("UPDATE sum_changes SET total_low = total_low + 1"))
        wrong = unit.sums.wrong()

        unit.sums.count_anew()

        assert wrong > 0
        assert unit.sums.wrong() == 0
        assert told(unit, OpportunityFilter()) == counted(unit, OpportunityFilter())


def test_a_database_of_before_gets_its_sums(empty_url: str):
    place_of(empty_url).create()
    names = "title, folded, account_id, stage_id, probability, is_probability_typed, currency, total_minor"
    others = "activity_reminders, reminder_epoch, reminder_on, created_at, active_at, competitors, comments"
    more = "folded_competitors, folded_comments, closed_at, probability_before, deleted_at, close_date"
    at = "'2026-03-02 12:00:00'"
    values = f"FALSE, 0, FALSE, {at}, {at}, '', '', '', ''"
    with direct(empty_url) as db:
        upgrade(db, BEFORE)
        db.execute(text("INSERT INTO accounts (name, folded, phone, web, address) VALUES ('A', 'a', '', '', '')"))
        ends = ("NULL, NULL, NULL, '2026-05-01'", f"{at}, 50, NULL, NULL", f"NULL, NULL, {at}, NULL")
        for number, end in enumerate(ends, start=1):
            db.execute(
                text(
                    f"INSERT INTO opportunities ({names}, {others}, {more}) VALUES "  # noqa: S608  # ours
                    f"('T', 't', 1, {6 if number == 2 else 1}, 50, FALSE, 'EUR', 700, {values}, {end})"
                )
            )
        db.commit()

    migrate(empty_url)

    with closing(open_store(empty_url)) as opened, opened.write() as unit:
        assert unit.sums.wrong() == 0
        assert [one.count for one in unit.pipeline.sums(OpportunityFilter())] == [2]
        an_opportunity(unit)
        assert unit.sums.wrong() == 0
        assert told(unit, OpportunityFilter()) == counted(unit, OpportunityFilter())


BEFORE = "0031"  # the schema that keeps no sums
