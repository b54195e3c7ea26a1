"""Users at Outlook and a clerk at the records act in any order, between cycles and deaths: both sides end alike."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from daemon.category import category_name
from daemon.tasks.words import BEGIN, END
from simulator.mailboxes.items import Item
from store.unit import Unit
from store.values import Record
from tests.flow.desk import OTHER_FOLDER, PREFIX, USERS, ZONE, Desk, identity_of
from tests.flow.firm import ANN, BOB, EVE, Clock, a_firm
from tests.simulated import simulated

FEW = 5
EXAMPLES = int(os.environ.get("MACHINES", FEW))  # many, and others each time, in `make soak`
STEPS = 14 if EXAMPLES == FEW else 30

picks = st.integers(0, 50)
users = st.sampled_from(USERS)
hours = st.integers(1, 24 * 9).map(lambda count: timedelta(hours=count))


class Office(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        clock = Clock()
        simulator = self._stack.enter_context(simulated(clock=clock))
        self.desk = Desk(self._stack.enter_context(a_firm(simulator, clock, folder)))

    @initialize(is_looked_at=st.booleans())
    def opens(self, is_looked_at: bool) -> None:
        self.desk.open_for_business()
        if is_looked_at:
            self.desk.cycle()

    def teardown(self) -> None:
        try:
            if self.desk.deals:
                self.desk.settle()
        finally:
            self._stack.close()

    # --- the user at Outlook ------------------------------------------------------------------------------------------

    def _a_task(self, who: str, pick: int) -> Item | None:
        """One that we made or took over, as its user finds it in a folder for tasks; mostly no copy of it."""
        found = [one for one in self.desk.ours(who) if one.id not in self.desk.copies]
        return found[pick % len(found)] if found else None

    @rule(who=users, pick=picks)
    def completes(self, who: str, pick: int) -> None:
        if task := self._a_task(who, pick):
            self.desk.firm.outlook(who).complete_task(task.id)

    @rule(who=users, pick=picks)
    def reopens(self, who: str, pick: int) -> None:
        if task := self._a_task(who, pick):
            self.desk.kept_open.add(identity_of(task))
            self.desk.firm.outlook(who).reopen_task(task.id)

    @rule(who=users, pick=picks, by=hours)
    def moves_the_due_day(self, who: str, pick: int, by: timedelta) -> None:
        if task := self._a_task(who, pick):
            self.desk.moved.add(identity_of(task))
            self.desk.firm.outlook(who).move_due_date(task.id, (self.desk.firm.clock.now + by).date())

    @rule(who=users, pick=picks, by=st.none() | hours)
    def moves_the_alarm(self, who: str, pick: int, by: timedelta | None) -> None:
        if task := self._a_task(who, pick):
            self.desk.moved.add(identity_of(task))
            self.desk.firm.outlook(who).move_reminder(task.id, by and self.desk.firm.clock.now + by)

    @rule(who=users, pick=picks)
    def renames(self, who: str, pick: int) -> None:
        if task := self._a_task(who, pick):
            self.desk.renamed.add(identity_of(task))
            self.desk.firm.outlook(who).rename(task.id, f"Call {self.desk.next_number()}")

    @rule(who=users, pick=picks, place=st.sampled_from(("above", "below", "inside")))
    def types(self, who: str, pick: int, place: str) -> None:
        task = self._a_task(who, pick)
        if task is None or BEGIN not in task.text:
            return
        words = f"Typed no. {self.desk.next_number():03}."
        if place == "inside":
            self.desk.cut.add(identity_of(task))
            text = task.text.replace(END, f"{words}\n{END}")
        else:
            text = f"{words}\n{task.text}" if place == "above" else f"{task.text}\n{words}"
            self.desk.typed[words] = False
        self.desk.firm.outlook(who).write_body(task.id, text)

    @rule(who=users, pick=picks, deal=st.none() | picks)
    def sets_categories(self, who: str, pick: int, deal: int | None) -> None:
        """Ours is taken off; another opportunity's is put on, or one of the user's own."""
        if task := self._a_task(who, pick):
            self.desk.firm.outlook(who).set_categories(task.id, ["Red", *self._category(deal)])

    def _category(self, deal: int | None) -> list[str]:
        if deal is None:
            return []
        number = self.desk.deals[deal % len(self.desk.deals)]
        with self.desk.firm.store.read() as unit:
            return [category_name(number, unit.opportunities.get(number).title, PREFIX)]

    @rule(who=users, pick=picks, for_good=st.booleans())
    def deletes(self, who: str, pick: int, for_good: bool) -> None:
        if task := self._a_task(who, pick):
            self.desk.firm.outlook(who).delete(task.id, for_good=for_good)

    @rule(who=users, pick=picks, folder=st.sampled_from(("tasks", OTHER_FOLDER)))
    def files(self, who: str, pick: int, folder: str) -> None:
        if task := self._a_task(who, pick):
            self.desk.firm.outlook(who).move(task.id, folder)

    @rule(who=users, pick=picks)
    def puts_back(self, who: str, pick: int) -> None:
        """Out of Deleted Items."""
        thrown = [one for one in self.desk.tasks(who) if one.folder.wellknown == "deleteditems" and identity_of(one)]
        if thrown:
            task = thrown[pick % len(thrown)]
            self.desk.kept_open.add(identity_of(task))
            self.desk.firm.outlook(who).move(task.id, "tasks")

    @rule(who=users, pick=picks, folder=st.sampled_from(("tasks", OTHER_FOLDER)))
    def copies(self, who: str, pick: int, folder: str) -> None:
        if task := self._a_task(who, pick):
            self.desk.copies.add(self.desk.firm.outlook(who).copy(task.id, folder))

    @rule(who=users, deal=st.none() | picks, by=st.none() | hours)
    def makes_one(self, who: str, deal: int | None, by: timedelta | None) -> None:
        at = self.desk.firm.clock.now + by if by else None
        self.desk.firm.outlook(who).make_task(
            f"Visit {self.desk.next_number()}",
            due=at.date() if at else None,
            reminder_at=at,
            categories=["Red", *self._category(deal)],
            body="Bring the plans.",
        )

    @rule(who=users, deal=st.none() | picks)
    def gets_mail(self, who: str, deal: int | None) -> None:
        outlook = self.desk.firm.outlook(who)
        mail = outlook.deliver_mail(ANN, f"Question {self.desk.next_number()}", sent_at=self.desk.firm.clock.now)
        if deal is not None:
            outlook.set_categories(mail, self._category(deal))

    # --- the clerk ----------------------------------------------------------------------------------------------------

    def _deal(self, unit: Unit, pick: int, *, is_open: bool = True) -> int | None:
        found = [unit.opportunities.get(number) for number in self.desk.deals]
        found = [one for one in found if not one.is_deleted and one.is_open == is_open]
        return found[pick % len(found)].number if found else None

    @rule(pick=picks, by=st.none() | hours)
    def reminds(self, pick: int, by: timedelta | None) -> None:
        with self.desk.firm.store.write() as unit:
            if number := self._deal(unit, pick):
                unit.opportunities.remind(number, by and self.desk.firm.clock.now + by)

    @rule(pick=picks, is_on=st.booleans())
    def reminds_of_activities(self, pick: int, is_on: bool) -> None:
        with self.desk.firm.store.write() as unit:
            if number := self._deal(unit, pick):
                unit.activities.remind(number, is_on)

    @rule(pick=picks, is_done=st.booleans())
    def ticks(self, pick: int, is_done: bool) -> None:
        with self.desk.firm.store.write() as unit:
            number = self._deal(unit, pick)
            for state in unit.activities.states(number, ZONE) if number else ():
                act = unit.activities.tick if is_done else unit.activities.untick
                act(number or 0, state.activity.id)

    @rule(pick=picks, stage=st.integers(0, 1))
    def changes_the_stage(self, pick: int, stage: int) -> None:
        with self.desk.firm.store.write() as unit:
            if number := self._deal(unit, pick):
                unit.opportunities.edit(number, stage_id=self.desk.stages[stage])

    @rule(pick=picks)
    def retitles(self, pick: int) -> None:
        with self.desk.firm.store.write() as unit:
            if number := self._deal(unit, pick):
                unit.opportunities.edit(number, title=f"Seats {self.desk.next_number()}")

    @rule(pick=picks, to=st.sampled_from((BOB, EVE, "")))
    def assigns(self, pick: int, to: str) -> None:
        with self.desk.firm.store.write() as unit:
            if number := self._deal(unit, pick):
                unit.opportunities.edit(number, assigned_to=self.desk.firm.people.get(to))

    @rule(pick=picks)
    def closes_or_reopens(self, pick: int) -> None:
        with self.desk.firm.store.write() as unit:
            if (number := self._deal(unit, pick, is_open=pick % 2 == 0)) is None:
                return
            if pick % 2 == 0:
                unit.opportunities.close(number, True, self.desk.firm.clock.now)
            else:
                unit.opportunities.reopen(number, self.desk.stages[0])

    @rule(pick=picks)
    def throws_away_or_restores(self, pick: int) -> None:
        number = self.desk.deals[pick % len(self.desk.deals)]
        with self.desk.firm.store.write() as unit:
            is_deleted = unit.opportunities.get(number).is_deleted
            (unit.bin.restore if is_deleted else unit.bin.delete)(Record.OPPORTUNITY, number)

    # --- time and the daemon ------------------------------------------------------------------------------------------

    @rule(by=hours)
    def time_goes_by(self, by: timedelta) -> None:
        self.desk.firm.clock.tick(by)

    @rule(order=st.permutations(USERS))
    def looks(self, order: list[str]) -> None:
        self.desk.cycle(tuple(order))

    @rule(who=users, fatal=st.integers(1, 250))
    def dies(self, who: str, fatal: int) -> None:
        self.desk.killed(who, fatal)

    @rule(operation=st.sampled_from(("CreateItem", "UpdateItem")))
    def loses_an_answer(self, operation: str) -> None:
        self.desk.cycle_with_a_lost_answer(operation)


def test_whatever_people_do_both_sides_end_alike_with_one_task_for_each():
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=(Phase.generate,),  # to shrink one takes minutes: add Phase.shrink at a desk
            derandomize=EXAMPLES == FEW,
            suppress_health_check=list(HealthCheck),
        ),
    )
