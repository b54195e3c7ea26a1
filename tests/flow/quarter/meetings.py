"""Meetings: a customer, or who organizes for one, invites somebody of ours; the calendar has it, and no mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tests.flow.quarter.log import Copy, Item
from tests.flow.quarter.people import STRANGERS, USERS
from tests.flow.quarter.world import World

CALENDAR = "Calendar"


def a_meeting(world: World) -> None:
    number, customer = world.next_number(), world.random.choice(world.random.choice(world.town.persons).addresses)
    boss = world.random.choice(STRANGERS)
    organizer, agent = world.random.choice(((customer, ""), (boss, customer), (customer, boss)))
    users = world.random.sample(USERS, world.random.choice((1, 1, 2)))
    at = world.some_moment() + timedelta(days=world.random.choice((0, 0, 1, 2)))
    item = Item(
        identity=f"{number}@meetings.example",
        kind="appointment",
        at=at,
        subject=f"Meeting {number}",
        people=tuple(dict.fromkeys(one for one in (organizer, agent, *users) if one)),
    )
    sent_by = f';SENT-BY="mailto:{agent}"' if agent else ""
    lines = [
        *(f"DTSTART:{at:%Y%m%dT%H%M%SZ}", f"ORGANIZER{sent_by}:mailto:{organizer}"),
        *(f"ATTENDEE:mailto:{user}" for user in users),
    ]
    enter(world, item, users, lines)


def enter(world: World, item: Item, users: Sequence[str], lines: Sequence[str]) -> None:
    """Put an hour of this identity and subject, and with these lines, into the calendars of the users."""
    whole = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", "BEGIN:VEVENT", f"UID:{item.identity}"),
        *(f"DTSTAMP:{world.now:%Y%m%dT%H%M%SZ}", f"SUMMARY:{item.subject}", "DURATION:PT1H", *lines),
        *("END:VEVENT", "END:VCALENDAR", ""),
    ]
    for user in users:
        [server_id] = world.firm.outlook(user).put_calendar("\r\n".join(whole).encode())
        item.copies.append(Copy(user, server_id, CALENDAR))
    world.fresh += item.copies
    world.log.items.append(item)
