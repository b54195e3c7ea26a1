"""Recurring meetings: made, changed, partly deleted and ended; the calendar has them, and no mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.flow.quarter.log import Item, Series
from tests.flow.quarter.meetings import enter
from tests.flow.quarter.people import USERS
from tests.flow.quarter.world import World

OSLO = ZoneInfo("Europe/Oslo")
HOUR = timedelta(hours=1)

# Every so many days, and how often; 0 for no end.
RHYTHMS = ((7, 0), (7, 0), (7, 4), (1, 5), (2, 12), (14, 0))


def a_series(world: World) -> None:
    """One of ours invites a customer, or a customer invites some of ours; everybody has it in the calendar."""
    number = world.next_number()
    customers = [world.random.choice(world.random.choice(world.town.known()).addresses)]
    users = world.random.sample(USERS, world.random.choice((1, 1, 2)))
    organizer = world.random.choice((users[0], users[0], customers[0]))
    days, times = world.random.choice(RHYTHMS)
    day = (world.now + timedelta(days=world.random.choice((0, 1, 3)))).astimezone(OSLO).date()
    minute = world.random.randrange(0, 210, 5)  # over long before anybody looks in the evening
    first = datetime(day.year, day.month, day.day, 9, 30, tzinfo=OSLO) + timedelta(minutes=minute)
    master = Item(
        identity=f"{number}@series.example",
        kind="series",
        at=first.astimezone(UTC),
        subject=f"Series {number}",
        people=tuple(dict.fromkeys((organizer, *users, *customers))),
    )
    rule = f"FREQ=DAILY;INTERVAL={days}" if days % 7 else f"FREQ=WEEKLY;INTERVAL={days // 7}"
    rule += f";COUNT={times}" if times else ""
    lines = [
        *(f"DTSTART;TZID=Europe/Oslo:{first:%Y%m%dT%H%M%S}", f"RRULE:{rule}", f"ORGANIZER:mailto:{organizer}"),
        *(f"ATTENDEE:mailto:{one}" for one in (*users, *customers) if one != organizer),
    ]
    enter(world, master, users, lines)
    world.log.series.append(Series(master, first, timedelta(days=days), times))


def change_occurrence(world: World) -> None:
    """One of the last or next is put off by two hours, for everybody who has it."""
    if found := _one(world):
        series, original = found
        series.changed[original] = series.changed.get(original, original) + 2 * HOUR
        for copy in series.master.copies:
            if series.has(copy, original):
                outlook = world.firm.outlook(copy.mailbox)
                outlook.edit_appointment(outlook.occurrence(copy.server_id, original), start=series.changed[original])


def delete_occurrence(world: World) -> None:
    """One of the last or next: called off for everybody, or thrown away by one of them."""
    if found := _one(world, is_changed=None):
        series, original = found
        there = [one for one in series.master.copies if series.has(one, original)]
        for copy in there if world.chance(0.6) else there[:1]:
            outlook = world.firm.outlook(copy.mailbox)
            outlook.delete(outlook.occurrence(copy.server_id, original))
            series.deleted_at(copy).add(original)


def end_series(world: World) -> None:
    """It is called off as a whole, or one of them throws it away."""
    if found := _one(world, is_changed=None):
        there = [one for one in found[0].master.copies if one.is_watched]
        for copy in there if world.chance(0.6) else there[:1]:
            copy.moved(world.firm.outlook(copy.mailbox).move(copy.server_id, "Deleted Items"), "Deleted Items")


def _one(world: World, *, is_changed: bool | None = False) -> tuple[Series, datetime] | None:
    """A series that nobody touched today, and one of its occurrences of these days that somebody still has."""
    near = timedelta(days=8)
    found = [
        (series, original)
        for series in world.log.series
        if id(series.master) not in world.touched
        for original in series.starts(world.now + near)
        if original > world.now - near
        and (is_changed is None or (original in series.changed) is is_changed)
        and any(series.has(copy, original) for copy in series.master.copies)
    ]
    if not found:
        return None
    chosen = world.random.choice(found)
    world.touched.add(id(chosen[0].master))
    return chosen
