"""Two people at Outlook and a clerk at the records, whose tasks a machine of chance works with; and what must hold.

It keeps no model of the merge: it remembers only what people did on purpose and what they were told they keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectors.ews.convert import IDENTITY_NAME
from daemon.category import number_in
from daemon.loop import Loop
from daemon.tasks.merge import task_for
from daemon.tasks.words import block_in, words_in
from simulator.faults import Fault, FaultKind
from simulator.mailboxes.items import Item
from store.unit import Unit
from store.values import ItemKind, TaskWanted
from tests.flow.firm import BOB, EVE, MORNING, Firm
from tests.flow.quarter.looking import dies_at

PREFIX = "OPP"
ZONE = ZoneInfo("Europe/Oslo")
USERS = (BOB, EVE)
OTHER_FOLDER = "Tasks/Sales"
DONE_AWAY = timedelta(hours=2)  # after which whatever was put off is due
READING = {"SyncFolderItems", "SyncFolderHierarchy", "GetItem", "FindItem", "GetFolder", "FindFolder"}
READING |= {"GetUserConfiguration", "ResolveNames", "GetServerTimeZones", "ConvertId"}


@dataclass
class Desk:
    firm: Firm
    stages: list[int] = field(default_factory=list)
    activities: list[int] = field(default_factory=list)
    deals: list[int] = field(default_factory=list)
    copies: set[str] = field(default_factory=set)  # server ids of tasks that a user copied
    kept_open: set[str] = field(default_factory=set)  # identities of tasks whose user had a hand in how they stand
    renamed: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)  # whose due day or alarm its user moved
    cut: set[str] = field(default_factory=set)  # into whose block its user wrote
    typed: dict[str, bool] = field(default_factory=dict)  # words → whether they must have become a note by now
    deaths: int = 0
    count: int = 0

    # --- what there is ------------------------------------------------------------------------------------------------

    def open_for_business(self) -> None:
        """Three deals: Bob's with a reminder, Eve's with activities, and nobody's."""
        firm = self.firm
        for address in USERS:
            firm.outlook(address).make_folder(OTHER_FOLDER, "IPF.Task")
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

    def next_number(self) -> int:
        self.count += 1
        return self.count

    # --- the daemon ---------------------------------------------------------------------------------------------------

    def cycle(self, order: tuple[str, ...] = USERS) -> None:
        with self.untouched():
            for address in order:
                turns = Loop(self.firm.office).once(address)
                failures = [turn.failure for turn in turns if turn.failure]
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

    def untouched(self) -> Untouched:
        return Untouched(self)

    # --- the end ------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Whatever was put off is done, and two quiet cycles; the third writes nothing at all."""
        self.firm.clock.tick(DONE_AWAY)
        for _ in range(2):
            self.cycle()
            self.firm.clock.tick(DONE_AWAY)
        self.cycle()
        self.cycle()
        journal = self.firm.simulator.journal
        journal.clear()
        self.cycle()
        assert not set(journal.counts()) - READING, f"a quiet cycle writes: {journal.counts()}"
        wrong = list(self.differences())
        assert wrong == [], "\n".join(wrong)

    def differences(self) -> Iterator[str]:
        with self.firm.store.read() as unit:
            for mailbox in unit.mailboxes.status():
                if mailbox.errands_owed:
                    yield f"{mailbox.address} owes {mailbox.errands_owed} errands after quiet cycles"
                yield from self._mailbox(unit, mailbox.address, mailbox.id)
            yield from self._notes(unit)

    def _mailbox(self, unit: Unit, address: str, id: int) -> Iterator[str]:
        wanted = {str(k): one for k, one in unit.wanted_tasks.of(self.firm.people[address], ZONE).items()}
        followed = {str(one.guid): one for one in unit.tasks.followed(id)}
        by_id = {one.id: one for one in self.tasks(address)}
        for guid, one in wanted.items():
            found = followed.get(guid)
            if found is None:
                yield f"{address}: {one.about} of {one.number} is wanted and not followed"
                continue
            task = by_id.get(found.server_id)
            if task is None or task.folder.wellknown == "deleteditems":
                yield f"{address}: {one.about} of {one.number} is wanted and has no task"
                continue
            yield from self._equal(address, one, task, found.is_theirs)
        for guid, tasks in grouped(self.ours(address)).items():
            originals = [one for one in tasks if one.id not in self.copies]
            still = [one for one in originals if not one.flag("IsComplete")]
            if len(originals) > 1:
                yield f"{address}: {len(originals)} tasks of {guid}: {[one.subject for one in originals]}"
            if still and guid not in wanted and guid not in self.kept_open:
                yield f"{address}: {still[0].subject} is open, and no record asks for it"

    def _equal(self, address: str, wanted: TaskWanted, task: Item, is_theirs: bool) -> Iterator[str]:
        guid, where = str(wanted.guid), f"{address}: {wanted.about} of {wanted.number}"
        state = task_for(wanted, PREFIX)
        if task.flag("IsComplete"):
            yield f"{where}: complete in Outlook, open on the record"
        numbers = [number_in(name, PREFIX) for name in task.categories]
        if wanted.number is not None and wanted.number not in numbers:
            yield f"{where}: has only the categories {task.categories}"
        if not is_theirs and guid not in self.renamed and task.subject != state.subject:
            yield f"{where}: is called {task.subject}, not {state.subject}"
        if not is_theirs and guid not in self.cut and block_in(task.text) != state.block:
            yield f"{where}: shows {block_in(task.text)!r}, not {state.block!r}"
        if guid in self.moved:
            return
        if task.get("DueDate")[:10] != str(state.due or ""):
            yield f"{where}: due {task.get('DueDate')}, not {state.due}"
        alarm = task.get("ReminderDueBy")[:16] if task.flag("ReminderIsSet") else ""
        asked = f"{state.reminder_at.astimezone(UTC):%Y-%m-%dT%H:%M}" if state.reminder_at else ""
        if alarm != asked and not (state.reminder_at and state.reminder_at <= self.firm.clock.now and not alarm):
            yield f"{where}: alarm {alarm}, not {asked}"

    def _notes(self, unit: Unit) -> Iterator[str]:
        texts = []
        for number in self.deals:
            lines = unit.opportunities.history(number, limit=500)
            texts += [unit.items.get(line.item_id).body for line in lines if line.kind is ItemKind.NOTE]
        for words, is_due in self.typed.items():
            count = sum(words in text for text in texts)
            if count > 1 or (is_due and count == 0):
                yield f"{words!r} is in {count} notes"


