"""What comes out of the store and goes into it: frozen values, no session behind them. Pure.

Addresses are normalised (`store.addresses.normalise`), times are aware UTC, an opportunity is known by its number.
A file of them is loaded when one of its values is first asked for: a class of such values takes a while to make.
"""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from store.values.agenda import Agenda, Due, DueKind
    from store.values.audit import Change, Record
    from store.values.bin import Binned, Emptying
    from store.values.bulk import Assign, BulkAct, BulkLine, BulkReport, Categorise, Close, MoveTo
    from store.values.copies import (
        GOING,
        Arrival,
        Entry,
        HeldCopy,
        HeldItem,
        KnownItem,
        Mark,
        MarkKind,
        OccurrenceCopy,
        Pointer,
        Redecided,
        StoredItem,
    )
    from store.values.drafts import Draft, DraftKind
    from store.values.fields import Comparison, Field, FieldKind, FieldValue
    from store.values.finding import RecordHit
    from store.values.history import (
        CallDetails,
        FileDetails,
        HistoryItem,
        HistoryLine,
        HistoryOf,
        Hit,
        ItemVersion,
        TaskDetails,
        TaskStatus,
    )
    from store.values.items import Attachment, ItemContent, ItemKind, Link, Outcome, Participant, Receipt, Sketch
    from store.values.linking import Candidates, KnownContact, KnownPage, Member, OpenSpan
    from store.values.losses import AT_ONCE_GONE, AtOnceGone, FrozenLoss, VanishedState
    from store.values.mailboxes import (
        CopyTrace,
        DueMailbox,
        Errand,
        ErrandKind,
        Explanation,
        KnownFolder,
        MailboxStatus,
        ParkedErrand,
        Process,
        QuarantinedItem,
        Reconciled,
        StampOwed,
        WatchedFolder,
    )
    from store.values.merging import Merging, Unmerging
    from store.values.named import NEW, QUESTION, UNCLEAR, loose_in, loosely, numbers_named_in
    from store.values.opportunities import (
        Activity,
        ActivityNote,
        ActivityState,
        Brief,
        ListName,
        ListValue,
        Opportunity,
        Stage,
        StageKind,
    )
    from store.values.people import DAEMON, Account, Actor, Contact, Role, User
    from store.values.products import LineItem, Product
    from store.values.projects import (
        MarketingActivity,
        Project,
        ProjectParty,
        ProjectTask,
        Template,
        TemplateTask,
        Track,
    )
    from store.values.reviewing import Named, ReviewEntry
    from store.values.selection import (
        Amounts,
        Days,
        Ids,
        MonthSum,
        OpportunityFilter,
        PersonSum,
        SortBy,
        StageSum,
        State,
        Sum,
    )
    from store.values.tasks import FollowedTask, TaskAbout, TaskState, TaskVanished, TaskWanted
    from store.values.web import Session

__all__ = [
    "AT_ONCE_GONE",
    "DAEMON",
    "GOING",
    "NEW",
    "QUESTION",
    "UNCLEAR",
    "Account",
    "Activity",
    "ActivityNote",
    "ActivityState",
    "Actor",
    "Agenda",
    "Amounts",
    "Arrival",
    "Assign",
    "AtOnceGone",
    "Attachment",
    "Binned",
    "Brief",
    "BulkAct",
    "BulkLine",
    "BulkReport",
    "CallDetails",
    "Candidates",
    "Categorise",
    "Change",
    "Close",
    "Comparison",
    "Contact",
    "CopyTrace",
    "Days",
    "Draft",
    "DraftKind",
    "Due",
    "DueKind",
    "DueMailbox",
    "Emptying",
    "Entry",
    "Errand",
    "ErrandKind",
    "Explanation",
    "Field",
    "FieldKind",
    "FieldValue",
    "FileDetails",
    "FollowedTask",
    "FrozenLoss",
    "HeldCopy",
    "HeldItem",
    "HistoryItem",
    "HistoryLine",
    "HistoryOf",
    "Hit",
    "Ids",
    "ItemContent",
    "ItemKind",
    "ItemVersion",
    "KnownContact",
    "KnownFolder",
    "KnownItem",
    "KnownPage",
    "LineItem",
    "Link",
    "ListName",
    "ListValue",
    "MailboxStatus",
    "Mark",
    "MarkKind",
    "MarketingActivity",
    "Member",
    "Merging",
    "MonthSum",
    "MoveTo",
    "Named",
    "OccurrenceCopy",
    "OpenSpan",
    "Opportunity",
    "OpportunityFilter",
    "Outcome",
    "ParkedErrand",
    "Participant",
    "PersonSum",
    "Pointer",
    "Process",
    "Product",
    "Project",
    "ProjectParty",
    "ProjectTask",
    "QuarantinedItem",
    "Receipt",
    "Reconciled",
    "Record",
    "RecordHit",
    "Redecided",
    "ReviewEntry",
    "Role",
    "Session",
    "Sketch",
    "SortBy",
    "Stage",
    "StageKind",
    "StageSum",
    "StampOwed",
    "State",
    "StoredItem",
    "Sum",
    "TaskAbout",
    "TaskDetails",
    "TaskState",
    "TaskStatus",
    "TaskVanished",
    "TaskWanted",
    "Template",
    "TemplateTask",
    "Track",
    "Unmerging",
    "User",
    "VanishedState",
    "WatchedFolder",
    "loose_in",
    "loosely",
    "numbers_named_in",
]

__getattr__ = lazily(__name__)
