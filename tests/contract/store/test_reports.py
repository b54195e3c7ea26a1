"""What reports tell: won and lost, times in stages, and what went quiet; each as somebody would count it by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from daemon.acts import ReadAt, activity_of, times_in_stages, won_and_lost
from store.bulk import insert_rows
from store.database import Store
from store.errors import Invalid
from store.models import OpportunityRow
from store.records.liveliness import FEW
from store.unit import Unit
from store.values import (
    ActivityLine,
    Actor,
    Decided,
    HistoryOf,
    ListName,
    MonthDecided,
    OpportunityFilter,
    Record,
    Role,
    SourceDecided,
    StageTimes,
    State,
)
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import an_opportunity

OSLO = ZoneInfo("Europe/Oslo")
ALL = OpportunityFilter()
DAY = timedelta(days=1)


def now(clock: Clock, zone: ZoneInfo = OSLO) -> ReadAt:
    return ReadAt(clock(), zone)


def closed(
    unit: Unit, at: datetime, *, won: bool, amount: str = "0", currency: str = "EUR", source: str | None = None
) -> int:
    source_id = unit.lists.find(ListName.SOURCE, source).id if source else None
    began = at - 100 * DAY
    number = an_opportunity(unit, currency=currency, source_id=source_id, created_at=began)
    unit.line_items.add(number, "All", price=amount)
    unit.opportunities.close(number, won=won, on=at)
    return number


# --- won and lost -----------------------------------------------------------------------------------------------------


def test_won_and_lost_are_told_by_month_and_by_source_each_currency_by_itself(store: Store, clock: Clock):
    with store.write() as unit:
        closed(unit, NOON - 1 * DAY, won=True, amount="100.50", source="Web")
        closed(unit, NOON - 1 * DAY, won=True, amount="7", currency="JPY")
        closed(unit, NOON - 2 * DAY, won=False, amount="30", source="Partner")  # 28 February
        closed(unit, NOON - 3 * DAY, won=True, amount="9.50", source="Web")
        closed(unit, NOON - 90 * DAY, won=True, amount="1000", source="Web")  # before the period
        binned = closed(unit, NOON - 1 * DAY, won=True, amount="5000")
        unit.bin.delete(Record.OPPORTUNITY, binned)
        an_opportunity(unit, "still open")

        found = won_and_lost(unit, ALL, now(clock), months=3)

    assert found.months == (
        MonthDecided("2026-01", ()),
        MonthDecided("2026-02", (Decided("EUR", 1, Decimal("9.50"), 1, Decimal("30.00")),)),
        MonthDecided(
            "2026-03",
            (
                Decided("EUR", 1, Decimal("100.50"), 0, Decimal(0)),
                Decided("JPY", 1, Decimal(7), 0, Decimal(0)),
            ),
        ),
    )
    assert found.sources == (
        SourceDecided("Partner", (Decided("EUR", 0, Decimal(0), 1, Decimal("30.00")),)),
        SourceDecided("Web", (Decided("EUR", 2, Decimal("110.00"), 0, Decimal(0)),)),
        SourceDecided(None, (Decided("JPY", 1, Decimal(7), 0, Decimal(0)),)),
    )


def test_a_month_is_that_of_the_readers_zone(store: Store, clock: Clock):
    with store.write() as unit:
        closed(unit, datetime(2026, 2, 28, 23, 30, tzinfo=UTC), won=True)

        in_oslo = won_and_lost(unit, ALL, now(clock), months=2).months
        in_utc = won_and_lost(unit, ALL, now(clock, ZoneInfo("UTC")), months=2).months

    assert [len(one.sums) for one in in_oslo] == [0, 1]
    assert [len(one.sums) for one in in_utc] == [1, 0]


def test_a_filter_means_the_same_as_in_lists(store: Store, clock: Clock):
    with store.write() as unit:
        closed(unit, NOON, won=True, currency="NOK")
        closed(unit, NOON, won=False, currency="EUR")

        won = won_and_lost(unit, OpportunityFilter(state=State.WON), now(clock), months=1)
        kroner = won_and_lost(unit, OpportunityFilter(currencies=("NOK",)), now(clock), months=1)

    assert won.months[0].sums == kroner.months[0].sums == (Decided("NOK", 1, Decimal("0.00")),)


@pytest.mark.parametrize("months", [0, -1, 121])
def test_a_period_beyond_all_sense_is_refused(store: Store, clock: Clock, months: int):
    with store.read() as unit, pytest.raises(Invalid, match=f"months: must be a whole number from 1 to 120.*{months}"):
        won_and_lost(unit, ALL, now(clock), months=months)


def test_sums_of_the_largest_totals_stay_exact(store: Store, clock: Clock):
    with store.write() as unit:
        for _ in range(20):
            closed(unit, NOON, won=True, amount=str(10**15), currency="JPY")

        assert won_and_lost(unit, ALL, now(clock), months=1).months[0].sums[0].won_total == 20 * 10**15


Closing = tuple[int, bool, int, str, str | None]
CLOSINGS = st.lists(
    st.tuples(
        st.integers(0, 24 * 200),
        st.booleans(),
        st.integers(0, 10**6),
        st.sampled_from(["EUR", "JPY", "KWD"]),
        st.sampled_from([None, "Web", "Partner"]),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CLOSINGS, st.integers(1, 8))
def test_it_is_what_somebody_counts_one_by_one(store: Store, clock: Clock, closings: list[Closing], months: int):
    with store.write() as unit:
        numbers = [
            closed(unit, NOON - timedelta(hours=ago), won=won, amount=str(amount), currency=currency, source=source)
            for ago, won, amount, currency, source in closings
        ]

        found = won_and_lost(unit, OpportunityFilter(numbers=tuple(numbers)), now(clock), months=months)

    counted: dict[tuple[str, str], list[Decimal]] = {}
    for ago, won, amount, currency, _ in closings:
        month = f"{(NOON - timedelta(hours=ago)).astimezone(OSLO):%Y-%m}"
        sums = counted.setdefault((month, currency), [Decimal(0)] * 4)
        sums[0 if won else 2] += 1
        sums[1 if won else 3] += amount
    shown = {
        (one.month, sum.currency): [sum.won, sum.won_total, sum.lost, sum.lost_total]
        for one in found.months
        for sum in one.sums
    }
    assert len(found.months) == months
    assert shown == {key: sums for key, sums in counted.items() if key[0] >= found.months[0].month}
    assert _all(one.sums for one in found.months) == _all(one.sums for one in found.sources)


def _all(groups: Iterable[Iterable[Decided]]) -> dict[str, list[Decimal]]:
    """What all of it comes to, by currency."""
    found: dict[str, list[Decimal]] = {}
    for one in (one for group in groups for one in group):
        sums = found.setdefault(one.currency, [Decimal(0)] * 4)
        found[one.currency] = [
            a + b for a, b in zip(sums, (one.won, one.won_total, one.lost, one.lost_total), strict=True)
        ]
    return found


# --- times in stages --------------------------------------------------------------------------------------------------


def move(unit: Unit, number: int, stage: str) -> None:
    unit.opportunities.edit(number, stage_id=unit.stages.find(stage).id)


def times(found: Iterable[StageTimes]) -> dict[str | None, tuple[int, int | None, int | None]]:
    """Stays, median and ninetieth of the stages in which there were any."""
    return {one.stage: (one.stays, one.median, one.ninetieth) for one in found if one.stays}


def test_a_stay_counts_in_the_stage_that_was_left_when_it_was_left(store: Store, clock: Clock):
    with store.write() as unit:
        first = an_opportunity(unit)
        second = an_opportunity(unit)
        clock.forward(2 * DAY)
        move(unit, first, "Proposal")
        clock.forward(2 * DAY)
        move(unit, second, "Proposal")
        clock.forward(5 * DAY)
        unit.opportunities.close(first, won=True, on=clock())
        clock.forward(DAY)

        found = times_in_stages(unit, ALL, now(clock))

    assert times(found) == {"Prospecting": (2, 48, 96), "Proposal": (1, 7 * 24, 7 * 24)}
    assert [one.stage for one in found][:2] == ["Prospecting", "Qualification"]
    proposal = next(one for one in found if one.stage == "Proposal")
    assert (proposal.waiting, proposal.waiting_median, proposal.waiting_long) == (1, 6 * 24, 0)


def test_those_that_are_still_there_are_told_beside_the_stays_that_ended(store: Store, clock: Clock):
    with store.write() as unit:
        left = an_opportunity(unit)
        an_opportunity(unit)
        clock.forward(DAY)
        move(unit, left, "Proposal")
        clock.forward(DAY)
        an_opportunity(unit)

        first = times_in_stages(unit, ALL, now(clock))[0]

    assert first == StageTimes("Prospecting", 1, 24, 24, waiting=2, waiting_median=0, waiting_long=1)


def test_what_was_closed_and_reopened_stayed_twice(store: Store, clock: Clock):
    with store.write() as unit:
        number = an_opportunity(unit)
        clock.forward(DAY)
        unit.opportunities.close(number, won=False, on=clock())
        clock.forward(10 * DAY)
        unit.opportunities.reopen(number)
        clock.forward(3 * DAY)
        move(unit, number, "Negotiation")

        assert times(times_in_stages(unit, ALL, now(clock))) == {"Prospecting": (2, 24, 72)}


def test_what_was_decided_earlier_than_it_was_written_down_ended_then(store: Store, clock: Clock):
    with store.write() as unit:
        number = an_opportunity(unit, created_at=NOON - 30 * DAY)
        unit.opportunities.close(number, won=True, on=NOON - 10 * DAY)

        assert times(times_in_stages(unit, ALL, now(clock))) == {"Prospecting": (1, 20 * 24, 20 * 24)}


def test_a_stage_keeps_its_stays_under_its_new_name_and_a_deleted_one_loses_them(store: Store, clock: Clock):
    with store.write() as unit:
        owner = unit.users.add("Eve", "eve@us.example", Role.OWNER)
        number = an_opportunity(unit)
        clock.forward(DAY)
        move(unit, number, "Proposal")
        clock.forward(DAY)
        move(unit, number, "Negotiation")
    with store.write(Actor.of(owner)) as unit:
        unit.stages.rename(unit.stages.find("Prospecting").id, "Finding")
        unit.stages.rename(unit.stages.find("Finding").id, "Looking")
        unit.stages.delete(unit.stages.find("Proposal").id, replacement=None)

        assert times(times_in_stages(unit, ALL, now(clock))) == {"Looking": (1, 24, 24)}


def test_only_stays_that_ended_in_the_period_count(store: Store, clock: Clock):
    with store.write() as unit:
        number = an_opportunity(unit)
        clock.forward(DAY)
        move(unit, number, "Proposal")
        clock.forward(70 * DAY)
        move(unit, number, "Negotiation")

        assert times(times_in_stages(unit, ALL, now(clock), months=1)) == {"Proposal": (1, 70 * 24, 70 * 24)}


Moves = list[tuple[int, int]]  # hours until a move, and the stage


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 4)), max_size=4), min_size=1, max_size=4))
def test_times_are_what_somebody_notes_down_with_every_move(store: Store, clock: Clock, lives: list[Moves]):
    noted: dict[str, list[int]] = {}
    numbers = []
    with store.write() as unit:
        stages = [stage.name for stage in unit.stages.all()][:5]
        for moves in lives:
            numbers.append(an_opportunity(unit))
            at, stage = clock(), stages[0]
            for hours, place in moves:
                clock.forward(timedelta(hours=hours, minutes=7))
                if stages[place] != stage:
                    noted.setdefault(stage, []).append(int((clock() - at).total_seconds()) // 3600)
                    move(unit, numbers[-1], stages[place])
                    at, stage = clock(), stages[place]

        found = times_in_stages(unit, OpportunityFilter(numbers=tuple(numbers)), now(clock), months=120)

    assert times(found) == {
        stage: (len(hours), sorted(hours)[(len(hours) + 1) // 2 - 1], sorted(hours)[-(-len(hours) * 9 // 10) - 1])
        for stage, hours in noted.items()
    }


# --- what went quiet --------------------------------------------------------------------------------------------------


def noted(unit: Unit, number: int, clock: Clock, at: datetime) -> int:
    """A note that was written then."""
    before, clock.now = clock.now, at
    item = unit.notes.add(HistoryOf(number), "A word")
    clock.now = before
    return item.id


def test_open_ones_are_told_with_what_lately_happened_those_that_are_quiet_for_longest_first(
    store: Store, clock: Clock
):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example").id
        busy = an_opportunity(unit, "Busy", assigned_to=bob, created_at=NOON - 60 * DAY)
        quiet = an_opportunity(unit, "Quiet", created_at=NOON - 60 * DAY)
        untouched = an_opportunity(unit, "Untouched", created_at=NOON - 14 * DAY)
        young = an_opportunity(unit, "Young", created_at=NOON - 13 * DAY)
        closed(unit, NOON, won=True)
        for days in (0, 1, 8, 50):
            noted(unit, busy, clock, NOON - days * DAY)
        noted(unit, quiet, clock, NOON - 20 * DAY)
        unit.items.delete(noted(unit, quiet, clock, NOON))

        found = activity_of(unit, ALL, now(clock), quiet_after=14, weeks=3)

    assert found.weeks == (date(2026, 2, 16), date(2026, 2, 23), date(2026, 3, 2))
    assert (found.count, found.quiet) == (4, 2)
    assert [(one.number, one.quiet_days, one.is_quiet, one.weeks) for one in found.lines] == [
        (quiet, 20, True, (0, 0, 0)),
        (untouched, 14, True, (0, 0, 0)),
        (young, 13, False, (0, 0, 0)),
        (busy, 0, False, (1, 1, 1)),
    ]
    assert found.lines[3] == ActivityLine(
        busy, "Busy", "Fabrikam", "Bob", "Prospecting", NOON, 0, False, found.lines[3].weeks
    )
    assert found.lines[1].last_at is None


def test_what_is_yet_to_come_has_not_happened(store: Store, clock: Clock):
    with store.write() as unit:
        number = an_opportunity(unit, created_at=NOON - 30 * DAY)
        noted(unit, number, clock, NOON + DAY)

        line = activity_of(unit, ALL, now(clock)).lines[0]

    assert (line.last_at, line.quiet_days, sum(line.weeks)) == (None, 30, 0)


def test_activity_comes_page_by_page_and_counts_all_wherever_one_looks(store: Store, clock: Clock):
    with store.write() as unit:
        for days in (50, 40, 30, 5):
            an_opportunity(unit, created_at=NOON - days * DAY)

        pages = [activity_of(unit, ALL, now(clock), limit=3, offset=offset) for offset in (0, 3, 6)]

    assert [[one.quiet_days for one in page.lines] for page in pages] == [[50, 40, 30], [5], []]
    assert {(page.count, page.quiet) for page in pages} == {(4, 3)}


def test_a_firm_without_open_opportunities_has_none_that_are_quiet(store: Store, clock: Clock):
    with store.read() as unit:
        found = activity_of(unit, ALL, now(clock))

    assert (found.lines, found.count, found.quiet) == ((), 0, 0)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 24 * 60), max_size=5), min_size=1, max_size=4), st.integers(1, 40))
def test_quiet_is_what_somebody_finds_who_reads_every_history(
    store: Store, clock: Clock, histories: list[list[int]], quiet_after: int
):
    with store.write() as unit:
        numbers = [an_opportunity(unit, created_at=NOON - 60 * DAY) for _ in histories]
        for number, hours in zip(numbers, histories, strict=True):
            for ago in hours:
                noted(unit, number, clock, NOON - timedelta(hours=ago))

        found = activity_of(unit, OpportunityFilter(numbers=tuple(numbers)), now(clock), quiet_after=quiet_after)

        for line in found.lines:
            read = [item.occurred_at for item in unit.items.history(HistoryOf(line.number)) if item.occurred_at]
            days = (NOON.astimezone(OSLO).date() - max(read, default=NOON - 60 * DAY).astimezone(OSLO).date()).days
            mondays = [at.astimezone(OSLO).date() - at.astimezone(OSLO).weekday() * DAY for at in read]
            assert (line.quiet_days, line.is_quiet) == (days, days >= quiet_after)
            assert line.weeks == tuple(mondays.count(monday) for monday in found.weeks)
    assert len(found.lines) == len(histories)
    assert found.quiet == sum(line.is_quiet for line in found.lines)


def test_quiet_ones_are_counted_whether_they_or_the_others_are_many(store: Store, clock: Clock):
    clock.now = NOON
    with store.write() as unit:
        number = an_opportunity(unit, created_at=NOON - 60 * DAY)
        made = select(OpportunityRow).where(OpportunityRow.number == number)
        one = dict(unit.connection.execute(made).mappings().one())
        insert_rows(unit.connection, OpportunityRow, [{**one, "number": number + n} for n in range(1, FEW + 2)])
        all_quiet = activity_of(unit, ALL, now(clock), quiet_after=14).quiet
        lately = {"created_at": NOON - DAY, "latest_at": NOON - DAY}
        unit.connection.execute(update(OpportunityRow).where(OpportunityRow.number > number + 1).values(**lately))
        few_quiet = activity_of(unit, ALL, now(clock), quiet_after=14).quiet

    assert (all_quiet, few_quiet) == (FEW + 2, 2)
