"""Opportunities: their record, its rules, and the views that the daemon and people need of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from store.errors import InRecycleBin, Invalid, NotFound, Taken
from store.models import ListValueRow, OpportunityCategoryRow, OpportunityRow, StageRow
from store.records.briefs import briefs
from store.records.stages import STAGE, stage_of
from store.repository import Repository, chunks, known_fields, likely, number_of, the_one
from store.rules import opportunity as rules
from store.rules.money import expected_revenue, from_minor
from store.text import fold
from store.values import Brief, HistoryLine, HistoryOf, Opportunity, Record

_TYPE, _SOURCE, _TERMS = (aliased(ListValueRow) for _ in range(3))

_OPPORTUNITIES = (
    select(
        OpportunityRow.number,
        OpportunityRow.title,
        OpportunityRow.account_id,
        OpportunityRow.contact_id,
        OpportunityRow.probability,
        OpportunityRow.probability_before,
        OpportunityRow.created_at,
        OpportunityRow.assigned_to,
        OpportunityRow.close_date,
        OpportunityRow.closed_at,
        OpportunityRow.reminder_at,
        OpportunityRow.reminder_on,
        OpportunityRow.reminder_guid,
        OpportunityRow.modified_at,
        OpportunityRow.expiration_date,
        OpportunityRow.delivery_date,
        OpportunityRow.initiated_account_id,
        OpportunityRow.initiated_contact_id,
        OpportunityRow.initiated_marketing_id,
        OpportunityRow.competitors,
        OpportunityRow.comments,
        OpportunityRow.currency,
        OpportunityRow.total_minor,
        OpportunityRow.stage_entered_at,
        OpportunityRow.activity_reminders,
        OpportunityRow.reminder_epoch,
        OpportunityRow.external_id,
        OpportunityRow.deleted_at.is_not(None).label("is_deleted"),
        func.coalesce(_TYPE.name, "").label("type"),
        func.coalesce(_SOURCE.name, "").label("source"),
        func.coalesce(_TERMS.name, "").label("payment_terms"),
        *(column.label(f"stage_{column.key}") for column in STAGE),
    )
    .outerjoin(StageRow, StageRow.id == OpportunityRow.stage_id)
    .outerjoin(_TYPE, _TYPE.id == OpportunityRow.type_id)
    .outerjoin(_SOURCE, _SOURCE.id == OpportunityRow.source_id)
    .outerjoin(_TERMS, _TERMS.id == OpportunityRow.payment_terms_id)
)

_PRESENT = OpportunityRow.deleted_at.is_(None)


class Opportunities(Repository):
    # --- reading ------------------------------------------------------------------------------------------------------

    def get(self, number: int) -> Opportunity:
        found = self._select(_OPPORTUNITIES.where(OpportunityRow.number == number))
        if not found:
            raise NotFound("opportunity", number)
        return found[0]

    def find(self, text: str) -> Opportunity:
        """By "OPP-17" (any prefix), "17" or a part of the title that only one has.

        Raises NotFound, Ambiguous, and InRecycleBin for one that is there.
        """
        text = text.strip()
        numbered = re.fullmatch(r"(?:[^\W\d_]+-)?(\d{1,9})", text)
        if numbered and (found := self._select(_OPPORTUNITIES.where(OpportunityRow.number == number_of(numbered[1])))):
            return _present(found[0])
        found = self.all(search=text) if text else []
        return the_one("opportunity", text, [(o, o.title) for o in found], lambda: self._titles(text))

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
        statement = _OPPORTUNITIES.where(_PRESENT).order_by(OpportunityRow.number).limit(limit)
        if search:
            statement = statement.where(OpportunityRow.folded.contains(fold(search), autoescape=True))
        if stage is not None:
            statement = statement.where(OpportunityRow.stage_id == self._unit.stages.find(stage).id)
        if assigned_to is not None:
            statement = statement.where(OpportunityRow.assigned_to == assigned_to)
        if is_open is not None:
            closed = OpportunityRow.closed_at
            statement = statement.where(closed.is_(None) if is_open else closed.is_not(None))
        return self._select(statement)

    def of_party(
        self, *, account_id: int | None = None, contact_id: int | None = None, limit: int | None = None
    ) -> list[Opportunity]:
        """Those linked to the account or the contact itself, open or closed, by number."""
        party = (
            OpportunityRow.contact_id == contact_id if account_id is None else OpportunityRow.account_id == account_id
        )
        return self._select(_OPPORTUNITIES.where(party, _PRESENT).order_by(OpportunityRow.number).limit(limit))

    def with_reminder(self, user_id: int) -> list[Opportunity]:
        """The user's open opportunities whose reminder is on, by number."""
        mine = (
            OpportunityRow.assigned_to == user_id,
            OpportunityRow.closed_at.is_(None),
            OpportunityRow.reminder_on,
            _PRESENT,
        )
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
        shown = select(OpportunityRow.number, OpportunityRow.title).where(current, _PRESENT)
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
        """What is in its history, newest first."""
        return self._unit.items.history(HistoryOf(number=number), limit=limit)

    # --- writing ------------------------------------------------------------------------------------------------------

    def add(
        self,
        title: str,
        *,
        stage_id: int | None = None,
        probability: int = 0,
        currency: str = "EUR",
        created_at: datetime | None = None,
        **given: Any,
    ) -> Opportunity:
        """A new open opportunity, linked to exactly one account or contact; its number is given here, once.

        `given` are any of `store.rules.opportunity.FIELDS`.
        """
        known_fields("opportunity", given, rules.FIELDS)
        created_at = created_at or self._clock()
        parties = {party: given.get(party) for party in rules.PARTIES}
        fields = rules.checked(
            "opportunity",
            {"competitors": "", "comments": ""}
            | given
            | parties
            | {"title": title, "probability": probability, "currency": currency},
        )
        self._refuse_unknown(fields)
        stage = self._unit.stages.default() if stage_id is None else self._unit.stages.get(stage_id)
        new = insert(OpportunityRow).values(
            **_columns(fields),
            **rules.entering(stage, created_at),
            created_at=created_at,
            active_at=created_at,
            modified_at=self._clock(),
            reminder_on=False,
            total_minor=0,
            activity_reminders=False,
            reminder_epoch=0,
        )
        number = self._db.execute(new.returning(OpportunityRow.number)).scalar_one()
        self._unit.audit.did(Record.OPPORTUNITY, number, "added")
        return self.get(number)

    def edit(self, number: int, **changes: Any) -> Opportunity:
        """Change any of `store.rules.opportunity.FIELDS`; a new account or contact takes the other one off.

        A closed one is refused. What it was and is goes to the audit trail.
        """
        before = self.get(number)
        rules.must_be_open(before)
        known_fields("opportunity", changes, rules.FIELDS)
        if not changes:
            return before
        fields = rules.edited(before, changes)
        self._refuse_unknown(fields)
        if "stage_id" in fields:
            stage = self._unit.stages.get(fields["stage_id"]) if fields["stage_id"] is not None else None
            if stage != before.stage:
                fields |= rules.entering(stage, self._clock())
        self._set(before, fields)
        if {"account_id", "contact_id"} & set(changes):
            self._unit.items.stay_with(number, account_id=before.account_id, contact_id=before.contact_id)
        return self.get(number)

    def close(self, number: int, won: bool, on: datetime, *, close_date: date | None = None) -> Opportunity:
        """Closed Won (100 %) or Closed Lost (0 %); what it had before is restored when it is reopened.

        `close_date`, where given, replaces the expected one.
        """
        before = self.get(number)
        fields = rules.closed(before, self._unit.stages.closed(won=won), on)
        self._set(before, fields | ({"close_date": close_date} if close_date else {}))
        return self.get(number)

    def reopen(self, number: int, stage_id: int) -> Opportunity:
        """Open again in that stage, with the probability it had; a reminder that was on starts anew."""
        before = self.get(number)
        fields = rules.reopened(before, self._unit.stages.get(stage_id), self._clock())
        self._set(before, fields | {"reminder_guid": uuid4() if before.reminder_on else None})
        return self.get(number)

    def _set(self, before: Opportunity, fields: dict[str, Any]) -> None:
        """Write the fields, and what they were before to the audit trail."""
        self._update(before.number, **_columns(fields))
        after = self.get(before.number)
        shown = [name for name in _TOLD if _TOLD[name][0] in fields]
        told = {name: (self._told(name, before), self._told(name, after)) for name in shown}
        self._unit.audit.changed(Record.OPPORTUNITY, before.number, told)

    def _told(self, name: str, opportunity: Opportunity) -> object:
        """A field in words for the audit trail."""
        value = getattr(opportunity, _TOLD[name][1])
        match name:
            case "stage":
                return value.name if value else None
            case "assigned to" if value is not None:
                return self._unit.users.get(value).name
            case "account" | "initiated by account" if value is not None:
                return self._unit.accounts.get(value).name
            case "contact" | "initiated by contact" if value is not None:
                return self._unit.contacts.get(value).name
            case _:
                return value

    # --- the reminder -------------------------------------------------------------------------------------------------

    def remind(self, number: int, at: datetime | None) -> Opportunity:
        """Switch the reminder on with a new GUID, or move it, which keeps its GUID; None switches it off."""
        before = self._open(number)
        if at is None:
            self._set(before, {"reminder_on": False, "reminder_at": None, "reminder_guid": None})
        else:
            guid = before.reminder_guid if before.reminder_on else None
            self._set(before, {"reminder_on": True, "reminder_at": at, "reminder_guid": guid or uuid4()})
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
            return opportunity.reminder_guid == guid and not opportunity.is_deleted
        if not opportunity.is_open or opportunity.is_deleted or opportunity.reminder_at is None:
            return False
        self._set(opportunity, {"reminder_on": True, "reminder_guid": guid})
        return True

    def _update_reminder(self, number: int, guid: UUID, **values: Any) -> bool:
        before = self.get(number)
        if not before.reminder_on or before.reminder_guid != guid:
            return False
        self._set(before, values)
        return True

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _open(self, number: int) -> Opportunity:
        opportunity = self.get(number)
        rules.must_be_open(opportunity)
        return opportunity

    def _refuse_unknown(self, fields: dict[str, Any]) -> None:
        """Raises NotFound for a reference to what is not there, Invalid for one to what is in the recycle bin."""
        for field in ("account_id", "initiated_account_id"):
            if fields.get(field) is not None and self._unit.accounts.get(fields[field]).is_deleted:
                raise Invalid(field, f"account {fields[field]} is in the recycle bin", "restore it first")
        for field in ("contact_id", "initiated_contact_id"):
            if fields.get(field) is not None and self._unit.contacts.get(fields[field]).is_deleted:
                raise Invalid(field, f"contact {fields[field]} is in the recycle bin", "restore it first")
        if fields.get("assigned_to") is not None:
            user = self._unit.users.get(fields["assigned_to"])
            if not user.is_active:
                raise Invalid("assigned_to", f"user {user.name} is inactive", "assign somebody else")
        external = fields.get("external_id")
        if external is not None:
            same = select(OpportunityRow.number).where(OpportunityRow.external_id == external)
            if (other := self._db.scalar(same)) and other != fields.get("number"):
                raise Taken(f"external_id {external}", f"belongs to opportunity {other}")

    def _update(self, number: int, **values: Any) -> None:
        changed = update(OpportunityRow).where(OpportunityRow.number == number)
        self._db.execute(changed.values(modified_at=self._clock(), **values))

    def _titles(self, asked: str) -> Sequence[str]:
        return likely(self._db, OpportunityRow.title, OpportunityRow.folded, asked, _PRESENT)

    def _select(self, statement: Select[*tuple[Any, ...]]) -> list[Opportunity]:
        rows = [dict(row._mapping) for row in self._db.execute(statement)]
        categories = self._categories([row["number"] for row in rows])
        return [_opportunity(row, categories.get(row["number"], ())) for row in rows]

    def _categories(self, numbers: Collection[int]) -> dict[int, tuple[str, ...]]:
        found: dict[int, list[str]] = {}
        named = select(OpportunityCategoryRow.number, OpportunityCategoryRow.name)
        for chunk in chunks(numbers):
            of_them = named.where(OpportunityCategoryRow.number.in_(chunk)).order_by(OpportunityCategoryRow.folded)
            for number, name in self._db.execute(of_them):
                found.setdefault(number, []).append(name)
        return {number: tuple(names) for number, names in found.items()}


