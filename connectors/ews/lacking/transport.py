"""Headers of mail on servers that do not give them by name: out of the block in which the message arrived.

By name a server gives what it keeps apart: a real Exchange a header that somebody had asked for before, and never
`Keywords`, whose words become categories; others keep none. All of them together stand in one property, which is half a
message: it is asked for where a category may be its sender's, and for every mail where nothing comes by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.errors import MailboxError
from connectors.ews import request
from connectors.ews.reading import elements
from connectors.ews.reading.items import fetch
from connectors.ews.wire.connection import Connection
from connectors.mailbox import Change, Email, FolderKind, Upserted

SUSPECT = 5  # mails without any header, after which a server is looked at
SAMPLE = 20  # mails of which none had one in any way, after which it is believed to keep none
_MOST_SERVERS = 100


@dataclass(slots=True)
class Habit:
    """What was found out of a server, until the process ends; threads that learn it at once learn the same."""

    by_name: bool = False  # it gave a mail's From, which all mail has: it gives all by name
    in_block: bool = False
    bare: int = 0  # mails without any header
    asked: int = 0  # blocks that were asked for in vain
    given: dict[FolderKind, set[str]] = field(
        default_factory=dict
    )  # of what others never give, what it gave of any item
    refused: set[tuple[str, ...]] = field(default_factory=set)  # properties that it refuses to give
    shows_writers: bool = False  # it gave some mail's From or Sender
    tried: set[FolderKind] = field(default_factory=set)  # kinds of items of which each property was asked for alone

    @property
    def is_block_wanted(self) -> bool:
        """Whether the block is to be asked for with each mail, in place of the names."""
        return self.in_block and not self.by_name and self.bare >= SUSPECT

    @property
    def gives_none(self) -> bool:
        return not (self.by_name or self.in_block) and self.asked >= SAMPLE


_HABITS: dict[str, Habit] = {}


def habit_of(connection: Connection) -> Habit:
    if len(_HABITS) > _MOST_SERVERS:
        _HABITS.clear()
    return _HABITS.setdefault(connection.server.endpoint, Habit())


def with_headers(connection: Connection, changes: Sequence[Change]) -> Sequence[Change]:
    """The changes of which the headers were asked for by name, where it matters with those that are in the block."""
    habit = habit_of(connection)
    mails = [one.item for one in changes if isinstance(one, Upserted) and isinstance(one.item, Email)]
    if habit.by_name or habit.gives_none or not mails:
        return changes
    if any("from" in mail.headers for mail in mails):
        habit.by_name = True
        return changes
    arrived = [mail for mail in mails if not mail.is_draft]
    bare = [mail.item_id for mail in arrived if not mail.headers]
    habit.bare += len(bare)
    if habit.bare >= SUSPECT:
        blocks = _look(connection, habit, bare[:SAMPLE]) if not habit.in_block else {}
        if habit.in_block:
            blocks |= read_blocks(connection, [id for id in bare if id not in blocks])
    else:
        blocks = _look(connection, habit, [mail.item_id for mail in arrived if mail.categories])
    return [_with_block(one, blocks) for one in changes] if blocks else changes


def _look(connection: Connection, habit: Habit, item_ids: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """The blocks of these; what that says of the server is remembered."""
    blocks = read_blocks(connection, item_ids)
    habit.in_block = habit.in_block or bool(blocks)
    habit.asked += 0 if blocks else len(item_ids)
    return blocks


def read_blocks(connection: Connection, item_ids: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """Of these mails, the headers of those that have any."""
    found: dict[str, Mapping[str, str]] = {}
    for item_id, element in fetch(connection, item_ids, [request.transport_headers()]):
        if not isinstance(element, MailboxError) and (headers := elements.transport_headers(element)):
            found[item_id] = headers
    return found


def _with_block(change: Change, blocks: Mapping[str, Mapping[str, str]]) -> Change:
    if not isinstance(change, Upserted) or not isinstance(change.item, Email) or change.item.item_id not in blocks:
        return change
    mail = change.item
    return Upserted(replace(mail, headers=blocks[mail.item_id], untold=mail.untold - {"headers"}))
