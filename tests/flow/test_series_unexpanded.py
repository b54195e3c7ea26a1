"""On a server that does not list what series consist of, they are in the history all the same, each as one item."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.mailbox import COMPUTED
from daemon.sync.unreadable import computed, unread
from store.values import HistoryItem, HistoryOf
from tests.flow.appointments.calendars import an_event
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
FIRST = MORNING - 6 * WEEK + HOUR  # a Tuesday, 10:00 in Oslo, in winter

# What a view shows that does not expand, and what it leaves out.
SHAPES: dict[str, dict[str, Any]] = {
    "the series": {},
    "the series, and ids of occurrences are known": {"forgets_occurrences": False},
    "the series and what was changed": {
        "shows_instead": frozenset({"masters", "exceptions"}),
        "forgets_occurrences": False,
    },
    "the series and its first": {"shows_instead": frozenset({"masters", "first"}), "forgets_occurrences": False},
    "what was changed": {"shows_instead": frozenset({"exceptions"}), "forgets_occurrences": False},
    "the first and what was changed": {
        "shows_instead": frozenset({"exceptions", "first"}),
        "forgets_occurrences": False,
    },
    "all of it, and nothing is there": {"expands_no_series": False},
    "nothing": {"shows_instead": frozenset()},
    "no view at all": {"refuses_views": "ErrorInvalidOperation"},
    "no view at all, and ids of occurrences are known": {
        "refuses_views": "ErrorCalendarViewRangeTooBig",
        "forgets_occurrences": False,
    },
    "the series without saying so": {"leave_out": frozenset({"CalendarItemType"})},
    "the series, and original starts nowhere": {"leave_out": frozenset({"OriginalStart", "DeletedOccurrences"})},
}


@pytest.fixture
def where() -> str:
    """Views that are refused and series that are not expanded are EWS's."""
    return "exchange"


def stop_expanding(firm: Firm, shape: dict[str, Any]) -> None:
    """From now on; the ids that occurrences had lead nowhere, unless the shape says otherwise."""
    for name, value in {"expands_no_series": True, "forgets_occurrences": True, **shape}.items():
        setattr(firm.simulator.organization.quirks, name, value)


def expand_again(firm: Firm) -> None:
    stop_expanding(
        firm, {"expands_no_series": False, "refuses_views": "", "leave_out": frozenset(), "forgets_occurrences": False}
    )


def fill(firm: Firm) -> str:
    """Bob's calendar: a weekly meeting that is changed, moved and skipped, and another on the last of each month."""
    outlook = firm.outlook()
    weekly = outlook.appoint("Weekly", FIRST, attendees=[ANN], rule="FREQ=WEEKLY", body="Agenda")
    outlook.edit_appointment(outlook.occurrence(weekly, FIRST + WEEK), start=FIRST + WEEK + DAY, location="Oslo")
    outlook.delete(outlook.occurrence(weekly, FIRST + 2 * WEEK))
    outlook.edit_appointment(outlook.occurrence(weekly, FIRST + 9 * WEEK - HOUR), location="Bergen")  # summer time
    last = datetime(2026, 1, 31, 12, tzinfo=UTC)
    outlook.appoint("Monthly", last, attendees=[ANN], rule="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1")
    return weekly


def told(firm: Firm, number: int) -> list[tuple[Any, ...]]:
    return [(one.subject, *shown(one)) for one in items(firm, number)]


def shown(one: HistoryItem) -> tuple[Any, ...]:
    rules = [(link.number, link.rule) for link in one.links]
    return one.occurred_at, one.ended_at, one.location, one.is_cancelled, one.body.strip(), rules


def items(firm: Firm, number: int) -> list[HistoryItem]:
    with firm.store.read() as unit:
        lines = unit.items.history(HistoryOf(number=number), limit=500)
        return [unit.items.get(line.item_id) for line in reversed(lines)]


def copies(firm: Firm, item_id: int) -> list[tuple[str, bool]]:
    """Each copy's id on the server, and whether it is gone."""
    with firm.store.read() as unit:
        return [(copy.pointer.server_id, copy.pointer.is_gone) for copy in unit.history.explain(str(item_id))[0].copies]


