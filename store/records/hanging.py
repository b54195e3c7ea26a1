"""Where accounts and contacts are named: what hangs on one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store.models import (
    AccountRow,
    ContactRow,
    ItemAccountRow,
    ItemContactRow,
    OpportunityRow,
    ProjectPartyRow,
    ProjectRow,
)
from store.values import Record


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names an account or a contact: of which records, and how their audit trail calls it."""

    what: str
    of: Record
    key: Any
    column: Any
    field: str


@dataclass(frozen=True, slots=True)
class Party:
    """Where the one or the other kind of record is named."""

    record: Record
    table: Any
    references: tuple[Reference, ...]
    related: Any
    items: Any
    held: Any  # the column of it that names the record
    columns: tuple[str, ...]  # of one value, filled where they are empty


ACCOUNT = Party(
    Record.ACCOUNT,
    AccountRow,
    (
        Reference("contact", Record.CONTACT, ContactRow.id, ContactRow.account_id, "account"),
        Reference("opportunity", Record.OPPORTUNITY, OpportunityRow.number, OpportunityRow.account_id, "account"),
        Reference(
            "initiated",
            Record.OPPORTUNITY,
            OpportunityRow.number,
            OpportunityRow.initiated_account_id,
            "initiated by account",
        ),
        Reference("project", Record.PROJECT, ProjectRow.id, ProjectRow.account_id, "linked to"),
    ),
    ProjectPartyRow.account_id,
    ItemAccountRow,
    ItemAccountRow.account_id,
    ("phone", "web", "address", "type_id"),
)
CONTACT = Party(
    Record.CONTACT,
    ContactRow,
    (
        Reference("opportunity", Record.OPPORTUNITY, OpportunityRow.number, OpportunityRow.contact_id, "contact"),
        Reference(
            "initiated",
            Record.OPPORTUNITY,
            OpportunityRow.number,
            OpportunityRow.initiated_contact_id,
            "initiated by contact",
        ),
        Reference("project", Record.PROJECT, ProjectRow.id, ProjectRow.contact_id, "linked to"),
    ),
    ProjectPartyRow.contact_id,
    ItemContactRow,
    ItemContactRow.contact_id,
    ("title", "account_id", "type_id"),
)
PARTIES: Mapping[Record, Party] = {Record.ACCOUNT: ACCOUNT, Record.CONTACT: CONTACT}
