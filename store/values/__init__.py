"""What comes out of the store and goes into it: frozen values, no session behind them. Pure.

Addresses are normalised (`store.addresses.normalise`), times are aware UTC, an opportunity is known by its number.
"""

from store.values.audit import Change, Record
from store.values.bin import Binned, Emptying
from store.values.history import (
    Arrival,
    Entry,
    HistoryLine,
    ItemContent,
    ItemKind,
    KnownItem,
    Link,
    Mark,
    MarkKind,
    Outcome,
    Participant,
    Pointer,
    Receipt,
)
from store.values.linking import Candidates, KnownContact, OpenSpan
from store.values.mailboxes import (
    CopyTrace,
    DueMailbox,
    Errand,
    ErrandKind,
    Explanation,
    FollowedTask,
    MailboxStatus,
    ParkedErrand,
    QuarantinedItem,
    StampOwed,
    TaskState,
    WatchedFolder,
)
from store.values.opportunities import Brief, ListName, ListValue, Opportunity, Stage, StageKind
from store.values.people import DAEMON, Account, Actor, Contact, Role, User

__all__ = [
    "DAEMON",
    "Account",
    "Actor",
    "Arrival",
    "Binned",
    "Brief",
    "Candidates",
    "Change",
    "Contact",
    "CopyTrace",
    "DueMailbox",
    "Emptying",
    "Entry",
    "Errand",
    "ErrandKind",
    "Explanation",
    "FollowedTask",
    "HistoryLine",
    "ItemContent",
    "ItemKind",
    "KnownContact",
    "KnownItem",
    "Link",
    "ListName",
    "ListValue",
    "MailboxStatus",
    "Mark",
    "MarkKind",
    "OpenSpan",
    "Opportunity",
    "Outcome",
    "ParkedErrand",
    "Participant",
    "Pointer",
    "QuarantinedItem",
    "Receipt",
    "Record",
    "Role",
    "Stage",
    "StageKind",
    "StampOwed",
    "TaskState",
    "User",
    "WatchedFolder",
]
