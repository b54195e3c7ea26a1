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
    reads: tuple[str, ...] = ()  # the parts of a `Listed` that it shows

    @property
    def style(self) -> str:
        """The class of its cells."""
        return "number" if self.is_number else "day" if self.name in _DAYS else ""


_WORTH = ("total_minor", "currency")
_KNOWN = (
    Column("party", gettext_noop("Linked to"), "party", reads=("account_id", "account", "contact_id", "contact")),
    Column("assigned", gettext_noop("Assigned to"), "assigned", reads=("assigned",)),
    Column("stage", gettext_noop("Sales stage"), "stage", reads=("stage",)),
    Column("probability", gettext_noop("Probability"), "probability", is_number=True, reads=("probability",)),
    Column("total", gettext_noop("Total"), "total", is_number=True, reads=_WORTH),
    Column(
        "revenue",
        gettext_noop("Expected revenue"),
        "revenue",
        is_number=True,
        reads=("total_minor", "currency", "probability"),
    ),
    Column("close-date", gettext_noop("Close date"), "close-date", reads=("close_date",)),
    Column("reminder", gettext_noop("Reminder"), reads=("reminder_on", "reminder_at")),
    Column("type", gettext_noop("Type"), "type", reads=("type",)),
    Column("source", gettext_noop("Source"), "source", reads=("source",)),
    Column("terms", gettext_noop("Payment terms"), "terms", reads=("payment_terms",)),
    Column("reason", gettext_noop("Reason for losing"), "reason", reads=("lost_reason",)),
    Column("initiated-by", gettext_noop("Initiated by"), reads=("initiator",)),
    Column("categories", gettext_noop("Categories"), reads=("categories",)),
    Column("expires", gettext_noop("Expiration date"), "expires", reads=("expiration_date",)),
    Column("delivery", gettext_noop("Delivery date"), "delivery", reads=("delivery_date",)),
    Column("created", gettext_noop("Created"), "created", reads=("created_at",)),
    Column("modified", gettext_noop("Changed"), "modified", reads=("modified_at",)),
    Column("closed", gettext_noop("Closed"), "closed", reads=("closed_at",)),
    Column("currency", gettext_noop("Currency"), "currency", reads=("currency",)),
    Column("competitors", gettext_noop("Competitors"), reads=("competitors",)),
    Column("comments", gettext_noop("Comments"), reads=("comments",)),
    Column("external-id", gettext_noop("Id in another system"), reads=("external_id",)),
)
_DAYS = ("close-date", "expires", "delivery", "created", "closed")
USUAL = ("party", "assigned", "stage", "probability", "revenue", "close-date", "reminder")


def all_columns(own: Sequence[Choice]) -> Mapping[str, Column]:
    """By name; the title is always there, and none of them."""
    fields = (Column(f"field:{one.name}", "", field=one.name, reads=("fields",)) for one in own)
    return {one.name: one for one in (*_KNOWN, *fields)}


def chosen(kept: str, known: Mapping[str, Column]) -> tuple[Column, ...]:
    """The columns that were kept; those that are usual, where nothing was."""
    names = kept.split("\n") if kept else list(USUAL)
    return tuple(known[name] for name in names if name in known)
