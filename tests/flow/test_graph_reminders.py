"""Whole cycles over Graph: what stands for tasks without the right to them, prepared meetings, and stamps kept back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.graph.mailbox import open_mailbox
from connectors.graph.server import GraphServer
from connectors.graph.tenant import Tenant
from daemon.acts.status import read_status
from simulator.server import Simulator
from store.values import DraftKind, ErrandKind, ItemKind
from tests.flow.firm import ANN, BOB, MORNING, Clock, Firm, a_firm
from tests.simulated import simulated

RIGHTS = ("Mail.Read", "Mail.ReadWrite", "Calendars.Read", "Calendars.ReadWrite", "MailboxSettings.ReadWrite")
TASKS = "Tasks.ReadWrite.All"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    """Every mailbox is in Microsoft 365, and the application has no right to tasks."""
    clock = Clock()
    with ExitStack() as closing:
        simulator = closing.enter_context(simulated(clock=clock, tls=True))
        simulator.add_application("us.example", "dealtrail", "secret")
        simulator.grant("dealtrail", *RIGHTS)
        found = closing.enter_context(a_firm(simulator, clock, tmp_path))
        _open_over_graph(found, closing, _server(simulator))
        yield found
        assert simulator.sent == []


def _open_over_graph(firm: Firm, closing: ExitStack, server: GraphServer) -> None:
    tenant = Tenant(server, clock=firm.clock, sleep=lambda seconds: None)
    closing.callback(tenant.close)
    firm.context = replace(
        firm.context,
        open_mailbox=lambda address: open_mailbox(tenant, address, sleep=lambda seconds: None),
        plans={address: replace(plan, server_kind="graph") for address, plan in firm.context.plans.items()},
    )


def _server(simulator: Simulator) -> GraphServer:
    return GraphServer(
        "us.example",
        "dealtrail",
        SecretStr("secret"),
        authority=simulator.url,
        endpoint=simulator.graph_url,
        ca_file=simulator.ca_file,
    )


def _remind(firm: Firm, number: int, at: datetime | None) -> None:
    with firm.store.write() as unit:
        unit.opportunities.remind(number, at)


def _reminder(firm: Firm, number: int) -> datetime | None:
    with firm.store.read() as unit:
        found = unit.opportunities.get(number)
        return found.reminder_at if found.reminder_on else None


def _owed(firm: Firm) -> set[str]:
    with firm.store.read() as unit:
        due = unit.mailboxes.status()
        return {key for one in due for key in unit.errands.keys(one.id, ErrandKind.TASK)}


def _deal(firm: Firm, **fields: Any) -> int:
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB], **fields)
    return deal.number


LATER = MORNING + timedelta(days=3)


@pytest.fixture
def flagged(firm: Firm) -> tuple[int, str]:
    """A deal with a reminder, which is a flag on the mail that came last."""
    number = _deal(firm)
    for subject in ("first", "last"):
        firm.clock.tick()
        mail = firm.outlook().deliver_mail(ANN, subject)
    firm.cycle()
    _remind(firm, number, LATER)
    firm.cycle()
    firm.cycle()
    return number, mail


def test_a_reminder_is_a_flag_on_the_deals_last_mail_and_nothing_is_owed_after(
    firm: Firm, flagged: tuple[int, str]
) -> None:
    _, mail = flagged
    read = firm.outlook().read(mail)

    assert read["flag"]["status"] == "Flagged"
    assert firm.outlook().items("calendar") == firm.outlook().items("tasks") == []
    assert _owed(firm) == set()
    with firm.store.read() as unit:
        [bob] = [one for one in read_status(unit, "OPP", firm.clock.now)["mailboxes"] if one["address"] == BOB]
    assert "Tasks.ReadWrite.All" in bob["notes"]["tasks"]


@pytest.mark.parametrize(
    ("act", "reminder"),
    [
        (lambda outlook, mail: outlook.complete_flag(mail), None),
        (lambda outlook, mail: outlook.unflag(mail), None),
        (lambda outlook, mail: outlook.delete(mail), None),
        (lambda outlook, mail: outlook.flag(mail, (LATER + timedelta(days=2)).date()), LATER + timedelta(days=2)),
        (lambda outlook, mail: outlook.set_categories(mail, ["mine", *outlook.read(mail)["categories"]]), LATER),
    ],
)
def test_what_the_user_does_to_a_flag_reaches_the_record(
    firm: Firm, flagged: tuple[int, str], act: Callable[[Any, str], None], reminder: datetime | None
) -> None:
    number, mail = flagged

    act(firm.outlook(), mail)
    firm.cycle()
    firm.cycle()

    assert _reminder(firm, number) == reminder
    assert _owed(firm) == set()


def test_what_the_record_does_reaches_the_flag(firm: Firm, flagged: tuple[int, str]) -> None:
    number, mail = flagged
    _remind(firm, number, LATER + timedelta(days=7))
    firm.cycle()
    assert firm.outlook().read(mail)["flag"]["DueDate"].startswith("2026-03-19T23")  # the 20th in Oslo

    _remind(firm, number, None)
    firm.cycle()
    firm.cycle()

    assert firm.outlook().read(mail)["flag"]["status"] == "Complete"
    assert _owed(firm) == set()


def test_a_deal_without_mail_has_an_appointment_that_is_no_history(firm: Firm) -> None:
    number = _deal(firm)
    _remind(firm, number, LATER)
    firm.cycle()
    firm.cycle()

    [reminder] = firm.outlook().items("calendar")
    assert reminder["subject"] == f"Follow up: 200 seats (OPP-{number})"
    assert firm.history(number) == []
    assert _owed(firm) == set()
    firm.outlook().edit_appointment(reminder["id"], start=LATER + timedelta(days=1))
    firm.cycle()
    assert _reminder(firm, number) == LATER + timedelta(days=1)
    firm.outlook().rename(reminder["id"], f"Done: {reminder['subject']}")
    firm.cycle()
    firm.cycle()
    assert _reminder(firm, number) is None
    assert firm.history(number) == []
    assert _owed(firm) == set()


def test_a_deleted_reminder_is_off(firm: Firm) -> None:
    number = _deal(firm)
    _remind(firm, number, LATER)
    firm.cycle()
    firm.cycle()
    [reminder] = firm.outlook().items("calendar")

    firm.outlook().delete(reminder["id"])
    firm.cycle()
    firm.cycle()

    assert _reminder(firm, number) is None
    assert firm.outlook().items("calendar") == []


def test_a_closed_deal_completes_its_reminder(firm: Firm) -> None:
    number = _deal(firm)
    _remind(firm, number, LATER)
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.close(number, won=True, on=firm.clock.now)
    firm.cycle()
    firm.cycle()

    [reminder] = firm.outlook().items("calendar")
    assert reminder["subject"].startswith("Done: Follow up")
    assert "Completed by dealtrail" in firm.outlook().read(reminder["id"])["body"]
    assert _owed(firm) == set()


def test_a_right_that_comes_later_makes_new_tasks_and_leaves_what_was_made(
    firm: Firm, flagged: tuple[int, str]
) -> None:
    number, mail = flagged
    firm.simulator.grant("dealtrail", TASKS)
    firm.clock.tick(timedelta(hours=2))
    other = _deal(firm)
    _remind(firm, other, LATER)
    firm.cycle()
    firm.cycle()

    assert len(firm.outlook().items("tasks")) == 1
    assert firm.outlook().read(mail)["flag"]["status"] == "Flagged"
    firm.outlook().complete_flag(mail)
    firm.cycle()
    assert (_reminder(firm, number), _reminder(firm, other)) == (None, LATER)


def test_a_task_waits_for_a_right_that_was_taken_back_and_nothing_else_does(firm: Firm) -> None:
    firm.simulator.grant("dealtrail", TASKS)
    number = _deal(firm)
    _remind(firm, number, LATER)
    firm.cycle()
    firm.cycle()
    firm.simulator.revoke("dealtrail", TASKS)
    firm.clock.tick(timedelta(hours=2))
    _remind(firm, number, LATER + timedelta(days=2))
    firm.outlook().deliver_mail(ANN, "new")
    firm.cycle()
    away = (firm.history(number), _reminder(firm, number), len(_owed(firm)))

    firm.simulator.grant("dealtrail", TASKS)
    firm.clock.tick(timedelta(hours=2))
    firm.cycle()
    firm.cycle()

    assert away == (["new"], LATER + timedelta(days=2), 1)
    [task] = firm.outlook().items("tasks")
    assert firm.outlook().read(str(task["id"]))["due"].startswith("2026-03-15")
    with firm.store.read() as unit:
        status = read_status(unit, "OPP", firm.clock.now)["mailboxes"]
    assert [(one["notes"], one["unread"]) for one in status] == [({}, {}), ({}, {})]
    assert (_reminder(firm, number), _owed(firm)) == (LATER + timedelta(days=2), set())


# --- meetings ---------------------------------------------------------------------------------------------------------


def _prepare(firm: Firm, number: int, start: datetime) -> str:
    firm.cycle()
    with firm.store.write() as unit:
        unit.drafts.ask(BOB, number, DraftKind.MEETING, subject="Demo", start=start, end=start + timedelta(hours=1))
    firm.cycle()
    firm.cycle()
    [meeting] = firm.outlook().items("calendar")
    return str(meeting["id"])


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_prepared_meeting_is_history_when_its_time_comes_unless_it_was_deleted(firm: Firm, is_deleted: bool) -> None:
    number = _deal(firm)
    meeting = _prepare(firm, number, LATER)
    assert firm.history(number) == []
    if is_deleted:
        firm.outlook().delete(meeting)
    firm.clock.tick(timedelta(days=2))
    firm.cycle()
    assert firm.history(number) == []

    firm.clock.now = LATER
    firm.cycle()

    assert firm.history(number) == ([] if is_deleted else ["Demo"])


def test_a_prepared_meeting_is_history_once_somebody_is_invited(firm: Firm) -> None:
    number = _deal(firm)
    meeting = _prepare(firm, number, LATER)

    firm.outlook().edit_appointment(meeting, attendees=[ANN])
    firm.outlook().send(meeting)
    firm.cycle()

    assert firm.history(number) == ["Demo"]


def test_a_meeting_that_might_mail_somebody_is_linked_and_not_stamped(firm: Firm) -> None:
    number = _deal(firm)
    mine = firm.outlook().appoint("Demo", LATER, attendees=[ANN])
    firm.cycle()
    firm.cycle()

    assert firm.history(number) == ["Demo"]
    assert firm.categories(mine) == []
    with firm.store.read() as unit:
        [found] = unit.history.explain("Demo")
        [bob] = [one for one in read_status(unit, "OPP", firm.clock.now)["mailboxes"] if one["address"] == BOB]
    assert "stamp_meetings" in found.copies[0].kept_back
    assert found.item.kind is ItemKind.APPOINTMENT
    assert list(bob["not_stamped"].values()) == [1]
    assert bob["errands"] == {"owed": 0, "parked": 0, "since": None}


def test_what_was_kept_back_is_stamped_within_a_day_of_a_configuration_that_allows_it(firm: Firm) -> None:
    number = _deal(firm)
    mine = firm.outlook().appoint("Demo", LATER, attendees=[ANN])
    firm.cycle()
    firm.simulator.graph_quirks = replace(firm.simulator.graph_quirks, spares_attendees_of_categories=True)
    with ExitStack() as closing:
        _open_over_graph(firm, closing, replace(_server(firm.simulator), stamp_meetings="all"))

        firm.clock.tick(timedelta(days=1))
        firm.cycle()
        firm.cycle()

    assert firm.categories(mine) == [f"OPP-{number} 200 seats"]
    with firm.store.read() as unit:
        assert unit.mailboxes.count_kept_back() == {}


@pytest.mark.parametrize("rung", ["flag", "appointment", "task"])
def test_what_stands_for_the_reminder_of_a_reopened_deal_is_what_it_had(firm: Firm, rung: str) -> None:
    number = _deal(firm)
    if rung == "task":
        firm.simulator.grant("dealtrail", TASKS)
    elif rung == "flag":
        firm.outlook().deliver_mail(ANN, "first")
    firm.cycle()
    _remind(firm, number, LATER)
    for _ in range(2):
        firm.cycle()
    before = _standing(firm)
    with firm.store.write() as unit:
        unit.opportunities.close(number, won=True, on=firm.clock.now)
    for _ in range(2):
        firm.cycle()
    closed = _standing(firm)

    with firm.store.write() as unit:
        unit.opportunities.reopen(number)
    for _ in range(2):
        firm.cycle()

    assert closed != before
    assert _standing(firm) == before
    assert _reminder(firm, number) == LATER
    assert _owed(firm) == set()


def _standing(firm: Firm) -> list[tuple[object, ...]]:
    """What Bob sees of reminders: flags, appointments and tasks."""
    outlook = firm.outlook()
    flags = [(one["id"], outlook.read(one["id"])["flag"]["status"]) for one in outlook.items("inbox")]
    shown = [(one["id"], one["subject"], outlook.read(one["id"])["body"]) for one in outlook.items("calendar")]
    tasks = [(one["id"], outlook.read(one["id"])["is_complete"]) for one in outlook.items("tasks")]
    return [*flags, *shown, *tasks]