# Fields as the audit trail calls them: the column, and the value's attribute.
_TOLD = {
    "title": ("title", "title"),
    "account": ("account_id", "account_id"),
    "contact": ("contact_id", "contact_id"),
    "assigned to": ("assigned_to", "assigned_to"),
    "stage": ("stage_id", "stage"),
    "probability": ("probability", "probability"),
    "type": ("type_id", "type"),
    "source": ("source_id", "source"),
    "payment terms": ("payment_terms_id", "payment_terms"),
    "close date": ("close_date", "close_date"),
    "expiration date": ("expiration_date", "expiration_date"),
    "delivery date": ("delivery_date", "delivery_date"),
    "initiated by account": ("initiated_account_id", "initiated_account_id"),
    "initiated by contact": ("initiated_contact_id", "initiated_contact_id"),
    "initiated by marketing": ("initiated_marketing_id", "initiated_marketing_id"),
    "competitors": ("competitors", "competitors"),
    "comments": ("comments", "comments"),
    "external id": ("external_id", "external_id"),
    "closed": ("closed_at", "closed_at"),
    "reminder": ("reminder_at", "reminder_at"),
    "reminder on": ("reminder_on", "reminder_on"),
}


def _present(opportunity: Opportunity) -> Opportunity:
    if opportunity.is_deleted:
        number = opportunity.number
        raise InRecycleBin(f"opportunity {number}, {opportunity.title}", f"opportunity:{number}")
    return opportunity


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"folded": fold(fields["title"])} if "title" in fields else fields


def _opportunity(row: dict[str, Any], categories: tuple[str, ...]) -> Opportunity:
    stage = [row.pop(f"stage_{column.key}") for column in STAGE]
    minor, currency = row.pop("total_minor"), row["currency"]
    expected = expected_revenue(minor, row["probability"])
    return Opportunity(
        **row,
        stage=stage_of(*stage) if stage[0] is not None else None,
        categories=categories,
        total=from_minor(minor, currency) if minor else Decimal(0),
        expected_revenue=from_minor(expected, currency) if expected else Decimal(0),
    )
