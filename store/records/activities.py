"""Sales activities: what each stage asks for, and how they stand in each opportunity."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from store.bulk import insert_rows
from store.errors import Invalid, NotFound
from store.models import ActivityRow, OpportunityActivityRow, OpportunityRow
from store.records.audit import Audit
from store.records.opportunities import Opportunities
from store.records.stage_activities import StageActivities
from store.records.stages import Stages
from store.repository import chunks
from store.rules import activities as rules
from store.rules.opportunity import must_be_open
from store.rules.stages import moved
from store.values import Activity, ActivityNote, ActivityState, Opportunity, Record, StageKind

_NOTES = select(
    OpportunityActivityRow.number,
    OpportunityActivityRow.activity_id,
    OpportunityActivityRow.completed_at,
    OpportunityActivityRow.completed_by,
    OpportunityActivityRow.due_at,
    OpportunityActivityRow.is_reminder_off,
)

_PLANNED = "as planned"  # in the audit trail: due as the stage's duration says


class Activities(StageActivities):
    # --- of a stage ---------------------------------------------------------------------------------------------------

    def add(self, stage_id: int, name: str, days: int | None = None, position: int | None = None) -> Activity:
        """A new activity of an open stage, at that place or the last."""
        self._owners_only("activities", "sales activities are changed")
        stage = self._beside(Stages).get(stage_id)
        if stage.kind is not StageKind.OPEN:
            raise Invalid(f"stage {stage.name}", "is a closed one and has no activities")
        name, order = self._free(stage_id, name), [a.id for a in self.of_stage(stage_id)]
        values = {"stage_id": stage_id, "name": name, "position": len(order) + 1, "days": rules.duration(days)}
        id = self._db.execute(insert(ActivityRow).values(**values).returning(ActivityRow.id)).scalar_one()
        if position is not None:
            self.place(stage_id, moved((*order, id), id, position))
        self._beside(Audit).did(Record.STAGE, stage_id, f"activity added: {name}")
        return self.get(id)

    # --- in opportunities ---------------------------------------------------------------------------------------------

    def states(self, number: int, zone: ZoneInfo) -> tuple[ActivityState, ...]:
        """How the activities of its stage stand; none where it has no stage."""
        return self.states_of([self._beside(Opportunities).get(number)], zone)[number]

    def states_of(self, opportunities: Collection[Opportunity], zone: ZoneInfo) -> dict[int, tuple[ActivityState, ...]]:
        """The same for many, by number: two queries for all of them."""
        by_stage: dict[int, list[Activity]] = {}
        for activity in self._select():
            by_stage.setdefault(activity.stage_id, []).append(activity)
        notes: dict[int, dict[int, ActivityNote]] = {}
        for chunk in chunks(one.number for one in opportunities):
            for row in self._db.execute(_NOTES.where(OpportunityActivityRow.number.in_(chunk))):
                notes.setdefault(row.number, {})[row.activity_id] = ActivityNote(*row[2:])
        return {
            one.number: rules.states(
                one, by_stage.get(one.stage.id, ()) if one.stage else (), notes.get(one.number, {}), zone
            )
            for one in opportunities
        }

    def find_in(self, number: int, text: str) -> Activity:
        """An activity of the opportunity's stage, as `find`."""
        stage = self._beside(Opportunities).get(number).stage
        if stage is None:
            raise Invalid(f"opportunity {number}", "is in no stage and has no activities", "give it a stage first")
        return self.find(stage.id, text)

    def tick(self, number: int, id: int) -> None:
        """Done, by whoever acts; ticking twice keeps the first time."""
        if self._note(number, id).completed_at is None:
            self._save(number, id, "done", completed_at=self._clock(), completed_by=self._transaction.actor.name)

    def untick(self, number: int, id: int) -> None:
        """Not done after all: its reminder is back, at the time it had."""
        if self._note(number, id).completed_at is not None:
            self._save(number, id, "not done", completed_at=None, completed_by="")

    def remind(self, number: int, is_on: bool) -> None:
        """One switch: remind of every activity that has a duration, or of none."""
        before = self._open(number)
        if before.activity_reminders == is_on:
            return
        values: dict[str, Any] = {"activity_reminders": is_on, "modified_at": self._clock()}
        if is_on:
            values["reminder_epoch"] = before.reminder_epoch + 1
        self._db.execute(update(OpportunityRow).where(OpportunityRow.number == number).values(**values))
        told = {"activity reminders": (before.activity_reminders, is_on)}
        self._beside(Audit).changed(Record.OPPORTUNITY, number, told)

    def remind_of(self, number: int, id: int, is_on: bool) -> None:
        """Switch one activity's reminder off, or back on; the activity stays."""
        if self._note(number, id).is_reminder_off == is_on:
            self._save(number, id, f"reminder {'on' if is_on else 'off'}", is_reminder_off=not is_on)

    def due(self, number: int, id: int, at: datetime | None) -> None:
        """Due at that time instead; None: again as the stage's duration says."""
        before = self._note(number, id).due_at
        if before != at:
            self._keep(number, id, due_at=at)
            told = {f"activity {self.get(id).name}: due": (before or _PLANNED, at or _PLANNED)}
            self._beside(Audit).changed(Record.OPPORTUNITY, number, told)

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _open(self, number: int) -> Opportunity:
        opportunity = self._beside(Opportunities).get(number)
        must_be_open(opportunity)
        return opportunity

    def _note(self, number: int, id: int) -> ActivityNote:
        """What is noted so far; raises Invalid where nothing may be noted, NotFound for another stage's activity."""
        stage = self._open(number).stage
        activity = self.get(id)
        if stage is None or activity.stage_id != stage.id:
            raise NotFound(f"activity of opportunity {number}", activity.name)
        this = (OpportunityActivityRow.number == number, OpportunityActivityRow.activity_id == id)
        row = self._db.execute(_NOTES.where(*this)).first()
        return ActivityNote(*row[2:]) if row else ActivityNote()

    def _save(self, number: int, id: int, act: str, **values: Any) -> None:
        self._keep(number, id, **values)
        self._beside(Audit).did(Record.OPPORTUNITY, number, f"activity {self.get(id).name}: {act}")

    def _keep(self, number: int, id: int, **values: Any) -> None:
        before = self._note(number, id)
        after = {name: getattr(before, name) for name in ActivityNote.__slots__} | values
        row = {"number": number, "activity_id": id, **after}
        insert_rows(self._db, OpportunityActivityRow, [row], key=("number", "activity_id"), replaced=tuple(after))
        now = update(OpportunityRow).where(OpportunityRow.number == number)
        self._db.execute(now.values(modified_at=self._clock()))
