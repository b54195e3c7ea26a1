"""The columns of the list: what they are called, what they are sorted by, and which of them somebody sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daemon.language import gettext_noop
from store.values import Choice

PREFERENCE = "opportunities.columns"


@dataclass(frozen=True)
class Column:
    name: str
    words: str  # English; "" for a field of the firm's own, whose name is its word
    sort: str = ""
    is_number: bool = False
    field: str = ""  # the firm's own


_KNOWN = (
    Column("party", gettext_noop("Linked to"), "party"),
    Column("assigned", gettext_noop("Assigned to"), "assigned"),
    Column("stage", gettext_noop("Sales stage"), "stage"),
    Column("probability", gettext_noop("Probability"), "probability", is_number=True),
    Column("total", gettext_noop("Total"), "total", is_number=True),
    Column("revenue", gettext_noop("Expected revenue"), "revenue", is_number=True),
    Column("close-date", gettext_noop("Close date"), "close-date"),
    Column("reminder", gettext_noop("Reminder")),
    Column("type", gettext_noop("Type"), "type"),
    Column("source", gettext_noop("Source"), "source"),
    Column("terms", gettext_noop("Payment terms"), "terms"),
    Column("reason", gettext_noop("Reason for losing"), "reason"),
    Column("initiated-by", gettext_noop("Initiated by")),
    Column("categories", gettext_noop("Categories")),
    Column("expires", gettext_noop("Expiration date"), "expires"),
    Column("delivery", gettext_noop("Delivery date"), "delivery"),
    Column("created", gettext_noop("Created"), "created"),
    Column("modified", gettext_noop("Changed"), "modified"),
    Column("closed", gettext_noop("Closed"), "closed"),
    Column("currency", gettext_noop("Currency"), "currency"),
    Column("competitors", gettext_noop("Competitors")),
    Column("comments", gettext_noop("Comments")),
    Column("external-id", gettext_noop("Id in another system")),
)
USUAL = ("party", "assigned", "stage", "probability", "revenue", "close-date", "reminder")


def all_columns(own: Sequence[Choice]) -> Mapping[str, Column]:
    """By name; the title is always there, and none of them."""
    fields = (Column(f"field:{one.name}", "", field=one.name) for one in own)
    return {one.name: one for one in (*_KNOWN, *fields)}


def chosen(kept: str, known: Mapping[str, Column]) -> Sequence[Column]:
    """The columns that were kept; those that are usual, where nothing was."""
    names = kept.split("\n") if kept else list(USUAL)
    return [known[name] for name in names if name in known]
