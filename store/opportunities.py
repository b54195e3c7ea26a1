"""Opportunities: their record, its rules, and the views that the daemon and people need of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, func, insert, or_, select, update

from store.briefs import briefs, history
from store.errors import Invalid, NotFound
from store.models import AccountRow, ContactRow, OpportunityRow, StageRow, UserRow
from store.repository import Repository, chunks, known_fields, number_of, the_one
from store.stages import Stages, stage_of
from store.text import fold, line
from store.values import Brief, HistoryLine, Opportunity, Stage, StageKind

_FIELDS = ("title", "account_id", "contact_id", "assigned_to", "stage_id", "probability", "close_date")

_OPPORTUNITIES = select(
    OpportunityRow.number,
    OpportunityRow.title,
    OpportunityRow.account_id,
    OpportunityRow.contact_id,
    OpportunityRow.probability,
    OpportunityRow.created_at,
    OpportunityRow.assigned_to,
    OpportunityRow.close_date,
    OpportunityRow.closed_at,
    OpportunityRow.reminder_at,
    OpportunityRow.reminder_on,
    OpportunityRow.reminder_guid,
    OpportunityRow.modified_at,
    StageRow.id.label("stage_id"),
    StageRow.name.label("stage_name"),
    StageRow.position.label("stage_position"),
    StageRow.kind.label("stage_kind"),
).join(StageRow, StageRow.id == OpportunityRow.stage_id)


class Opportunities(Repository):
    # --- reading ------------------------------------------------------------------------------------------------------

    def get(self, number: int) -> Opportunity:
        found = self._select(_OPPORTUNITIES.where(OpportunityRow.number == number))
        if not found:
            raise NotFound("opportunity", number)
        return found[0]

    def find(self, text: str) -> Opportunity:
        """By "OPP-17" (any prefix), "17" or a part of the title that only one has; NotFound, Ambiguous."""
        text = text.strip()
        numbered = re.fullmatch(r"(?:[^\W\d_]+-)?(\d{1,9})", text)
        if numbered and (found := self._select(_OPPORTUNITIES.where(OpportunityRow.number == number_of(numbered[1])))):
            return found[0]
        found = self.all(search=text) if text else []
        return the_one("opportunity", text, [(o, o.title) for o in found], self._titles)

    def all(
        self,
        *,
        search: str = "",
        stage: str | None = None,
        assigned_to: int | None = None,
        is_open: bool | None = None,
        limit: int | None = None,
    ) -> list[Opportunity]:
        """Those whose title contains `search`, in that stage, assigned to that user; by number."""
        statement = _OPPORTUNITIES.order_by(OpportunityRow.number).limit(limit)
        if search:
            statement = statement.where(OpportunityRow.folded.contains(fold(search), autoescape=True))
        if stage is not None:
            statement = statement.where(OpportunityRow.stage_id == self._stages.find(stage).id)
        if assigned_to is not None:
            statement = statement.where(OpportunityRow.assigned_to == assigned_to)
        if is_open is not None:
            closed = OpportunityRow.closed_at
            statement = statement.where(closed.is_(None) if is_open else closed.is_not(None))
        return self._select(statement)

    def with_reminder(self, user_id: int) -> list[Opportunity]:
        """The user's open opportunities whose reminder is on, by number."""
        mine = (OpportunityRow.assigned_to == user_id, OpportunityRow.closed_at.is_(None), OpportunityRow.reminder_on)
        return self._select(_OPPORTUNITIES.where(*mine).order_by(OpportunityRow.number))

    def offered_to(
        self, user_id: int | None, *, closed_since: datetime | None = None, limit: int = 50
    ) -> list[tuple[int, str]]:
        """Number and title of what a category list should offer, by number.

        All of the user's own, and of the others' the latest active ones up to `limit`; for None (a shared mailbox)
        only the latter. Open ones, and those closed after `closed_since`.
        """
        closed = OpportunityRow.closed_at
        current = closed.is_(None) if closed_since is None else or_(closed.is_(None), closed > closed_since)
        shown = select(OpportunityRow.number, OpportunityRow.title).where(current)
        active = shown.order_by(OpportunityRow.active_at.desc(), OpportunityRow.number.desc()).limit(limit)
        offered: dict[int, str] = {}
        if user_id is not None:
            offered |= dict(self._db.execute(shown.where(OpportunityRow.assigned_to == user_id)).all())
            active = active.where(or_(OpportunityRow.assigned_to.is_(None), OpportunityRow.assigned_to != user_id))
        offered |= dict(self._db.execute(active).all())
        return sorted(offered.items())

    def brief(self, number: int, latest: int = 5) -> Brief:
        found = self.briefs([number], latest)
        if number not in found:
            raise NotFound("opportunity", number)
        return found[number]

    def briefs(self, numbers: Collection[int], latest: int = 5) -> dict[int, Brief]:
        """The reading view of each that exists, with its `latest` history items: two queries for all of them."""
        found: dict[int, Opportunity] = {}
        for chunk in chunks(numbers):
            statement = _OPPORTUNITIES.where(OpportunityRow.number.in_(chunk)).order_by(OpportunityRow.number)
            found |= {opportunity.number: opportunity for opportunity in self._select(statement)}
        return briefs(self._db, found, latest)

    def history(self, number: int, limit: int = 50) -> list[HistoryLine]:
        """Its e-mails and appointments, newest first."""
        self.get(number)
        return history(self._db, [number], limit).get(number, [])

    # --- writing ------------------------------------------------------------------------------------------------------

    def add(
        self,
        title: str,
        *,
        account_id: int | None = None,
        contact_id: int | None = None,
        assigned_to: int | None = None,
        stage_id: int | None = None,
        probability: int | None = None,
        close_date: date | None = None,
        created_at: datetime | None = None,
    ) -> Opportunity:
        """A new open opportunity, linked to exactly one account or contact; its number is given here, once."""
        if (account_id is None) == (contact_id is None):
            raise Invalid("opportunity", "must be linked to exactly one account or contact")
        created_at = created_at or self._clock()
        values = self._checked(
            {
                "title": title,
                "account_id": account_id,
                "contact_id": contact_id,
                "assigned_to": assigned_to,
                "stage_id": self._stages.default().id if stage_id is None else stage_id,
                "probability": 0 if probability is None else probability,
                "close_date": close_date,
            }
        )
        new = insert(OpportunityRow).values(
            **values, created_at=created_at, active_at=created_at, modified_at=self._clock(), reminder_on=False
        )
        return self.get(self._db.execute(new.returning(OpportunityRow.number)).scalar_one())

    def edit(self, number: int, **changes: Any) -> Opportunity:
        """Change title, account_id or contact_id (the other one is taken off), assigned_to, stage_id, probability
        or close_date. A closed one is refused."""
        self._open(number)
        known_fields("opportunity", changes, _FIELDS)
        if not changes:
            return self.get(number)
        values = dict(changes)
        parties = {"account_id", "contact_id"} & set(values)
        if parties:
            if sum(values[party] is not None for party in parties) != 1:
                raise Invalid("opportunity", "must be linked to exactly one account or contact")
            values = {"account_id": None, "contact_id": None} | values
        self._update(number, **self._checked(values))
        return self.get(number)

    def close(self, number: int, won: bool, on: datetime) -> Opportunity:
        """Closed Won (100 %) or Closed Lost (0 %); what it had before is restored when it is reopened."""
        before = self._open(number)
        self._update(
            number,
            stage_id=self._stages.closed(won=won).id,
            probability=100 if won else 0,
            probability_before=before.probability,
            closed_at=on,
        )
        return self.get(number)

    def reopen(self, number: int, stage_id: int) -> Opportunity:
        """Open again in that stage, with the probability it had; a reminder that was on starts anew."""
        opportunity = self.get(number)
        if opportunity.is_open:
            raise Invalid(f"opportunity {number}", "is open")
        restored = func.coalesce(OpportunityRow.probability_before, OpportunityRow.probability)
        self._update(
            number,
            stage_id=self._open_stage(stage_id).id,
            probability=restored,
            probability_before=None,
            closed_at=None,
            reminder_guid=uuid4() if opportunity.reminder_on else None,
        )
        return self.get(number)

    # --- the reminder -------------------------------------------------------------------------------------------------

    def remind(self, number: int, at: datetime | None) -> Opportunity:
        """Switch the reminder on with a new GUID, or move it, which keeps its GUID; None switches it off."""
        opportunity = self._open(number)
        if at is None:
            self._update(number, reminder_on=False, reminder_at=None, reminder_guid=None)
        else:
            guid = opportunity.reminder_guid if opportunity.reminder_on else None
            self._update(number, reminder_on=True, reminder_at=at, reminder_guid=guid or uuid4())
        return self.get(number)

    def reminder_done(self, number: int, guid: UUID) -> bool:
        """Switch that reminder off; False when it is not the one that is on any more. Its time stays on record."""
        return self._update_reminder(number, guid, reminder_on=False, reminder_guid=None)

    def reminder_moved(self, number: int, guid: UUID, at: datetime) -> bool:
        """Move that reminder; False when it is not the one that is on any more."""
        return self._update_reminder(number, guid, reminder_at=at)

    def reminder_back(self, number: int, guid: UUID) -> bool:
        """Switch a reminder that was done on again under its old GUID; False when the record moved on meanwhile."""
        opportunity = self.get(number)
        if opportunity.reminder_on:
            return opportunity.reminder_guid == guid
        if not opportunity.is_open or opportunity.reminder_at is None:
            return False
        self._update(number, reminder_on=True, reminder_guid=guid)
        return True

    def _update_reminder(self, number: int, guid: UUID, **values: Any) -> bool:
        current = (OpportunityRow.number == number, OpportunityRow.reminder_on, OpportunityRow.reminder_guid == guid)
        changed = update(OpportunityRow).where(*current).values(modified_at=self._clock(), **values)
        return self._db.execute(changed).rowcount == 1

    # --- helpers ------------------------------------------------------------------------------------------------------

    @property
    def _stages(self) -> Stages:
        return Stages(self._db, self._clock)

    def _open(self, number: int) -> Opportunity:
        opportunity = self.get(number)
        if not opportunity.is_open:
            raise Invalid(
                f"opportunity {number}",
                f"is closed ({opportunity.stage.name}) and cannot be changed",
                "reopen it first",
            )
        return opportunity

    def _open_stage(self, stage_id: int) -> Stage:
        stage = self._stages.get(stage_id)
        if stage.kind is not StageKind.OPEN:
            raise Invalid("stage", f"{stage.name} is not an open one", "close the opportunity instead")
        return stage

    def _checked(self, given: dict[str, Any]) -> dict[str, Any]:
        values = dict(given)
        if "title" in values:
            values["title"] = line("title", values["title"])
            values["folded"] = fold(values["title"])
        if "stage_id" in values:
            self._open_stage(values["stage_id"])
        if "probability" in values:
            probability = values["probability"]
            if not isinstance(probability, int) or isinstance(probability, bool) or not 0 <= probability <= 100:
                raise Invalid("probability", f"must be a whole number from 0 to 100, not {probability!r}")
        for field, noun, column in _REFERENCES:
            if values.get(field) is not None and not self._exists(column, values[field]):
                raise NotFound(noun, values[field])
        if values.get("assigned_to") is not None:
            self._refuse_inactive(values["assigned_to"])
        return values

    def _exists(self, column: Any, id: int) -> bool:
        return self._db.execute(select(column).where(column == id)).first() is not None

    def _refuse_inactive(self, user_id: int) -> None:
        name, is_active = self._db.execute(select(UserRow.name, UserRow.is_active).where(UserRow.id == user_id)).one()
        if not is_active:
            raise Invalid("assigned_to", f"user {name} is inactive", "assign somebody else")

    def _update(self, number: int, **values: Any) -> None:
        changed = update(OpportunityRow).where(OpportunityRow.number == number)
        self._db.execute(changed.values(modified_at=self._clock(), **values))

    def _titles(self) -> Sequence[str]:
        return self._db.scalars(select(OpportunityRow.title).order_by(OpportunityRow.number)).all()

    def _select(self, statement: Select[*tuple[Any, ...]]) -> list[Opportunity]:
        return [_opportunity(row._mapping) for row in self._db.execute(statement)]


_REFERENCES = (
    ("account_id", "account", AccountRow.id),
    ("contact_id", "contact", ContactRow.id),
    ("assigned_to", "user", UserRow.id),
)


def _opportunity(row: Any) -> Opportunity:
    values = dict(row)
    stage = stage_of(*(values.pop(f"stage_{name}") for name in ("id", "name", "position", "kind")))
    return Opportunity(stage=stage, **values)
