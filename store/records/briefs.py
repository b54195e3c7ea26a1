"""What reading views show of an opportunity beside its own fields, for many at once in a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, func, select

from store.models import AccountRow, ContactPhoneRow, ContactRow, OpportunityRow, UserRow
from store.models.base import aliased
from store.repository import among, rows_among
from store.values import Brief, Opportunity


def briefs(db: Connection, opportunities: Mapping[int, Opportunity], latest: int) -> dict[int, Brief]:
    """The brief of each opportunity, by number."""
    if not opportunities:
        return {}
    from store.history.views import of_opportunities  # who lists opportunities needs nothing of their history

    lines = of_opportunities(db, opportunities, latest) if latest else {}
    found = {}
    for number, party, phone, account, assignee in rows_among(db, _people(), opportunities):
        found[number] = Brief(opportunities[number], party, phone, account, assignee, tuple(lines.get(number, ())))
    return found


@cache
def _people() -> Select[*tuple[Any, ...]]:
    own, through = aliased(AccountRow), aliased(AccountRow)
    people = (
        select(
            OpportunityRow.number,
            func.coalesce(own.name, ContactRow.name, ""),
            func.coalesce(own.phone, ContactPhoneRow.number, ""),
            func.coalesce(own.name, through.name, ""),
            func.coalesce(UserRow.name, ""),
        )
        .outerjoin(own, own.id == OpportunityRow.account_id)
        .outerjoin(ContactRow, ContactRow.id == OpportunityRow.contact_id)
        .outerjoin(ContactPhoneRow, (ContactPhoneRow.contact_id == ContactRow.id) & (ContactPhoneRow.position == 0))
        .outerjoin(through, through.id == ContactRow.account_id)
        .outerjoin(UserRow, UserRow.id == OpportunityRow.assigned_to)
    )
    return among(people, OpportunityRow.number)
