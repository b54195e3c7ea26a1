"""The tables. Declared with SQLAlchemy, used through statements: no row object ever leaves the store."""

from store.models.audit import ChangeRow
from store.models.base import Base
from store.models.fields import FieldRow, FieldValueRow
from store.models.history import (
    FileContentRow,
    ItemAccountRow,
    ItemAttachmentRow,
    ItemCallRow,
    ItemContactRow,
    ItemFileRow,
    ItemRow,
    ItemTaskRow,
    LinkRow,
    MarkRow,
    ParticipantRow,
    PointerRow,
    ReceiptRow,
    ToDecideRow,
    UnlinkedPersonRow,
)
from store.models.mailboxes import DaemonStateRow, DraftRow, ErrandRow, FolderRow, MailboxRow, QuarantineRow, TaskRow
from store.models.opportunities import (
    LineItemRow,
    OpportunityActivityRow,
    OpportunityCategoryRow,
    OpportunityRow,
    ProductRow,
)
from store.models.people import AccountDomainRow, AccountRow, ContactAddressRow, ContactPhoneRow, ContactRow, UserRow
from store.models.projects import (
    MarketingRow,
    ProjectPartyRow,
    ProjectRow,
    ProjectTaskRow,
    TemplateRow,
    TemplateTaskRow,
)
from store.models.stages import ActivityRow, ListValueRow, StageRow

__all__ = [
    "AccountDomainRow",
    "AccountRow",
    "ActivityRow",
    "Base",
    "ChangeRow",
    "ContactAddressRow",
    "ContactPhoneRow",
    "ContactRow",
    "DaemonStateRow",
    "DraftRow",
    "ErrandRow",
    "FieldRow",
    "FieldValueRow",
    "FileContentRow",
    "FolderRow",
    "ItemAccountRow",
    "ItemAttachmentRow",
    "ItemCallRow",
    "ItemContactRow",
    "ItemFileRow",
    "ItemRow",
    "ItemTaskRow",
    "LineItemRow",
    "LinkRow",
    "ListValueRow",
    "MailboxRow",
    "MarkRow",
    "MarketingRow",
    "OpportunityActivityRow",
    "OpportunityCategoryRow",
    "OpportunityRow",
    "ParticipantRow",
    "PointerRow",
    "ProductRow",
    "ProjectPartyRow",
    "ProjectRow",
    "ProjectTaskRow",
    "QuarantineRow",
    "ReceiptRow",
    "StageRow",
    "TaskRow",
    "TemplateRow",
    "TemplateTaskRow",
    "ToDecideRow",
    "UnlinkedPersonRow",
    "UserRow",
]
