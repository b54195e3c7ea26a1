"""When something last happened in an opportunity, which its row keeps: `latest_at`, of its latest item, to come or not.

Whoever links an item says so in the statement that makes the opportunity active (`LATEST`); what else may change it, an
item that is taken away, placed elsewhere or brought back, is seen to by triggers.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select, text

from store.models import ItemRow, LinkRow, OpportunityRow
from store.triggers import keep_by_row

SHOWS = (ItemRow.deleted_at.is_(None), ItemRow.is_series.is_(False), ItemRow.occurred_at.is_not(None))

# What `latest_at` is, as the new value of an update of opportunities.
LATEST = func.coalesce(
    select(LinkRow.placed_at)
    .join(ItemRow, ItemRow.id == LinkRow.item_id)
    .where(LinkRow.number == OpportunityRow.number, *SHOWS)
    .order_by(LinkRow.placed_at.desc())
    .limit(1)
    .correlate(OpportunityRow)
    .scalar_subquery(),
    OpportunityRow.created_at,
)

_LATEST = (
    "coalesce((SELECT links.placed_at FROM links JOIN items ON items.id = links.item_id"
    " WHERE links.number = opportunities.number AND items.deleted_at IS NULL AND NOT items.is_series"
    " AND items.occurred_at IS NOT NULL ORDER BY links.placed_at DESC LIMIT 1), opportunities.created_at)"
)
_ANEW = f"UPDATE opportunities SET latest_at = {_LATEST} WHERE "
_WRONG = f"latest_at <> {_LATEST}"


def count_latest_anew(db: Connection) -> None:
    db.execute(text(_ANEW + _WRONG))


def wrong_latest(db: Connection) -> int:
    """How many opportunities say that something else happened last than did."""
    found: int = db.execute(text(f"SELECT count(*) FROM opportunities WHERE {_WRONG}")).scalar_one()
    return found


def keep_latest(db: Connection) -> None:
    """The triggers that keep it; again after a migration that made a table anew, which has none of the old one's."""
    is_sqlite = db.dialect.name == "sqlite"
    there = (
        "pragma_table_info('opportunities') WHERE name"
        if is_sqlite
        else "information_schema.columns WHERE table_name = 'opportunities' AND column_name"
    )
    if not db.execute(text(f"SELECT count(*) FROM {there} = 'latest_at'")).scalar():
        return
    for name, event, when, which in _occasions():
        keep_by_row(db, name, f"AFTER {event}", f"{_ANEW}{which};", when=when)


def _occasions() -> Iterator[tuple[str, str, str, str]]:
    """Name, event, when it matters, and the opportunities of which."""
    of_old, of_new = ("opportunities.number = old.number", "opportunities.number = new.number")
    yield "latest_unlinked", "DELETE ON links", "TRUE", f"{of_old} AND latest_at = old.placed_at"
    yield "latest_placed", "UPDATE OF placed_at ON links", "old.placed_at <> new.placed_at", of_new
    yield "latest_created", "UPDATE OF created_at ON opportunities", "old.created_at <> new.created_at", of_new
    hidden = "({0}.deleted_at IS NOT NULL OR {0}.is_series OR {0}.occurred_at IS NULL)"
    yield (
        "latest_shown",
        "UPDATE OF deleted_at, is_series, occurred_at ON items",
        f"{hidden.format('old')} <> {hidden.format('new')}",
        "opportunities.number IN (SELECT links.number FROM links WHERE links.item_id = new.id)",
    )
