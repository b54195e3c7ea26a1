"""Editing many opportunities in one act: all of them or none, with a report of what would change first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from sqlalchemy import delete, select, update

from store.bulk import insert_rows
from store.errors import Invalid, NotFound, StoreError
from store.models import OpportunityCategoryRow, OpportunityRow
from store.records.audit import Audit
from store.records.opportunity_rows import OPPORTUNITIES, OpportunityRecords
from store.records.stages import Stages, chance_in_all
from store.records.users import Users
from store.repository import chunks
from store.rules import opportunity as rules
from store.text import fold
from store.values import (
    Assign,
    BulkAct,
    BulkLine,
    BulkReport,
    Categorise,
    Close,
    EventKind,
    MoveTo,
    Opportunity,
    Record,
)
from store.webhooks.telling import Telling


class BulkEdits(OpportunityRecords):
    def preview(self, numbers: Collection[int], act: BulkAct) -> BulkReport:
        """What the act would change of each, and which refuse it; raises where it can be done to none at all."""
        field, before, after = self._told_by(act)
        found = self._found(numbers)
        lines = [_line(one, before(one), after) for one in found]
        return BulkReport(act, field, tuple(lines))

    def carry_out(self, numbers: Collection[int], act: BulkAct) -> BulkReport:
        """Do it to all of them; raises Invalid, and nothing is changed, when one of them refuses."""
        report = self.preview(numbers, act)
        if report.refusals:
            first = report.refusals[0]
            raise Invalid(
                f"{len(report.refusals)} of {len(report.lines)} opportunities",
                f"refuse, so none was changed: {first.refusal}",
            )
        changed = [line.number for line in report.changes]
        if isinstance(act, Categorise):
            self._categorise(changed, act)
        else:
            self._set_all(changed, self._columns(act))
        self._beside(Audit).all_changed(
            Record.OPPORTUNITY, report.field, {line.number: (line.before, line.after) for line in report.changes}
        )
        self._tell(report)
        return report

    def _tell(self, report: BulkReport) -> None:
        stages = {line.number: (line.before, line.after) for line in report.changes}
        match report.act:
            case MoveTo():
                self._beside(Telling).moved(EventKind.STAGE_CHANGED, stages)
            case Close(won, at):
                self._beside(Telling).closed(stages, won=won, at=at)

    def _told_by(self, act: BulkAct) -> tuple[str, Callable[[Opportunity], str], Callable[[Opportunity], str]]:
        """The field that the act changes, and what each opportunity has there before and after; raises as `edit`."""
        match act:
            case Assign(user_id):
                user = self._beside(Users).get(user_id) if user_id is not None else None
                if user and not user.is_active:
                    raise Invalid("assigned_to", f"user {user.name} is inactive", "assign somebody else")
                names = {user.id: user.name for user in self._beside(Users).all()}
                return (
                    "assigned to",
                    lambda one: names.get(one.assigned_to, "") if one.assigned_to is not None else "",
                    lambda one: user.name if user else "",
                )
            case MoveTo(stage_id):
                stage = self._beside(Stages).get(stage_id)
                rules.entering(stage, self._clock())
                return "stage", lambda one: one.stage_name, lambda one: stage.name
            case Categorise():
                rules.categories(act.add)
                return (
                    "categories",
                    lambda one: ", ".join(one.categories),
                    lambda one: ", ".join(categorised(one.categories, act)),
                )
            case Close(won, lost_reason_id=reason):
                closed = self._beside(Stages).closed(won=won)
                rules.reason_of(closed, reason)
                return "stage", lambda one: one.stage_name, lambda one: closed.name

    def _columns(self, act: Assign | MoveTo | Close) -> dict[str, Any]:
        match act:
            case Assign(user_id):
                return {"assigned_to": user_id}
            case MoveTo(stage_id):
                stage = self._beside(Stages).get(stage_id)
                return rules.entering(stage, self._clock()) | chance_in_all(stage)
            case Close(won, at, close_date, reason):
                return {
                    "stage_id": self._beside(Stages).closed(won=won).id,
                    "stage_before_id": OpportunityRow.stage_id,
                    "lost_reason_id": reason,
                    "probability_before": OpportunityRow.probability,
                    "probability": 100 if won else 0,
                    "closed_at": at,
                } | ({"close_date": close_date} if close_date else {})

    def _found(self, numbers: Collection[int]) -> list[Opportunity]:
        found = {
            one.number: one
            for chunk in chunks(numbers)
            for one in self._select(OPPORTUNITIES.where(OpportunityRow.number.in_(chunk)))
        }
        if missing := [number for number in numbers if number not in found]:
            raise NotFound("opportunity", missing[0])
        return [found[number] for number in sorted(found)]

    def _set_all(self, numbers: Iterable[int], values: dict[str, Any]) -> None:
        now = self._clock()
        for chunk in chunks(numbers):
            changed = update(OpportunityRow).where(OpportunityRow.number.in_(chunk))
            self._db.execute(changed.values(modified_at=now, **values))

    def _categorise(self, numbers: Collection[int], act: Categorise) -> None:
        of_it = OpportunityCategoryRow
        gone = [fold(name.strip()) for name in act.remove]
        for chunk in chunks(numbers):
            known = select(of_it.number, of_it.folded).where(of_it.number.in_(chunk))
            there = {(number, folded) for number, folded in self._db.execute(known)}
            self._db.execute(delete(of_it).where(of_it.number.in_(chunk), of_it.folded.in_(gone)))
            rows = [
                {"number": number, "folded": fold(name), "name": name}
                for number in chunk
                for name in rules.categories(act.add)
                if (number, fold(name)) not in there or fold(name) in gone
            ]
            insert_rows(self._db, of_it, rows)
        self._set_all(numbers, {})


def categorised(kept: tuple[str, ...], act: Categorise) -> tuple[str, ...]:
    """The categories with these more and those less; raises Invalid."""
    off = {fold(name.strip()) for name in act.remove}
    return rules.categories((*(name for name in kept if fold(name) not in off), *act.add))


def _line(one: Opportunity, before: str, after: Callable[[Opportunity], str]) -> BulkLine:
    try:
        rules.must_be_open(one)
        return BulkLine(one.number, one.title, before, after(one))
    except StoreError as refusal:
        return BulkLine(one.number, one.title, before, before, str(refusal))
