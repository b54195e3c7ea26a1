"""Opportunities: their record, its rules, and the views that the daemon and people need of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, insert, or_, select

from store.containing import containing
from store.errors import Invalid, NotFound, Taken
from store.models import ListValueRow, OpportunityRow
from store.records.accounts import Accounts
from store.records.audit import Audit
from store.records.briefs import briefs
from store.records.contacts import Contacts
from store.records.line_items import LineItems
from store.records.marketing import Marketing
from store.records.opportunity_reminders import OpportunityReminders
from store.records.opportunity_rows import OPPORTUNITIES, PRESENT, columns_of, present
from store.records.parts_index import among_few, few_named
from store.records.stages import Stages
from store.records.users import Users
from store.repository import chunks, known_fields, likely, number_of, the_one
from store.rules import opportunity as rules
from store.text import named
from store.values import Brief, HistoryLine, HistoryOf, ListName, Opportunity, Record

LISTED = ("type_id", "source_id", "payment_terms_id", "lost_reason_id")

_SAME = select(OpportunityRow.number).where(OpportunityRow.external_id == bindparam("external_id"))
_NEW = insert(OpportunityRow).returning(OpportunityRow.number)


@cache
def _offered(whose: str) -> Select[int, str]:
    """What a category list may offer; every turn of every mailbox asks."""
    closed, owner, user = OpportunityRow.closed_at, OpportunityRow.assigned_to, bindparam("user", type_=Integer())
    shown = select(OpportunityRow.number, OpportunityRow.title)
    shown = shown.where(or_(closed.is_(None), closed > bindparam("since")), PRESENT)
    shown = shown.order_by(OpportunityRow.active_at.desc(), OpportunityRow.number.desc()).limit(bindparam("most"))
    if whose == "own":
        return shown.where(owner == user)
    return shown if whose == "all" else shown.where(or_(owner.is_(None), owner != user))


@cache
def _first_closed() -> Select[datetime | None]:
    return select(func.min(OpportunityRow.closed_at)).where(OpportunityRow.closed_at > bindparam("since"), PRESENT)


class Opportunities(OpportunityReminders):
    # --- reading ------------------------------------------------------------------------------------------------------

    def find(self, text: str) -> Opportunity:
        """By "OPP-17" (any prefix), "17" or a part of the title that only one has.

        Raises NotFound, Ambiguous, and InRecycleBin for one that is there.
        """
        text = text.strip()
        numbered = re.fullmatch(r"(?:[^\W\d_]+-)?(\d{1,9})", text)
        if numbered and (found := self._select(OPPORTUNITIES.where(OpportunityRow.number == number_of(numbered[1])))):
            return present(found[0])
        found = self.all(search=text) if text else []
        if numbered and all(named(one.title) != named(text) for one in found):
            alike = [f"opportunity {one.number} {one.title}" for one in found[:3]]
            raise NotFound("opportunity", text, alike or self._nearest(int(numbered[1])))
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
        statement = OPPORTUNITIES.where(PRESENT).order_by(OpportunityRow.number).limit(limit)
        few: list[int] | None = None
        if search:
            statement = statement.where(containing(OpportunityRow.folded, named(search)))
            few = few_named(self._db, Record.OPPORTUNITY, named(search))
        if stage is not None:
            statement = statement.where(OpportunityRow.stage_id == self._beside(Stages).find(stage).id)
        if assigned_to is not None:
            statement = statement.where(OpportunityRow.assigned_to == assigned_to)
        if is_open is not None:
            closed = OpportunityRow.closed_at
            statement = statement.where(closed.is_(None) if is_open else closed.is_not(None))
        return self._select(*among_few(statement, OpportunityRow.number, few))

    def of_party(
        self, *, account_id: int | None = None, contact_id: int | None = None, limit: int | None = None
    ) -> list[Opportunity]:
        """Those linked to the account or the contact itself, open or closed, by number."""
        party = (
            OpportunityRow.contact_id == contact_id if account_id is None else OpportunityRow.account_id == account_id
        )
        return self._select(OPPORTUNITIES.where(party, PRESENT).order_by(OpportunityRow.number).limit(limit))

    def offered_to(
        self, user_id: int | None, *, closed_since: datetime | None = None, limit: int = 100
    ) -> list[tuple[int, str]]:
        """Number and title of what a category list should offer, the most important first: at most `limit`.

        The user's own, then the others', each the latest active first; for None (a shared mailbox) all are others'.
        Open ones, and those closed after `closed_since`.
        """
        offered: dict[int, str] = {}
        for whose in ("own", "others'") if user_id is not None else ("all",):
            if len(offered) < limit:
                asked = {"since": closed_since, "most": limit - len(offered)}
                asked |= {} if user_id is None else {"user": user_id}
                offered |= dict(self._db.execute(_offered(whose), asked).all())
        return list(offered.items())

    def first_closed(self, since: datetime) -> datetime | None:
        """When the first of those was closed that were after `since`."""
        return self._db.scalar(_first_closed(), {"since": since})

    def brief(self, number: int, latest: int = 5) -> Brief:
        return self.brief_of(self.get(number), latest)

    def brief_of(self, opportunity: Opportunity, latest: int = 5) -> Brief:
        """The same of one that was read already."""
        return briefs(self._db, {opportunity.number: opportunity}, latest)[opportunity.number]

    def briefs(self, numbers: Collection[int], latest: int = 5) -> dict[int, Brief]:
        """The reading view of each that exists, with its `latest` history items: two queries for all of them."""
        found: dict[int, Opportunity] = {}
        for chunk in chunks(numbers):
            statement = OPPORTUNITIES.where(OpportunityRow.number.in_(chunk)).order_by(OpportunityRow.number)
            found |= {opportunity.number: opportunity for opportunity in self._select(statement)}
        return briefs(self._db, found, latest)

    def history(self, number: int, limit: int = 50) -> list[HistoryLine]:
        """What is in its history, newest first."""
        from store.history.items import Items  # most of what is done with opportunities needs nothing of mail

        return self._beside(Items).history(HistoryOf(number=number), limit=limit)

    # --- writing ------------------------------------------------------------------------------------------------------

    def add(
        self,
        title: str,
        *,
        stage_id: int | None = None,
        probability: int | None = None,
        currency: str = "EUR",
        created_at: datetime | None = None,
        **given: Any,
    ) -> Opportunity:
        """A new open opportunity, linked to exactly one account or contact; its number is given here, once.

        `given` are any of `store.rules.opportunity.FIELDS`. Without a probability it has its stage's, or 0.
        """
        begins: dict[str, Any] = {"stage_id": stage_id, "probability": probability, "created_at": created_at}
        return self.get(self.new(title, **begins, currency=currency, **given))

    def new(
        self,
        title: str,
        *,
        stage_id: int | None = None,
        probability: int | None = None,
        currency: str = "EUR",
        created_at: datetime | None = None,
        **given: Any,
    ) -> int:
        """The same, and no more of it than its number."""
        known_fields("opportunity", given, rules.FIELDS)
        if created_at is not None:
            rules.created("opportunity", created_at, self._clock(), given)
        created_at = created_at or self._clock()
        parties = {party: given.get(party) for party in rules.PARTIES}
        fields = rules.checked(
            "opportunity",
            {"competitors": "", "comments": "", "categories": ()}
            | given
            | parties
            | {"title": title, "probability": probability, "currency": currency},
        )
        self._refuse_unknown(fields)
        names = fields.pop("categories")
        stage = self._beside(Stages).default() if stage_id is None else self._beside(Stages).get(stage_id)
        typed = fields.pop("probability")
        values = {
            **columns_of(fields),
            **rules.entering(stage, created_at),
            "probability": 0,
            "is_probability_typed": False,
            **rules.chance(stage, typed),
            "created_at": created_at,
            "active_at": created_at,
            "latest_at": created_at,
            "modified_at": self._clock(),
            "reminder_on": False,
            "total_minor": 0,
            "activity_reminders": False,
            "reminder_epoch": 0,
        }
        number: int = self._db.execute(_NEW, values).scalar_one()
        self._save_categories(number, names)
        self._beside(Audit).did(Record.OPPORTUNITY, number, "added")
        return number

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
        self._refuse_unknown(fields | {"number": number})
        if "created_at" in fields:
            dates = {name: fields.get(name, getattr(before, name)) for name in rules.DATES}
            rules.created(rules.name_of(before), fields["created_at"], self._clock(), dates)
        if fields.get("currency", before.currency) != before.currency:
            self._beside(LineItems).refuse_priced(number, fields["currency"])
        stage = before.stage
        if "stage_id" in fields:
            stage = self._beside(Stages).get(fields["stage_id"]) if fields["stage_id"] is not None else None
            if stage != before.stage:
                fields |= rules.entering(stage, self._clock())
                if "probability" not in fields and not before.is_probability_typed:
                    fields |= rules.chance(stage, None)
        if "probability" in changes:  # None: the stage's again
            typed = fields.pop("probability")
            fields |= {"probability": 0, "is_probability_typed": False} | rules.chance(stage, typed)
        self._set(before, fields)
        after = self.get(number)
        if (before.account_id, before.contact_id) != (after.account_id, after.contact_id):
            from store.history.items import Items

            self._beside(Items).stay_with(number, account_id=before.account_id, contact_id=before.contact_id)
        return after

    def comment(self, number: int, text: str, zone: tzinfo = UTC) -> Opportunity:
        """One more comment, after those that there are; date and time (of `zone`) and author precede it."""
        before = self._open(number)
        comments = rules.stamped(before.comments, text, self._transaction.actor.name, self._clock().astimezone(zone))
        return self.edit(number, comments=comments)

    def close(
        self,
        number: int,
        won: bool,
        on: datetime,
        *,
        close_date: date | None = None,
        lost_reason_id: int | None = None,
    ) -> Opportunity:
        """Closed Won (100 %) or Closed Lost (0 %); what it had before is restored when it is reopened.

        `close_date`, where given, replaces the expected one.
        """
        before = self.get(number)
        self._refuse_unknown({"lost_reason_id": lost_reason_id})
        fields = rules.closed(before, self._beside(Stages).closed(won=won), on, lost_reason_id)
        self._set(before, fields | ({"close_date": close_date} if close_date else {}))
        return self.get(number)

    def reopen(self, number: int, stage_id: int | None = None) -> Opportunity:
        """Open again in that stage, or where it was closed from, or else where new ones begin.

        With the probability it had; its reminders are the ones that it had, and so are their tasks.
        """
        before = self.get(number)
        wanted = stage_id if stage_id is not None else before.stage_before_id
        stage = self._beside(Stages).get(wanted) if wanted is not None else self._beside(Stages).default()
        self._set(before, rules.reopened(before, stage, self._clock()))
        return self.get(number)

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _refuse_unknown(self, fields: dict[str, Any]) -> None:
        """Raises NotFound for a reference to what is not there, Invalid for one to what is in the recycle bin."""
        for field in ("account_id", "initiated_account_id"):
            if fields.get(field) is not None and self._beside(Accounts).get(fields[field]).is_deleted:
                raise Invalid(field, f"account {fields[field]} is in the recycle bin", "restore it first")
        for field in ("contact_id", "initiated_contact_id"):
            if fields.get(field) is not None and self._beside(Contacts).get(fields[field]).is_deleted:
                raise Invalid(field, f"contact {fields[field]} is in the recycle bin", "restore it first")
        if (marketing := fields.get("initiated_marketing_id")) is not None and self._beside(Marketing).get(
            marketing
        ).is_deleted:
            raise Invalid("initiated_marketing_id", f"marketing {marketing} is in the recycle bin", "restore it first")
        if fields.get("assigned_to") is not None:
            user = self._beside(Users).get(fields["assigned_to"])
            if not user.is_active:
                raise Invalid("assigned_to", f"user {user.name} is inactive", "assign somebody else")
        for field in [name for name in LISTED if fields.get(name) is not None]:
            known = select(ListValueRow.id).where(
                ListValueRow.id == fields.get(field), ListValueRow.list == field.removesuffix("_id")
            )
            if not self._db.scalar(known):
                raise NotFound(ListName(field.removesuffix("_id")).words, fields[field])
        external = fields.get("external_id")
        other = self._db.scalar(_SAME, {"external_id": external}) if external is not None else None
        if other and other != fields.get("number"):
            raise Taken(f"external_id {external}", f"belongs to opportunity {other}")

    def _nearest(self, number: int) -> list[str]:
        """The numbers before and after one that nobody has, with their titles."""
        shown = select(OpportunityRow.number, OpportunityRow.title).where(PRESENT)
        before = shown.where(OpportunityRow.number < number).order_by(OpportunityRow.number.desc()).limit(2)
        after = shown.where(OpportunityRow.number > number).order_by(OpportunityRow.number).limit(1)
        rows = [*reversed(self._db.execute(before).all()), *self._db.execute(after)]
        return [f"opportunity {found} {title}" for found, title in rows]

    def _titles(self, asked: str) -> Sequence[str]:
        return likely(self._db, OpportunityRow.title, OpportunityRow.folded, asked, PRESENT)
