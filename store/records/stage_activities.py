"""Sales activities of a stage: what owners edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update

from store.errors import NotFound, Taken
from store.models import ActivityRow
from store.records.audit import Audit
from store.repository import Repository, number_of, the_one
from store.rules import activities as rules
from store.rules.stages import moved
from store.text import named
from store.values import Activity, Record

_ACTIVITIES = select(
    ActivityRow.id, ActivityRow.stage_id, ActivityRow.name, ActivityRow.position, ActivityRow.days
).order_by(ActivityRow.stage_id, ActivityRow.position, ActivityRow.id)


class StageActivities(Repository):
    """The root of the repository of activities: what their stages need of it, too."""

    def of_stage(self, stage_id: int) -> list[Activity]:
        """In their order."""
        return self._select(ActivityRow.stage_id == stage_id)

    def get(self, id: int) -> Activity:
        found = self._select(ActivityRow.id == id)
        if not found:
            raise NotFound("activity", id)
        return found[0]

    def find(self, stage_id: int, text: str) -> Activity:
        """One of a stage's by id, name or a part of it that only one has; NotFound, Ambiguous.

        Those of one name (a deleted stage's may have come to one's own) are told apart by their ids.
        """
        activities, text = self.of_stage(stage_id), text.strip()
        if found := [a for a in activities if a.id == number_of(text)]:
            return found[0]
        found = [a for a in activities if text and named(text) in named(a.name)]
        return the_one("activity", text, [(a, a.name) for a in found], lambda: (a.name for a in activities))

    def edit(self, id: int, **changes: Any) -> Activity:
        """Change `name` or `days` (None: no duration); due days of what is unfinished follow."""
        self._owners_only("activities", "sales activities are changed")
        before, values = self.get(id), dict(changes)
        if "name" in values:
            values["name"] = self._free(before.stage_id, values["name"], but=id)
        if "days" in values:
            values["days"] = rules.duration(values["days"])
        if values:
            self._db.execute(update(ActivityRow).where(ActivityRow.id == id).values(**values))
        told = {f"activity {before.name}: {name}": (getattr(before, name), value) for name, value in values.items()}
        self._beside(Audit).changed(Record.STAGE, before.stage_id, told)
        return self.get(id)

    def move(self, id: int, position: int) -> Activity:
        """To that place in its stage, counted from 1."""
        self._owners_only("activities", "sales activities are changed")
        before = self.get(id)
        self.place(before.stage_id, moved([a.id for a in self.of_stage(before.stage_id)], id, position))
        after = self.get(id)
        told = {f"activity {before.name}: position": (before.position, after.position)}
        self._beside(Audit).changed(Record.STAGE, before.stage_id, told)
        return after

    def delete(self, id: int) -> None:
        """Take it out of its stage and of every opportunity, completed or not."""
        self._owners_only("activities", "sales activities are changed")
        before = self.get(id)
        self._db.execute(delete(ActivityRow).where(ActivityRow.id == id))
        self.place(before.stage_id, [left.id for left in self.of_stage(before.stage_id)])
        self._beside(Audit).did(Record.STAGE, before.stage_id, f"activity deleted: {before.name}")

    def place(self, stage_id: int, ids: Sequence[int]) -> None:
        """Make these the stage's activities, in this order."""
        for position, id in enumerate(ids, start=1):
            values = {"stage_id": stage_id, "position": position}
            self._db.execute(update(ActivityRow).where(ActivityRow.id == id).values(**values))

    def _free(self, stage_id: int, name: str, but: int | None = None) -> str:
        name = rules.named(name)
        for activity in self.of_stage(stage_id):
            if activity.id != but and named(activity.name) == named(name):
                raise Taken(f"activity {name}", f"the stage has one of that name: {activity.name}")
        return name

    def _select(self, *conditions: Any) -> list[Activity]:
        return [Activity(*row) for row in self._db.execute(_ACTIVITIES.where(*conditions))]
