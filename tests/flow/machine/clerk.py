"""What a clerk does to the records: at the command line, and what has no command there in few words, in the store."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from store.unit import Unit
from tests.flow.machine.at_tasks import hours, picks, users
from tests.flow.machine.desk import PREFIX, ZONE, Desk

KINDS = ("email", "meet", "appointment")


class Clerk(RuleBasedStateMachine):
    desk: Desk

    def _deal(self, unit: Unit, pick: int, *, is_open: bool = True) -> int | None:
        found = [unit.opportunities.get(number) for number in self.desk.deals]
        found = [one for one in found if not one.is_deleted and one.is_open == is_open]
        return found[pick % len(found)].number if found else None

    def _key(self, pick: int, *, is_open: bool = True) -> str | None:
        """What the clerk calls one of the deals at the command line."""
        with self.desk.firm.store.read() as unit:
            number = self._deal(unit, pick, is_open=is_open)
        return f"{PREFIX}-{number}" if number else None

    @rule(pick=picks, by=st.none() | hours)
    def reminds(self, pick: int, by: timedelta | None) -> None:
        if key := self._key(pick):
            when = (self.desk.firm.clock.now + by).isoformat() if by else "--off"
            self.desk.clerk("opportunity", "remind", key, when)

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
        if key := self._key(pick):
            self.desk.clerk("opportunity", "edit", key, "--title", f"Seats {self.desk.next_number()}")

    @rule(pick=picks, to=st.sampled_from(("bob", "eve", "")))
    def assigns(self, pick: int, to: str) -> None:
        if key := self._key(pick):
            self.desk.clerk("opportunity", "edit", key, *(("--assign", to) if to else ("--clear", "assign")))

    @rule(pick=picks)
    def closes_or_reopens(self, pick: int) -> None:
        if key := self._key(pick, is_open=pick % 2 == 0):
            words = ("close", key, "won") if pick % 2 == 0 else ("reopen", key, "--stage", "Pilot")
            self.desk.clerk("opportunity", *words)

    @rule(pick=picks)
    def throws_away_or_restores(self, pick: int) -> None:
        number = self.desk.deals[pick % len(self.desk.deals)]
        key = f"{PREFIX}-{number}"
        if number in self.desk.in_bin():
            self.desk.clerk("bin", "restore", key)
        else:
            self.desk.clerk("opportunity", "delete", key)
            for draft in self.desk.drafts.values():
                draft.is_unsure = draft.is_unsure or draft.number == number

    @rule(
        who=users, pick=picks, by=hours, kind=st.sampled_from(("email", "meet", "appointment")), is_open=st.booleans()
    )
    def asks_for_a_draft(self, who: str, pick: int, by: timedelta, kind: str, is_open: bool) -> None:
        with self.desk.firm.store.read() as unit:
            number = self._deal(unit, pick, is_open=is_open)
        if number:
            start = ("--start", (self.desk.firm.clock.now + by).isoformat()) if kind != "email" else ()
            self.desk.drafts_one(who, number, kind, *start)

    @rule(is_gone=st.booleans())
    def says_what_became_of_much(self, is_gone: bool) -> None:
        self.desk.decides(is_gone)
