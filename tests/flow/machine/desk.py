"""Two people at Outlook and a clerk at the records, whom a machine of chance lets act.

It keeps no model of the merge: it remembers only what people did on purpose and what they were told they keep.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from connectors.ours import IDENTITY_NAME
from daemon.cli.main import main
from daemon.link.category import category_name
from daemon.outlook.tasks.words import words_in
from daemon.service.loop import Loop
from simulator.faults import Fault, FaultKind
from simulator.mailboxes.items import Item
from simulator.xml import moment
from store.models import ItemRow, PointerRow, VanishedRow
from store.values import AT_ONCE_GONE, HistoryOf, VanishedState
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.quarter.looking import dies_at

PREFIX = "OPP"
ZONE = ZoneInfo("Europe/Oslo")
USERS = (BOB, EVE)
OTHER_FOLDER, TEAM = "Tasks/Sales", "Calendar/Team"
CALENDARS = ("Calendar", TEAM)
TIMES = ("Start", "End", "Location", "RequiredAttendees", "MeetingRequestWasSent")
WEEK = timedelta(weeks=1)
MANY = AT_ONCE_GONE + 1


@dataclass
class Typed:
    """What a user typed around our block of a task."""

    who: str
    guid: str
    in_bin: frozenset[int]
    is_read: bool = False  # a whole cycle went by with the task in a folder for tasks
    is_lost: bool = False  # the task was thrown away before that


@dataclass
class Asked:
    """A draft that the clerk asked for."""

    who: str
    number: int
    guid: UUID
    is_sorted: bool = False  # its user gave it other categories
    is_unsure: bool = False  # its opportunity was in the recycle bin for a time
    fate: str = ""  # sent or thrown


@dataclass
class Desk:
    firm: Firm
    folder: Path
    stages: list[int] = field(default_factory=list)
    activities: list[int] = field(default_factory=list)
    deals: list[int] = field(default_factory=list)
    copies: set[str] = field(default_factory=set)  # server ids of tasks that a user copied
    kept_open: set[str] = field(default_factory=set)  # identities of tasks whose user had a hand in how they stand
    renamed: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)  # whose due day or alarm its user moved
    cut: set[str] = field(default_factory=set)  # into whose block its user wrote
    typed: dict[str, Typed] = field(default_factory=dict)  # by the words
    meetings: dict[str, str] = field(default_factory=dict)  # whose they are, by their subjects
    kept: set[str] = field(default_factory=set)  # meetings that vanished by accident, as the clerk said
    drafts: dict[str, Asked] = field(default_factory=dict)  # by their subjects
    series: set[str] = field(default_factory=set)  # which of the meetings are one
    is_filed: bool = False  # whether any task was, in a folder of its user's own
    deaths: int = 0
    count: int = 0

    # --- what there is ------------------------------------------------------------------------------------------------

    def open_for_business(self) -> None:
        """Three deals: Bob's with a reminder, Eve's with activities, and nobody's."""
        firm = self.firm
        for address in USERS:
            firm.outlook(address).make_folder(OTHER_FOLDER, "IPF.Task")
            firm.outlook(address).make_folder(TEAM, "IPF.Appointment")
        with firm.store.write() as unit:
            self.stages = [unit.stages.add(name).id for name in ("Pilot", "Contract")]
            self.activities = [unit.activities.add(self.stages[0], "Install it", 7).id]
            self.activities.append(unit.activities.add(self.stages[1], "Sign it", 3).id)
        for title, assignee in (("200 seats", BOB), ("Support", EVE), ("Tender", "")):
            deal = firm.opportunity(title, assigned_to=firm.people.get(assignee))
            self.deals.append(deal.number)
            with firm.store.write() as unit:
                unit.opportunities.edit(deal.number, stage_id=self.stages[0])
                unit.opportunities.remind(deal.number, MORNING + timedelta(days=deal.number))
                unit.activities.remind(deal.number, assignee == EVE)

    def items(self, address: str) -> list[Item]:
        return sorted(self.firm.simulator.mailbox(address).items.values(), key=lambda item: item.entered)

    def tasks(self, address: str) -> list[Item]:
        """All that people see as tasks, whatever folder they are in."""
        return [item for item in self.items(address) if item.tag == "Task"]

    def ours(self, address: str) -> list[Item]:
        """Those with our identity outside Deleted Items."""
        return [one for one in self.tasks(address) if identity_of(one) and one.folder.wellknown != "deleteditems"]

    def meetings_of(self, address: str) -> list[Item]:
        """Those in a calendar, single ones and series; also what was drafted as an appointment."""
        mine = [one for one in self.items(address) if one.tag == "CalendarItem" and one.master is None]
        return [one for one in mine if one.subject in self.meetings and one.folder.path in CALENDARS]

    def listed(self, address: str, what: str) -> list[Item]:
        match what:
            case "tasks":
                return self.ours(address)
            case "calendar":
                return self.meetings_of(address)
            case _:
                return [one for one in self.items(address) if one.folder.wellknown == "inbox"]

    def fill(self, address: str, what: str) -> None:
        """So many in a folder that they cannot be lost unnoticed."""
        now, outlook = self.firm.clock.now, self.firm.outlook(address)
        for number in range(len(self.listed(address, what)), MANY):
            subject = f"Meeting {self.next_number():03}."
            match what:
                case "tasks":
                    with self.firm.store.write() as unit:
                        of = HistoryOf(contact_id=unit.contacts.find("Ann").id)
                        unit.todos.add(of, f"Ask no. {subject}", assigned_to=self.firm.people[address])
                case "calendar":
                    outlook.appoint(subject, now + timedelta(hours=number), attendees=[ANN])
                    self.meetings[subject] = address
                case _:
                    outlook.deliver_mail(ANN, f"Question {subject}", sent_at=now)

    def throw_away(self, address: str, item: Item, *, for_good: bool) -> None:
        for typed in self.typed.values():
            if typed.guid == identity_of(item) and not typed.is_read:
                typed.is_lost = True
        self.firm.outlook(address).delete(item.id, for_good=for_good)

    def begins(self, meeting: Item) -> datetime:
        """When it begins, or the first occurrence of a series does."""
        return moment(meeting.get("Start"))

    def category(self, deal: int | None) -> list[str]:
        if deal is None:
            return []
        number = self.deals[deal % len(self.deals)]
        with self.firm.store.read() as unit:
            return [category_name(number, unit.opportunities.get(number).title, PREFIX)]

    def in_bin(self) -> frozenset[int]:
        with self.firm.store.read() as unit:
            return frozenset(number for number in self.deals if unit.opportunities.get(number).is_deleted)

    def next_number(self) -> int:
        self.count += 1
        return self.count

    # --- the clerk ----------------------------------------------------------------------------------------------------

    def clerk(self, *words: str, acting: str = BOB) -> None:
        """One command line, which has to succeed."""
        told = io.StringIO()
        name = "bob" if acting == BOB else "eve"
        with redirect_stdout(told), redirect_stderr(told):
            code = main(["--config", str(self._config()), "--as", name, *words], self.firm.clock)
        assert code == 0, told.getvalue()

    def _config(self) -> Path:
        path = self.folder / "config.toml"
        if not path.exists():
            lines = [f'database.url = "{self.firm.url}"', 'sync.time_zone = "Europe/Oslo"']
            lines += ['linking.own_domains = ["us.example"]', f'exchange.endpoint = "{self.firm.simulator.endpoint}"']
            lines += ['exchange.auth = "basic"', 'exchange.access = "impersonation"']
            lines += ['exchange.username = "svc"', 'exchange.password = "x"']
            for address in USERS:
                lines += ["[[mailbox]]", f'address = "{address}"']
            path.write_text("\n".join(lines))
        return path

    def drafts_one(self, who: str, number: int, kind: str, *more: str) -> None:
        subject = f"Draft {self.next_number():03}."
        self.clerk("opportunity", kind, f"{PREFIX}-{number}", "--subject", subject, *more, acting=who)
        with self.firm.store.read() as unit:
            asked = next(one for one in unit.drafts.of(number) if one.subject == subject)
        if kind == "appointment":
            self.meetings[subject] = who
        else:
            self.drafts[subject] = Asked(who, number, asked.guid)

    def decides(self, is_gone: bool) -> bool:
        """The clerk says of all that vanished together what it was; whether there was any."""
        with self.firm.store.read() as unit:
            held = unit.vanished.held()
            subjects = select(ItemRow.subject).join(PointerRow, PointerRow.item_id == ItemRow.id)
            subjects = subjects.join(VanishedRow, VanishedRow.pointer_id == PointerRow.id)
            waiting = set(unit.connection.scalars(subjects.where(VanishedRow.state == VanishedState.HELD.value)))
            losses = unit.losses.frozen()
        for address in dict.fromkeys(one.address for one in held):
            self.clerk("review", "gone" if is_gone else "keep", address)
        for loss in losses:
            self.clerk("review", "put-back", loss.address, f"{PREFIX}-{loss.number}" if loss.number else "question")
        if held and not is_gone:
            there = {one.subject for who in USERS for one in self.meetings_of(who)}
            self.kept |= waiting & self.meetings.keys() - there
        return bool(held or losses)

    # --- the daemon ---------------------------------------------------------------------------------------------------

    def cycle(self, order: tuple[str, ...] = USERS) -> None:
        with self.untouched():
            for address in order:
                turns = Loop(self.firm.context).once(address)
                failures = [turn.failure for turn in turns if turn.failure]
                assert not failures, failures
            self.firm.clock.tick()
        there = {identity_of(one) for who in USERS for one in self.ours(who) if one.folder.wellknown == "tasks"}
        for typed in self.typed.values():
            typed.is_read = typed.is_read or typed.guid in there

    def night(self) -> None:
        """The nightly comparison, which alone tells of tasks that their user filed in a folder of their own."""
        with self.untouched():
            failures = [
                turn.failure for turn in Loop(replace(self.firm.context, workers=1)).reconcile() if turn.failure
            ]
            assert not failures, failures
        self.firm.clock.tick()

    def killed(self, address: str, fatal: int) -> None:
        """A turn in which nothing is done any more from border `fatal` on."""
        with self.untouched():
            self.deaths += dies_at(self.firm, address, fatal)
        self.firm.clock.tick()

    def cycle_with_a_lost_answer(self, operation: str) -> None:
        """One write is done, and nobody hears of it."""
        self.firm.simulator.faults.inject(Fault(FaultKind.RESET_AFTER, operation))
        with self.untouched():
            self.firm.try_cycle()
        self.firm.simulator.faults.clear()

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """While the daemon looks: nothing vanishes or moves, and what is the user's own is afterwards as before."""
        before = self._look()
        yield
        after = self._look()
        for key, theirs in before.items():
            assert key in after, f"{key} vanished: {theirs}"
            assert after[key] == theirs, f"{theirs} became {after[key]}"
        assert self.firm.simulator.sent == []

    def _look(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        return {(who, item.id): _of_the_user(item) for who in USERS for item in self.items(who)}


def _of_the_user(item: Item) -> tuple[Any, ...]:
    ours = [name for name in item.categories if name.startswith(PREFIX)]
    shown = (item.folder.path, item.flag("IsRead"), [name for name in item.categories if name not in ours])
    if item.tag == "Task" and (identity_of(item) or ours):  # one of the user's own may get our identity
        return (*shown, words_in(item.text))
    if item.tag == "Task":
        return (*shown, item.change_key, item.text, item.subject)
    return (*shown, item.text, *(item.get(name) for name in TIMES), item.subject)


def identity_of(item: Item) -> str:
    """Our hidden identity; "" of what is not ours."""
    found = [value.values[0] for key, value in item.extended.items() if key[1] == IDENTITY_NAME]
    return found[0] if found else ""
