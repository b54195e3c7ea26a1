"""The tables. Declared with SQLAlchemy, used through statements: no row object ever leaves the store."""

from store.models.base import Base
from store.models.history import ItemContactRow, ItemRow, LinkRow, MarkRow, ParticipantRow, PointerRow, ReceiptRow
from store.models.mailboxes import ErrandRow, FolderRow, MailboxRow, QuarantineRow, TaskRow
from store.models.records import AccountRow, ContactAddressRow, ContactRow, OpportunityRow, StageRow, UserRow

__all__ = [
    "AccountRow",
    "Base",
    "ContactAddressRow",
    "ContactRow",
    "ErrandRow",
    "FolderRow",
    "ItemContactRow",
    "ItemRow",
    "LinkRow",
    "MailboxRow",
    "MarkRow",
    "OpportunityRow",
    "ParticipantRow",
    "PointerRow",
    "QuarantineRow",
    "ReceiptRow",
    "StageRow",
    "TaskRow",
    "UserRow",
]
