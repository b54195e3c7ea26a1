"""A mailbox as the daemon sees it: values, and the protocol that every connector answers to. Pure.

Addresses, subjects and names are handed over as the server gives them (control characters that XML or a database
cannot hold are removed); comparing them is the store's and the rules' business. All times are aware, in UTC.
"""

from connectors.mailbox.answers import (
    ARCHIVE,
    Access,
    Change,
    Deleted,
    Folder,
    FolderKind,
    Heard,
    Listed,
    Modified,
    News,
    Page,
    PassedOver,
    Series,
    Stamped,
    Unreadable,
    Upserted,
)
from connectors.mailbox.items import (
    COMPUTED,
    HEADERS,
    LONGEST_HEADER,
    Appointment,
    AppointmentKind,
    Attachment,
    Email,
    Item,
    Person,
    Sensitivity,
    Task,
    is_computed,
)
from connectors.mailbox.orders import CategoryEdit, DraftContent, DraftKind, Stamp, TaskChange, TaskContent, TaskEdit
from connectors.mailbox.protocol import Mailbox

__all__ = [
    "ARCHIVE",
    "COMPUTED",
    "HEADERS",
    "LONGEST_HEADER",
    "Access",
    "Appointment",
    "AppointmentKind",
    "Attachment",
    "CategoryEdit",
    "Change",
    "Deleted",
    "DraftContent",
    "DraftKind",
    "Email",
    "Folder",
    "FolderKind",
    "Heard",
    "Item",
    "Listed",
    "Mailbox",
    "Modified",
    "News",
    "Page",
    "PassedOver",
    "Person",
    "Sensitivity",
    "Series",
    "Stamp",
    "Stamped",
    "Task",
    "TaskChange",
    "TaskContent",
    "TaskEdit",
    "Unreadable",
    "Upserted",
    "is_computed",
]
