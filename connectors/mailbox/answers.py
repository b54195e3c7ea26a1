"""What a mailbox tells: its folders, what happened in them, and what is where. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum

from connectors.mailbox.items import AppointmentKind, Item
from connectors.recurrence import Rule

# The first part of the paths in a mailbox's second mailbox, its archive: what Outlook calls it.
ARCHIVE = "Online Archive"


class FolderKind(StrEnum):
    MAIL = "mail"
    CALENDAR = "calendar"
    TASKS = "tasks"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that can be watched; `id` is stable for its life, `path` is for people and configuration.

    Names may hold slashes: what is below what is told by `parent_id` alone.
    """

    id: str
    path: str  # from the mailbox's root, "Inbox/Projects"
    kind: FolderKind
    wellknown: str | None = None  # Exchange's distinguished name in lower case: "inbox", "calendar", "junkemail" …
    parent_id: str | None = None  # of the nearest folder above that can be watched, too; None at the top


@dataclass(frozen=True, slots=True)
class Upserted:
    """The item is new or changed; this is how it stands now.

    `shown` is what it shows, where whoever read it was asked to work that out, too: of this very item, not of another
    that takes its place.
    """

    item: Item
    shown: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Deleted:
    """The item left this folder: deleted, or moved away."""

    item_id: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The item left this folder, and is in another one of the mailbox now; this is how it stands there."""

    item: Item
    folder_id: str

    @property
    def item_id(self) -> str:
        return self.item.item_id


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The item is there and cannot be understood; `reason` is a sentence without any of its content."""

    item_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """The item is there and is nothing that belongs into such a folder: a contact among mail; `what` names its kind."""

    item_id: str
    what: str


Change = Upserted | Deleted | Elsewhere | Unreadable | PassedOver


@dataclass(frozen=True, slots=True)
class Page:
    """Changes of one folder, newest first, with the cursor that continues after them.

    `created` are the ids of what the server calls new to the folder, where it tells that apart from changes. `echoes`
    are those of items of which nothing changed but what `stamp` wrote: they were not read, and are not among the
    changes. `ends_news`: nothing else is new in the folder, as far as is known, though there are more pages.
    """

    changes: tuple[Change, ...]
    cursor: str
    is_last: bool
    created: frozenset[str] = frozenset()
    echoes: tuple[str, ...] = ()
    ends_news: bool = False


class Heard(StrEnum):
    """How it is known where something happened in a mailbox."""

    BY_LOOKING = "by looking"  # into every folder: nobody tells
    WHEN_ASKED = "when asked"  # the server tells, in one request
    AT_ONCE = "at once"  # the server tells without being asked


@dataclass(frozen=True, slots=True)
class News:
    """Where something may have happened in a mailbox since this was asked last: a hint, cursors tell what.

    Nobody has to know all folders that are named, and of one that is not named something may be told later.
    """

    heard: Heard
    folder_ids: frozenset[str] = frozenset()
    is_everywhere: bool = False  # nothing is known: every folder is to be looked at
    are_folders_other: bool = False  # some came, went or were moved
    unheard: frozenset[str] = frozenset()  # of the folders asked about, those of which nothing is ever told
    why: str = ""  # where nobody tells: the reason, for people


@dataclass(frozen=True, slots=True)
class Listed:
    """An item as a listing names it, without being read."""

    item_id: str
    change_key: str
    identity: str  # Internet Message-ID or UID as given; "" where there is none
    at: datetime | None  # received (e-mails), start (appointments)
    kind: AppointmentKind | None = None  # of appointments; None where the server does not tell


@dataclass(frozen=True, slots=True)
class Modified:
    """An occurrence that is not as its series planned it; its id is "" where the server does not tell."""

    item_id: str
    change_key: str
    original_start: datetime
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Series:
    """What the master of a series says of its occurrences, as far as its server tells."""

    item_id: str
    change_key: str
    start: datetime | None  # of the first
    end: datetime | None
    rule: Rule | None = None  # None where it is not told, or cannot be understood
    zone: tzinfo | None = None  # in which its occurrences keep their time; None where nobody knows
    modified: tuple[Modified, ...] = ()
    deleted: frozenset[datetime] = frozenset()  # original starts


@dataclass(frozen=True, slots=True)
class Stamped:
    """The item as it stands after the stamp, all its categories included.

    `kept_back` says in words for people why nothing was written to it, where a write might have sent mail to somebody:
    it is as it was, and stays so until the configuration or the item is another.
    """

    item_id: str
    change_key: str
    categories: tuple[str, ...]
    over: str = field(default="", compare=False)  # the version that was there before; "" where nobody can tell
    kept_back: str = field(default="", compare=False)

    def known(self, read: str) -> str:
        """Up to which version the item is known to whoever had read this one: what else was changed is still news."""
        return self.change_key if self.over in ("", read) else read


@dataclass(frozen=True, slots=True)
class Access:
    """What `check` found out about one mailbox: what works, in words a person can act on."""

    server: str  # product and version as the server names itself
    display_name: str = ""
    time_zone: str = ""
    warnings: tuple[str, ...] = field(default=())
