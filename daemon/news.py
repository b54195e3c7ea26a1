"""Which folders a turn looks into: those that the server tells of, and all of them now and then.

What is told is a hint, remembered in memory alone: a process that starts looks everywhere, and so does a turn after
one that failed. Cursors say what is news.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from store.unit import Unit

if TYPE_CHECKING:  # `status` reads what is written down here, and asks no mailbox
    from connectors.mailbox import Folder, News
    from store.values import WatchedFolder

MOST_STRANGERS = 10_000  # folders of which it is remembered that nobody knows them


@dataclass(frozen=True, slots=True)
class Rest:
    """A turn found nothing to do: until when that stands, unless something changes in the database."""

    sign: str  # of the last change that was looked at
    until: datetime
    folders: tuple[Folder, ...]  # that are watched; none of them is being read from nothing

    def lasts(self, sign: str, now: datetime) -> bool:
        return self.sign == sign and now < self.until


@dataclass(slots=True)
class Attention:
    """What one process knows of one mailbox's news between turns; gone with the process, and after a failure."""

    is_everywhere: bool = True  # until every folder was looked into
    told: set[str] = field(default_factory=set)  # server ids of folders that were not looked into since
    unheard: frozenset[str] = frozenset()  # of those that are watched, where nothing is ever told of
    is_list_owed: bool = False  # there may be folders that are not known yet
    strangers: set[str] = field(default_factory=set)  # ids that no list has: they mean nothing
    rest: Rest | None = None  # what the last turn left behind that found nothing to do
    is_settled: bool = False  # it is known that the mailbox is on the server that it was on before
    written_down: tuple[str, str] | None = None  # how it is told, and why not otherwise

    def hear(self, news: News) -> None:
        self.is_everywhere = self.is_everywhere or news.is_everywhere
        self.is_list_owed = self.is_list_owed or news.are_folders_other
        self.told |= news.folder_ids - self.strangers
        self.unheard = news.unheard

    @property
    def is_drawn(self) -> bool:
        """Whether there is anywhere to look, as far as was told."""
        return self.is_everywhere or self.is_list_owed or bool(self.told)

    def is_wanted(self, folder: WatchedFolder) -> bool:
        """Also what is being read from nothing, which goes on whatever is told."""
        is_being_read = folder.cursor is None or folder.pass_started_at is not None
        return self.is_everywhere or is_being_read or folder.server_id in self.told

    def listed(self, known: Collection[str]) -> None:
        """The folders were just listed: what is told of and not among them is never a reason to do so again."""
        self.is_list_owed = False
        if len(self.strangers) < MOST_STRANGERS:
            self.strangers |= self.told
        self.strangers -= set(known)

    def looked(self, refused: Iterable[str]) -> None:
        """Every folder that was wanted has been looked into, but for those that were refused."""
        self.told, self.is_everywhere = set(refused), False


# --- what people are told of it ---------------------------------------------------------------------------------------


def write_down(unit: Unit, address: str, news: News, at: datetime) -> None:
    unit.state.put(
        _name(address), json.dumps({"heard": news.heard.value, "why": news.why[:500], "since": at.isoformat()})
    )


def written_down(unit: Unit, address: str) -> dict[str, str]:
    """How the service is told of the mailbox's news, since when, and why nobody tells; empty before it ever ran."""
    found: dict[str, str] = json.loads(unit.state.get(_name(address)) or "{}")
    return found


def _name(address: str) -> str:
    return f"news of {address}"


def in_words(heard: str, why: str) -> str:
    """The same in words."""
    from connectors.mailbox import Heard

    match heard:
        case Heard.AT_ONCE:
            return "the server tells of news at once"
        case Heard.WHEN_ASKED:
            return "the server tells of news in all folders when it is asked, in one request"
        case _:
            return f"every folder is looked into each time: {why}" if why else "every folder is looked into each time"
