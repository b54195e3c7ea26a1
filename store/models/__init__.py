"""The tables. Declared with SQLAlchemy, used through statements: no row object ever leaves the store.

A table is made when it is first asked for: a command that shows records makes none of mail.
"""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from store.models.audit import ChangeRow
    from store.models.base import Base
    from store.models.copies import CopySumRow, WaitingRow
    from store.models.fields import FieldRow, FieldValueRow
    from store.models.history import (
        FileContentRow,
        FileCopyRow,
        ItemAccountRow,
        ItemAttachmentRow,
        ItemCallRow,
        ItemContactRow,
        ItemFileRow,
        ItemRow,
        ItemSketchRow,
        ItemTaskRow,
        ItemVersionRow,
        KeptBackRow,
        LinkRow,
        MarkRow,
        NamedMessageRow,
        ParticipantRow,
        PointerRow,
        ReceiptRow,
        StampedRow,
        ToDecideRow,
        UnlinkedPersonRow,
        VanishedRow,
    )
    from store.models.jobs import JobRow
    from store.models.limits import LimitRow, LimitShareRow
    from store.models.mailboxes import (
        DaemonStateRow,
        DirectoryNameRow,
        DraftRow,
        ErrandRow,
        FolderRow,
        MailboxRow,
        ProcessRow,
        QuarantineRow,
        TaskRow,
    )
    from store.models.merging import MergedThingRow, MergeRow
    from store.models.opportunities import (
        LineItemRow,
        OpportunityActivityRow,
        OpportunityCategoryRow,
        OpportunityRow,
        ProductRow,
    )
    from store.models.people import (
        AccountDomainRow,
        AccountRow,
        ContactAddressRow,
        ContactPhoneRow,
        ContactRow,
        ErasureRow,
        ForgottenRow,
        UserRow,
    )
    from store.models.projects import (
        MarketingRow,
        ProjectPartyRow,
        ProjectRow,
        ProjectTaskRow,
        TemplateRow,
        TemplateTaskRow,
    )
    from store.models.stages import ActivityRow, ListValueRow, StageRow
    from store.models.stays import StayRow, StaySumRow
    from store.models.sums import DecidedSumRow, FilterSumRow, PipelineSumRow, SumChangeRow
    from store.models.web import (
        AnswerRow,
        PasskeyRow,
        PreferenceRow,
        SharedViewRow,
        TokenRow,
        WebInviteRow,
        WebSentRow,
        WebSessionRow,
    )
    from store.models.webhooks import DeliveryRow, WebhookRow


__all__ = [
    "AccountDomainRow",
    "AccountRow",
    "ActivityRow",
    "AnswerRow",
    "Base",
    "ChangeRow",
    "ContactAddressRow",
    "ContactPhoneRow",
    "ContactRow",
    "CopySumRow",
    "DaemonStateRow",
    "DecidedSumRow",
    "DeliveryRow",
    "DirectoryNameRow",
    "DraftRow",
    "ErasureRow",
    "ErrandRow",
    "FieldRow",
    "FieldValueRow",
    "FileContentRow",
    "FileCopyRow",
    "FilterSumRow",
    "FolderRow",
    "ForgottenRow",
    "ItemAccountRow",
    "ItemAttachmentRow",
    "ItemCallRow",
    "ItemContactRow",
    "ItemFileRow",
    "ItemRow",
    "ItemSketchRow",
    "ItemTaskRow",
    "ItemVersionRow",
    "JobRow",
    "KeptBackRow",
    "LimitRow",
    "LimitShareRow",
    "LineItemRow",
    "LinkRow",
    "ListValueRow",
    "MailboxRow",
    "MarkRow",
    "MarketingRow",
    "MergeRow",
    "MergedThingRow",
    "NamedMessageRow",
    "OpportunityActivityRow",
    "OpportunityCategoryRow",
    "OpportunityRow",
    "ParticipantRow",
    "PasskeyRow",
    "PipelineSumRow",
    "PointerRow",
    "PreferenceRow",
    "ProcessRow",
    "ProductRow",
    "ProjectPartyRow",
    "ProjectRow",
    "ProjectTaskRow",
    "QuarantineRow",
    "ReceiptRow",
    "SharedViewRow",
    "StageRow",
    "StampedRow",
    "StayRow",
    "StaySumRow",
    "SumChangeRow",
    "TaskRow",
    "TemplateRow",
    "TemplateTaskRow",
    "ToDecideRow",
    "TokenRow",
    "UnlinkedPersonRow",
    "UserRow",
    "VanishedRow",
    "WaitingRow",
    "WebInviteRow",
    "WebSentRow",
    "WebSessionRow",
    "WebhookRow",
]

# The keys of a file's tables refer to those of the files before it.
_FILES = (
    "stages",
    "people",
    "projects",
    "opportunities",
    "sums",
    "fields",
    "merging",
    "audit",
    "webhooks",
    "mailboxes",
    "limits",
    "history",
    "copies",
    "stays",
    "jobs",
    "web",
    "base",
)

__getattr__ = lazily(__name__, in_order=_FILES)
