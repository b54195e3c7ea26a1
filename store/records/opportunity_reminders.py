"""The reminder of an opportunity: on or off, when, and the GUID that Outlook's task for it carries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text

from store.models import OpportunityRow
from store.records.opportunity_rows import OPPORTUNITIES, PRESENT, OpportunityRecords
from store.repository import chunks
from store.values import Opportunity


class OpportunityReminders(OpportunityRecords):
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

    def reminders_of(self, user_ids: Collection[int]) -> list[Opportunity]:
        """Open ones of these users, and those that are nobody's, whose reminder is on; by number."""
        user = OpportunityRow.assigned_to
        is_on = (text("opportunities.reminder_on"), OpportunityRow.closed_at.is_(None), PRESENT)  # as its index says it
        ways = [user.is_(None), *(user == id for id in user_ids)]  # each by itself is found by that index
        due = (self._db.scalars(select(OpportunityRow.number).where(*is_on, whose)) for whose in ways)
        chosen = (OpportunityRow.number.in_(chunk) for chunk in chunks(number for found in due for number in found))
        found = [one for these in chosen for one in self._select(OPPORTUNITIES.where(these))]
        return sorted(found, key=lambda one: one.number)

    def _update_reminder(self, number: int, guid: UUID, **values: Any) -> bool:
        before = self.get(number)
        if not before.reminder_on or before.reminder_guid != guid:
            return False
        self._set(before, values)
        return True
