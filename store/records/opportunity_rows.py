"""How an opportunity is read from its tables, and how a change of it is written and told to the audit trail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select, update

from store.bulk import insert_rows
from store.errors import InRecycleBin, NotFound
from store.models import ListValueRow, MarketingRow, OpportunityCategoryRow, OpportunityRow, StageRow
from store.models.base import aliased
from store.records.accounts import Accounts
from store.records.audit import Audit
from store.records.contacts import Contacts
from store.records.stages import STAGE, stage_of
from store.records.users import Users
from store.repository import Repository, among, rows_among
from store.rules import opportunity as rules
from store.rules.money import expected_revenue, from_minor
from store.text import fold, named
from store.values import Opportunity, Record
from store.webhooks.telling import Telling

_TYPE, _SOURCE, _TERMS, _REASON = (aliased(ListValueRow) for _ in range(4))

OPPORTUNITIES = (
    select(
        OpportunityRow.number,
        OpportunityRow.title,
        OpportunityRow.account_id,
        OpportunityRow.contact_id,
        OpportunityRow.probability,
        OpportunityRow.is_probability_typed,
        OpportunityRow.probability_before,
        OpportunityRow.stage_before_id,
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
        func.coalesce(_REASON.name, "").label("lost_reason"),
        *(column.label(f"stage_{column.key}") for column in STAGE),
    )
    .outerjoin(StageRow, StageRow.id == OpportunityRow.stage_id)
    .outerjoin(_TYPE, _TYPE.id == OpportunityRow.type_id)
    .outerjoin(_SOURCE, _SOURCE.id == OpportunityRow.source_id)
    .outerjoin(_TERMS, _TERMS.id == OpportunityRow.payment_terms_id)
    .outerjoin(_REASON, _REASON.id == OpportunityRow.lost_reason_id)
)

_BY_NUMBER = OPPORTUNITIES.where(OpportunityRow.number == bindparam("number"))
_CATEGORIES = select(OpportunityCategoryRow.number, OpportunityCategoryRow.name)
_CATEGORIES = among(_CATEGORIES.order_by(OpportunityCategoryRow.folded), OpportunityCategoryRow.number)
_NO_CATEGORIES = delete(OpportunityCategoryRow).where(OpportunityCategoryRow.number == bindparam("number"))
PRESENT = OpportunityRow.deleted_at.is_(None)


class OpportunityRecords(Repository):
    """What every repository that works on single opportunities does alike."""

    def get(self, number: int) -> Opportunity:
        found = self._select(_BY_NUMBER, {"number": number})
        if not found:
            raise NotFound("opportunity", number)
        return found[0]

    def _open(self, number: int) -> Opportunity:
        opportunity = self.get(number)
        rules.must_be_open(opportunity)
        return opportunity

    def _select(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
    ) -> list[Opportunity]:
        rows = [dict(row._mapping) for row in self._db.execute(statement, values)]
        categories = self._categories([row["number"] for row in rows])
        return [opportunity_of(row, categories.get(row["number"], ())) for row in rows]

    def _categories(self, numbers: Collection[int]) -> dict[int, tuple[str, ...]]:
        found: dict[int, list[str]] = {}
        for number, name in rows_among(self._db, _CATEGORIES, numbers):
            found.setdefault(number, []).append(name)
        return {number: tuple(names) for number, names in found.items()}

    def _set(self, before: Opportunity, fields: dict[str, Any]) -> None:
        """Write the fields, and what they were before to the audit trail."""
        fields = dict(fields)
        told_of = set(fields)
        if "categories" in fields:
            self._save_categories(before.number, fields.pop("categories"))
        self._update(before.number, **columns_of(fields))
        after = self.get(before.number)
        shown = [name for name in _TOLD if _TOLD[name][0] in told_of]
        told = {name: (self._told(name, before), self._told(name, after)) for name in shown}
        self._beside(Audit).changed(Record.OPPORTUNITY, before.number, told)
        self._beside(Telling).changed(before, after)

    def _told(self, name: str, opportunity: Opportunity) -> object:
        """A field in words for the audit trail."""
        value = getattr(opportunity, _TOLD[name][1])
        match name:
            case "stage":
                return value.name if value else None
            case "assigned to" if value is not None:
                return self._beside(Users).get(value).name
            case "account" | "initiated by account" if value is not None:
                return self._beside(Accounts).get(value).name
            case "contact" | "initiated by contact" if value is not None:
                return self._beside(Contacts).get(value).name
            case "initiated by marketing" if value is not None:
                return self._db.execute(select(MarketingRow.title).where(MarketingRow.id == value)).scalar_one()
            case _:
                return value

    def _save_categories(self, number: int, names: Iterable[str]) -> None:
        """These and no others."""
        self._db.execute(_NO_CATEGORIES, {"number": number})
        rows = [{"number": number, "folded": fold(name), "name": name} for name in names]
        insert_rows(self._db, OpportunityCategoryRow, rows)

    def _update(self, number: int, **values: Any) -> None:
        changed = update(OpportunityRow).where(OpportunityRow.number == number)
        self._db.execute(changed.values(modified_at=self._clock(), **values))


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
    "reason for losing": ("lost_reason_id", "lost_reason"),
    "close date": ("close_date", "close_date"),
    "expiration date": ("expiration_date", "expiration_date"),
    "delivery date": ("delivery_date", "delivery_date"),
    "initiated by account": ("initiated_account_id", "initiated_account_id"),
    "initiated by contact": ("initiated_contact_id", "initiated_contact_id"),
    "initiated by marketing": ("initiated_marketing_id", "initiated_marketing_id"),
    "competitors": ("competitors", "competitors"),
    "comments": ("comments", "comments"),
    "categories": ("categories", "categories"),
    "currency": ("currency", "currency"),
    "created": ("created_at", "created_at"),
    "external id": ("external_id", "external_id"),
    "closed": ("closed_at", "closed_at"),
    "reminder": ("reminder_at", "reminder_at"),
    "reminder on": ("reminder_on", "reminder_on"),
}


def present(opportunity: Opportunity) -> Opportunity:
    if opportunity.is_deleted:
        number = opportunity.number
        raise InRecycleBin(f"opportunity {number}, {opportunity.title}", f"opportunity:{number}")
    return opportunity


def columns_of(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with their folded forms, which searches compare."""
    searched = {"competitors": "folded_competitors", "comments": "folded_comments"}
    folded = {column: fold(fields[name]) for name, column in searched.items() if name in fields}
    return fields | folded | ({"folded": named(fields["title"])} if "title" in fields else {})


def opportunity_of(row: dict[str, Any], categories: tuple[str, ...]) -> Opportunity:
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
