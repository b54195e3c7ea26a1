"""Sales stages: an ordered list that owners edit, ended by the two built-in closed ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, delete, func, insert, select, update

from store.errors import Invalid, NotFound, Taken
from store.models import ActivityRow, OpportunityRow, StageRow
from store.records.audit import Audit
from store.records.stage_activities import StageActivities
from store.repository import Repository, number_of, the_one
from store.rules import stages as rules
from store.rules.opportunity import per_cent
from store.text import line, named
from store.values import EventKind, Record, Stage, StageKind
from store.webhooks.telling import Telling


class Stages(Repository):
    # --- reading ------------------------------------------------------------------------------------------------------

    def all(self) -> list[Stage]:
        """All stages in their order, the two closed ones last."""
        return [stage_of(*row) for row in self._db.execute(_IN_ORDER)]

    def get(self, id: int) -> Stage:
        for stage in self.all():
            if stage.id == id:
                return stage
        raise NotFound("stage", id, [stage.name for stage in self.all()])

    def find(self, name: str) -> Stage:
        """The stage by id, name or a part of it that only one has; NotFound, Ambiguous."""
        stages = self.all()
        if found := [s for s in stages if s.id == number_of(name.strip())]:
            return found[0]
        found = [s for s in stages if name.strip() and named(name) in named(s.name)]
        return the_one("stage", name, [(s, s.name) for s in found], lambda: (s.name for s in stages))

    def default(self) -> Stage:
        """The stage of new opportunities: the one that an owner chose, else the first open one."""
        present = self._open()
        chosen = [stage for stage in present if stage.is_default] or present
        if not chosen:
            raise Invalid("stage", "there is no open one", "add one: dealtrail stage add NAME")
        return chosen[0]

    def closed(self, *, won: bool) -> Stage:
        kind = StageKind.WON if won else StageKind.LOST
        return next(stage for stage in self.all() if stage.kind is kind)

    def records_in(self, id: int) -> int:
        """How many opportunities are in the stage, those in the recycle bin included."""
        there = select(func.count()).select_from(OpportunityRow).where(OpportunityRow.stage_id == id)
        return self._db.execute(there).scalar_one()

    # --- what owners do -----------------------------------------------------------------------------------------------

    def add(self, name: str, position: int | None = None, *, probability: int | None = None) -> Stage:
        """A new open stage at that place, counted from 1, or as the last open one."""
        self._owners_only("stages", "stages are changed")
        name = self._free(name)
        if probability is not None:
            per_cent("probability", probability)
        order = [stage.id for stage in self._open()]
        kind, place = StageKind.OPEN.value, len(order) + 1
        new = insert(StageRow).values(name=name, position=place, kind=kind, is_default=False, probability=probability)
        id = self._db.execute(new.returning(StageRow.id)).scalar_one()
        if position is not None:
            self._order(rules.moved((*order, id), id, position))
        self._beside(Audit).did(Record.STAGE, id, f"added: {name}")
        return self.get(id)

    def rename(self, id: int, name: str) -> Stage:
        before = self._changeable(id, "renamed")
        name = self._free(name, but=id)
        self._db.execute(update(StageRow).where(StageRow.id == id).values(name=name))
        self._beside(Audit).changed(Record.STAGE, id, {"name": (before.name, name)})
        return self.get(id)

    def move(self, id: int, position: int) -> Stage:
        """To that place among the open stages, counted from 1; its activities go along."""
        before = self._changeable(id, "moved")
        order = [stage.id for stage in self._open()]
        self._order(rules.moved(order, id, position))
        self._beside(Audit).changed(Record.STAGE, id, {"position": (before.position, self.get(id).position)})
        return self.get(id)

    def make_default(self, id: int | None) -> Stage | None:
        """The stage of new opportunities from now on; None: the first open one, whichever that is."""
        self._owners_only("stages", "stages are changed")
        chosen = self.get(id) if id is not None else None
        if chosen:
            rules.changeable(chosen, "the default")
        before = next((stage for stage in self._open() if stage.is_default), None)
        self._db.execute(update(StageRow).where(StageRow.is_default).values(is_default=False))
        if chosen:
            self._db.execute(update(StageRow).where(StageRow.id == chosen.id).values(is_default=True))
        told = (before.name if before else None, chosen.name if chosen else None)
        about = chosen.id if chosen else before.id if before else 0
        self._beside(Audit).changed(Record.STAGE, about, {"default": told})
        return self.get(chosen.id) if chosen else None

    def set_probability(self, id: int, probability: int | None) -> Stage:
        """What opportunities that come to it from now on get, unless a person typed one; None: they keep theirs."""
        before = self._changeable(id, "given another probability")
        if probability is not None:
            per_cent("probability", probability)
        self._db.execute(update(StageRow).where(StageRow.id == id).values(probability=probability))
        self._beside(Audit).changed(Record.STAGE, id, {"probability": (before.probability, probability)})
        return self.get(id)

    def delete(self, id: int, replacement: int | None, *, moves_activities: bool = False) -> int:
        """Delete a stage: its opportunities get the replacement, or a blank stage; how many there were.

        Its activities go on top of the replacement's, or with the stage, out of every opportunity.
        """
        stage = self._changeable(id, "deleted")
        other = self.get(replacement) if replacement is not None else None
        plan = rules.deletion(
            stage,
            other,
            activities=self._beside(StageActivities).of_stage(id),
            present=self._beside(StageActivities).of_stage(other.id) if other else (),
            moves_activities=moves_activities,
        )
        if plan.replacement and plan.moved_activities:
            self._beside(StageActivities).place(plan.replacement.id, plan.moved_activities)
        self._db.execute(delete(ActivityRow).where(ActivityRow.stage_id == id))
        count = self._replace(stage, plan.replacement)
        self._db.execute(delete(StageRow).where(StageRow.id == id))
        self._order([left.id for left in self._open()])
        self._beside(Audit).did(Record.STAGE, id, "deleted", before=stage.name)
        return count

    def _replace(self, stage: Stage, replacement: Stage | None) -> int:
        there = OpportunityRow.stage_id == stage.id
        numbers = self._db.scalars(select(OpportunityRow.number).where(there).order_by(OpportunityRow.number)).all()
        now = self._clock()
        entered = update(OpportunityRow).where(there)
        self._db.execute(
            entered.values(
                stage_id=replacement.id if replacement else None,
                stage_entered_at=now,
                reminder_epoch=OpportunityRow.reminder_epoch + 1,
                modified_at=now,
                **chance_in_all(replacement),
            )
        )
        closed_from = update(OpportunityRow).where(OpportunityRow.stage_before_id == stage.id)
        self._db.execute(closed_from.values(stage_before_id=replacement.id if replacement else None))
        after = replacement.name if replacement else None
        self._beside(Audit).changed_in_all(Record.OPPORTUNITY, numbers, "stage", stage.name, after)
        self._beside(Telling).moved(EventKind.STAGE_CHANGED, dict.fromkeys(numbers, (stage.name, after or "")))
        return len(numbers)

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _open(self) -> list[Stage]:
        return [stage for stage in self.all() if stage.kind is StageKind.OPEN]

    def _changeable(self, id: int, act: str) -> Stage:
        self._owners_only("stages", "stages are changed")
        stage = self.get(id)
        rules.changeable(stage, act)
        return stage

    def _free(self, name: str, but: int | None = None) -> str:
        name = line("stage", name)
        for stage in self.all():
            if stage.id != but and named(stage.name) == named(name):
                raise Taken(f"stage {name}", f"there is one of that name: {stage.name}")
        return name

    def _order(self, ids: Sequence[int]) -> None:
        for position, id in enumerate(ids, start=1):
            self._db.execute(update(StageRow).where(StageRow.id == id).values(position=position))


def chance_in_all(stage: Stage | None) -> dict[str, Any]:
    """The same as `store.rules.opportunity.chance` of many, as a column's new value."""
    if stage is None or stage.probability is None:
        return {}
    typed = OpportunityRow.is_probability_typed
    return {"probability": case((typed, OpportunityRow.probability), else_=stage.probability)}


STAGE = (StageRow.id, StageRow.name, StageRow.position, StageRow.kind, StageRow.is_default, StageRow.probability)
_IN_ORDER = select(*STAGE).order_by(StageRow.kind != StageKind.OPEN.value, StageRow.position, StageRow.id)


def stage_of(id: int, name: str, position: int, kind: Any, is_default: bool, probability: int | None) -> Stage:
    return Stage(id, name, position, StageKind(kind), is_default, probability)