def without_places(told: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Of a changed occurrence whose id leads nowhere, only its times are known."""
    return [(*one[:3], *one[4:]) for one in told]


def without_deleted(shape: dict[str, Any]) -> bool:
    return "DeletedOccurrences" in shape.get("leave_out", ())


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_history_is_the_one_of_a_server_that_lists_them(firm: Firm, shape: dict[str, Any]):
    deal = firm.opportunity("200 seats", created_at=MORNING - 60 * DAY)
    fill(firm)
    stop_expanding(firm, shape)
    firm.cycle(BOB)
    firm.clock.tick(20 * DAY)  # over the change to summer time
    firm.cycle(BOB)
    before, ids = told(firm, deal.number), [one.id for one in items(firm, deal.number)]
    skipped = [one for one in before if one[1] == FIRST + 2 * WEEK]

    expand_again(firm)
    firm.clock.tick(DAY)
    firm.cycle(BOB)

    assert len(before) == 11 + len(skipped)
    assert bool(skipped) == without_deleted(shape)  # nobody can know that it was
    after = told(firm, deal.number)
    assert without_places([one for one in after if one[1] != FIRST + 2 * WEEK]) == without_places(
        [one for one in before if one not in skipped]
    )
    if not shape.get("forgets_occurrences", True):
        assert {one[3] for one in before} == {"", "Oslo", "Bergen"}
    assert [one[4] for one in after if one[1] == FIRST + 2 * WEEK] == [True] * len(skipped)  # cancelled
    assert [one.id for one in items(firm, deal.number)] == ids
    there = [copies(firm, id) for id in ids]
    assert not any(id.startswith(COMPUTED) for copy in there for id, is_gone in copy if not is_gone)
    assert max(map(len, there)) == 1
    unknown = [id for one in firm.simulator.journal.requests for id in one.unknown]
    assert not any(id.startswith(COMPUTED) for id in unknown)
    assert firm.simulator.sent == []


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_server_that_stops_listing_them_cancels_none(firm: Firm, shape: dict[str, Any]):
    deal = firm.opportunity("200 seats", created_at=MORNING - 60 * DAY)
    fill(firm)
    firm.cycle(BOB)
    before, ids = told(firm, deal.number), [one.id for one in items(firm, deal.number)]

    stop_expanding(firm, shape)
    for _ in range(2):
        firm.clock.tick(DAY)
        firm.cycle(BOB)

    after = told(firm, deal.number)
    skipped = [one for one in after if one[1] == FIRST + 2 * WEEK] if without_deleted(shape) else []
    assert [one for one in after if one not in skipped and one[1] < MORNING + HOUR] == before[:-1]
    assert after[-1] == before[-1]  # the changed one that is to come
    assert not any(one[4] for one in after)
    assert set(ids) <= {one.id for one in items(firm, deal.number)}
    assert len(after) == len(before) + 1 + len(skipped)  # one more took place
    expand_again(firm)
    firm.clock.tick(DAY)
    firm.cycle(BOB)
    assert [one for one in told(firm, deal.number) if one[1] != FIRST + 2 * WEEK] == [
        one for one in after if one not in skipped
    ]


def test_what_was_computed_is_said_in_status_and_why_until_the_server_lists_it(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().appoint("Weekly", FIRST, attendees=[ANN], rule="FREQ=WEEKLY")
    stop_expanding(firm, SHAPES["nothing"])
    firm.cycle(BOB)

    before = said(firm)
    expand_again(firm)
    firm.clock.tick(DAY)
    firm.cycle(BOB)

    assert before == ({}, {"Calendar": f"{COMPUTED_FROM} 1 series are computed from the rule".replace("are", "is", 1)})
    assert said(firm) == ({}, {})
    assert len(items(firm, deal.number)) == 7


@pytest.mark.parametrize("zone", ["Europe/Oslo", "Asia/Beirut"])  # there midnight is left out
def test_a_whole_day_is_one_when_the_clock_changes(firm: Firm, zone: str):
    deal = firm.opportunity("200 seats", created_at=MORNING - 60 * DAY)
    firm.simulator.mailbox(BOB).zone = zone
    firm.outlook().put_calendar(SUNDAYS)
    stop_expanding(firm, SHAPES["nothing"])
    firm.clock.tick(30 * DAY)
    firm.cycle(BOB)
    before = told(firm, deal.number)

    expand_again(firm)
    firm.clock.tick(DAY)
    firm.cycle(BOB)

    assert [(end - start) / HOUR for _, start, end, *_ in before] == [24, 24, 24, 24, 23, 24]
    assert told(firm, deal.number) == before


SUNDAYS = (
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:fair\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20260301\n"
    b"DTEND;VALUE=DATE:20260302\nRRULE:FREQ=WEEKLY\nORGANIZER:mailto:bob@us.example\n"
    b"ATTENDEE:mailto:ann@client.example\nEND:VEVENT\nEND:VCALENDAR"
)


@pytest.mark.parametrize("is_listed_first", [True, False])
def test_a_zone_that_nobody_knows_costs_no_occurrence_when_the_server_changes(firm: Firm, is_listed_first: bool):
    deal = firm.opportunity("200 seats", created_at=MORNING - 60 * DAY)
    firm.simulator.mailbox(BOB).zone = "America/New_York"  # where summer begins three weeks before Oslo's
    firm.outlook().appoint("Weekly", FIRST, attendees=[ANN], rule="FREQ=WEEKLY")
    firm.clock.tick(8 * DAY)
    vague = {**SHAPES["the series"], "leave_out": frozenset({"StartTimeZone"})}
    if not is_listed_first:
        stop_expanding(firm, vague)
    firm.cycle(BOB)
    before = [one.id for one in items(firm, deal.number)]
    if is_listed_first:
        stop_expanding(firm, vague)
        firm.clock.tick(DAY)
        firm.cycle(BOB)
        assert [one.id for one in items(firm, deal.number)] == before
    expand_again(firm)
    firm.clock.tick(DAY)

    firm.cycle(BOB)

    found = items(firm, deal.number)
    assert [one.id for one in found] == before
    assert [one.occurred_at for one in found] == [FIRST + n * WEEK - HOUR * (n > 5) for n in range(8)]
    assert not any(one.is_cancelled for one in found)


def test_a_series_whose_rule_is_not_told_either_loses_nothing_and_is_said(firm: Firm):
    deal = firm.opportunity("200 seats", created_at=MORNING - 60 * DAY)
    fill(firm)
    firm.cycle(BOB)
    before = told(firm, deal.number)
    stop_expanding(firm, {"leave_out": frozenset({"Recurrence"})})
    firm.clock.tick(DAY)

    firm.cycle(BOB)

    assert told(firm, deal.number) == before
    [(what, why)] = said(firm)[0].items()
    assert what == "series in Calendar"
    assert "the occurrences of 2 series are not recorded" in why


def test_categories_of_an_occurrence_are_its_users_whatever_its_series_carries(firm: Firm):
    deal = firm.opportunity("200 seats")
    series = firm.outlook().appoint("Weekly", FIRST, attendees=[ANN], rule="FREQ=WEEKLY")
    firm.cycle(BOB)
    firm.outlook().set_categories(firm.outlook().occurrence(series, FIRST + 5 * WEEK), [])
    firm.cycle(BOB)
    before = told(firm, deal.number)
    stop_expanding(firm, SHAPES["the series"])
    firm.clock.tick(DAY)

    firm.cycle(BOB)

    assert [one for one in told(firm, deal.number) if one[1] < MORNING] == before
    assert len(before) == 5  # of six


def test_a_series_with_another_rhythm_keeps_what_took_place(firm: Firm):
    deal = firm.opportunity("200 seats", created_at=MORNING - 60 * DAY)
    stop_expanding(firm, SHAPES["the series"])
    series = firm.outlook().appoint("Weekly", FIRST, attendees=[ANN], rule="FREQ=WEEKLY")
    firm.cycle(BOB)
    before = told(firm, deal.number)

    firm.outlook().edit_appointment(series, start=FIRST + 2 * HOUR)
    firm.clock.tick(DAY)
    firm.cycle(BOB)
    firm.cycle(BOB)

    assert told(firm, deal.number)[:6] == before
    assert [one[1] for one in told(firm, deal.number)[6:]] == [FIRST + 6 * WEEK + 2 * HOUR]


OF_BOTH = "the occurrences of 2 series are computed from the rule"
COMPUTED_FROM = "the server does not list what series consist of: the occurrences of"


def said(firm: Firm) -> tuple[dict[str, str], dict[str, str]]:
    with firm.store.read() as unit:
        return unread(unit, BOB), computed(unit, BOB)


def test_a_server_that_does_not_have_what_it_lists_is_said_to_be_one(firm: Firm):
    firm.opportunity("200 seats", created_at=MORNING - 60 * DAY)
    fill(firm)
    firm.simulator.organization.quirks.forgets_occurrences = True

    firm.cycle(BOB)

    told = f"the server lists, and does not have, what series consist of: {OF_BOTH}"
    assert said(firm) == ({}, {"Calendar": told})


@pytest.mark.parametrize(
    ("code", "is_computed"),
    [
        ("ErrorInvalidOperation", True),
        ("ErrorInvalidRequest", True),
        ("ErrorUnsupportedPathForQuery", True),
        ("ErrorCalendarFolderIsInvalidForCalendarView", True),
        ("ErrorVoiceMailNotImplemented", True),
        ("ErrorItemCorrupt", False),
        ("ErrorExceededFindCountLimit", False),
        ("ErrorQuotaExceeded", False),
        ("ErrorAccessDenied", False),
    ],
)
def test_a_view_that_is_refused_is_computed_where_the_server_knows_no_such_views(
    firm: Firm, code: str, is_computed: bool
):
    deal = firm.opportunity("200 seats", created_at=MORNING - 60 * DAY)
    firm.outlook().appoint("Weekly", FIRST, attendees=[ANN], rule="FREQ=WEEKLY")
    firm.simulator.organization.quirks.refuses_views = code

    firm.cycle(BOB)

    unread, computed = said(firm)
    assert len(told(firm, deal.number)) == (6 if is_computed else 0)
    assert bool(computed) == is_computed
    if is_computed:
        assert unread == {}
        assert computed["Calendar"].startswith("the server does not list what series consist of (")
        assert code in computed["Calendar"]


@pytest.mark.parametrize("code", ["ErrorItemCorrupt", "ErrorExceededFindCountLimit", "ErrorAccessDenied"])
def test_a_view_that_is_refused_again_is_computed_and_said_until_it_is_given(firm: Firm, code: str):
    deal = firm.opportunity("200 seats", created_at=MORNING - 60 * DAY)
    fill(firm)
    firm.simulator.organization.quirks.refuses_views = code
    firm.cycle(BOB)
    first = told(firm, deal.number), said(firm)

    firm.clock.tick(HOUR)
    firm.cycle(BOB)
    then, told_then = told(firm, deal.number), said(firm)
    firm.simulator.organization.quirks.refuses_views = ""
    firm.clock.tick(DAY)
    firm.cycle(BOB)

    assert (first[0], [*first[1][0]], first[1][1]) == ([], ["series in Calendar"], {})
    assert len(then) > 5
    assert told_then[0] == {}
    assert code in told_then[1]["Calendar"] or "rights" in told_then[1]["Calendar"]
    assert [one for one in told(firm, deal.number) if one[1] < MORNING] == [one for one in then if one[1] < MORNING]
    assert said(firm) == ({}, {})


def test_what_somebody_elses_series_shows_as_changed_is_moved_although_it_was_computed_before(firm: Firm):
    deal = firm.opportunity("200 seats", created_at=MORNING - 60 * DAY)
    invitation = an_event("weekly@client.example", FIRST, organizer=ANN, attendees=(BOB, EVE), rule="FREQ=WEEKLY")
    series = {user: firm.outlook(user).put_calendar(invitation)[0] for user in (BOB, EVE)}
    stop_expanding(firm, {"forgets_occurrences": False})
    firm.cycle()

    for user, master in series.items():
        outlook = firm.outlook(user)
        outlook.edit_appointment(outlook.occurrence(master, FIRST + WEEK), start=FIRST + WEEK + 2 * HOUR)
    firm.cycle()

    assert [one.occurred_at for one in items(firm, deal.number)][:3] == [
        FIRST,
        FIRST + WEEK + 2 * HOUR,
        FIRST + 2 * WEEK,
    ]
