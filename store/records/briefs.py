"""What reading views show of an opportunity beside its own fields, for many at once in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from store.models import AccountRow, ContactPhoneRow, ContactRow, ItemRow, LinkRow, OpportunityRow, UserRow
from store.repository import chunks
from store.values import Brief, HistoryLine, ItemKind, Opportunity


def briefs(db: Connection, opportunities: Mapping[int, Opportunity], latest: int) -> dict[int, Brief]:
    """The brief of each opportunity, by number."""
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
    lines = history(db, opportunities, latest) if latest else {}
    found = {}
    for chunk in chunks(opportunities):
        for number, party, phone, account, assignee in db.execute(people.where(OpportunityRow.number.in_(chunk))):
            found[number] = Brief(opportunities[number], party, phone, account, assignee, tuple(lines.get(number, ())))
    return found


def history(db: Connection, numbers: Collection[int], limit: int) -> dict[int, list[HistoryLine]]:
    """The latest history items of each opportunity, newest first; those without a date come last."""
    newest_first = (LinkRow.placed_at.desc(), LinkRow.item_id.desc())
    place = func.row_number().over(partition_by=LinkRow.number, order_by=newest_first).label("place")
    found: dict[int, list[HistoryLine]] = {}
    for chunk in chunks(numbers):
        ranked = (
            select(LinkRow.number, LinkRow.item_id, LinkRow.rule, LinkRow.evidence, place)
            .where(LinkRow.number.in_(chunk))
            .subquery()
        )
        lines = (
            select(
                ranked.c.number,
                ItemRow.id,
                ItemRow.kind,
                ItemRow.occurred_at,
                ItemRow.subject,
                ItemRow.author,
                ItemRow.preview,
                ranked.c.rule,
                ranked.c.evidence,
            )
            .join(ItemRow, ItemRow.id == ranked.c.item_id)
            .where(ranked.c.place <= limit)
            .order_by(ranked.c.number, ranked.c.place)
        )
        for number, item_id, kind, *shown in db.execute(lines):
            found.setdefault(number, []).append(HistoryLine(item_id, ItemKind(kind), *shown))
    return found