class Untouched:
    """While the daemon looks: nothing vanishes or moves, and what is the user's own is afterwards as it was before."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __enter__(self) -> None:
        self._before = self._look()

    def __exit__(self, *failed: object) -> None:
        if failed[0] is not None:
            return
        after = self._look()
        for key, theirs in self._before.items():
            assert key in after, f"{key} vanished: {theirs}"
            assert after[key] == theirs, f"{theirs} became {after[key]}"
        assert self._desk.firm.simulator.sent == []

    def _look(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        desk = self._desk
        return {(who, item.id): self._of_the_user(who, item) for who in USERS for item in desk.items(who)}

    def _of_the_user(self, who: str, item: Item) -> tuple[Any, ...]:
        ours = [name for name in item.categories if name.startswith(PREFIX)]
        shown = (item.folder.path, item.flag("IsRead"), [name for name in item.categories if name not in ours])
        if item.tag == "Task" and (identity_of(item) or ours):  # one of the user's own may get our identity
            return (*shown, words_in(item.text))
        if item.tag == "Task":
            return (*shown, item.change_key, item.text, item.subject)
        return (*shown, item.text, item.subject)


def identity_of(item: Item) -> str:
    """Our hidden identity; "" of what is not ours."""
    found = [value.values[0] for key, value in item.extended.items() if key[1] == IDENTITY_NAME]
    return found[0] if found else ""


def grouped(tasks: list[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for task in tasks:
        found.setdefault(identity_of(task), []).append(task)
    return found
