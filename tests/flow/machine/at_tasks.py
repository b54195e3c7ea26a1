"""What people do in Outlook to tasks: those that we made, and those of their own."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from daemon.outlook.tasks.words import MARKS
from simulator.mailboxes.items import Item
from tests.flow.machine.desk import OTHER_FOLDER, USERS, Desk, Typed, identity_of

picks = st.integers(0, 50)
users = st.sampled_from(USERS)
hours = st.integers(1, 24 * 9).map(lambda count: timedelta(hours=count))

END = MARKS["en"].end


class AtTasks(RuleBasedStateMachine):
    desk: Desk

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
        """Above or below our block, or into it; into a task of the user's own anywhere."""
        task = self._a_task(who, pick)
        if task is None:
            return
        words = f"Typed no. {self.desk.next_number():03}."
        if place == "inside" and END in task.text:
            self.desk.cut.add(identity_of(task))
            text = task.text.replace(END, f"{words}\n{END}")
        else:
            text = f"{words}\n{task.text}" if place == "above" else f"{task.text}\n{words}"
            self.desk.typed[words] = Typed(who, identity_of(task), self.desk.in_bin())
        self.desk.firm.outlook(who).write_body(task.id, text)

    @rule(who=users, pick=picks, deal=st.none() | picks)
    def sets_categories(self, who: str, pick: int, deal: int | None) -> None:
        """Ours is taken off; another opportunity's is put on, or one of the user's own."""
        if task := self._a_task(who, pick):
            self.desk.firm.outlook(who).set_categories(task.id, ["Red", *self.desk.category(deal)])

    @rule(who=users, pick=picks, for_good=st.booleans())
    def deletes(self, who: str, pick: int, for_good: bool) -> None:
        if task := self._a_task(who, pick):
            self.desk.throw_away(who, task, for_good=for_good)

    @rule(who=users, pick=picks, folder=st.sampled_from(("tasks", OTHER_FOLDER)))
    def files(self, who: str, pick: int, folder: str) -> None:
        if task := self._a_task(who, pick):
            self.desk.is_filed = self.desk.is_filed or folder != "tasks"
            self.desk.firm.outlook(who).move(task.id, folder)

    @rule(who=users, pick=picks)
    def puts_back(self, who: str, pick: int) -> None:
        """Out of Deleted Items."""
        thrown = [one for one in self.desk.tasks(who) if one.folder.wellknown == "deleteditems" and identity_of(one)]
        if thrown:
            task = thrown[pick % len(thrown)]
            self.desk.kept_open.add(identity_of(task))
            is_second = identity_of(task) in map(identity_of, self.desk.ours(who))
            back = self.desk.firm.outlook(who).move(task.id, "tasks")
            if is_second:  # one was made anew
                self.desk.copies.add(back)

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
            categories=["Red", *self.desk.category(deal)],
            body="Bring the plans.",
        )
