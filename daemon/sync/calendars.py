"""One calendar, as far as its series go: the stretch of time that is looked at, and what is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from connectors.mailbox import COMPUTED, Appointment, Folder, Listed
from daemon.sync.computed_series import Computed, Planned
from store.values import OccurrenceCopy, WatchedFolder


@dataclass(slots=True)
class Calendar:
    """One calendar's window, and what is known of it."""

    folder: WatchedFolder
    where: Folder
    start: datetime
    end: datetime
    now: datetime
    masters: Mapping[str, str]  # server ids by identity
    known: Sequence[OccurrenceCopy]
    other_before: frozenset[str]  # series that had another rhythm
    refused: str = ""  # why the server gives no view of it, now and later
    view: list[Listed] = field(default_factory=list)
    found: set[str] = field(default_factory=set)  # series of which the server had what the view shows
    missed: set[str] = field(default_factory=set)  # of which it did not have some
    by_server_id: dict[str, OccurrenceCopy] = field(init=False)
    by_identity: dict[str, OccurrenceCopy] = field(init=False)
    lost: list[OccurrenceCopy] = field(default_factory=list)  # known, and not there any more
    deleted: dict[str, frozenset[str]] = field(default_factory=dict)  # identities told as deleted, by series
    computed: Computed = field(default_factory=Computed)  # what the server does not list
    whole: dict[str, Appointment] = field(default_factory=dict)  # masters that were read to make occurrences of
    ends: list[datetime] = field(default_factory=list)  # of what is going on now
    counted: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.by_server_id = {copy.server_id: copy for copy in self.known}
        self.by_identity = {copy.identity: copy for copy in self.known}

    @property
    def astray(self) -> frozenset[str]:
        """Series that the view shows, and the server has nothing of what it shows of them."""
        return frozenset(self.missed - self.found - self.computed.series)

    def id_of(self, planned: Planned) -> str:
        """The id that we give to an occurrence which the server does not list."""
        return f"{COMPUTED}{self.folder.id}:{planned.identity}"

    def held(self, series: str) -> int:
        """How many of the series' occurrences were known when it began."""
        return sum(copy.series == series for copy in self.known)
