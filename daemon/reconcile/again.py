"""What is in quarantine is read again: it may be understood by now, or is not there any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice
from typing import TypeVar

from connectors.mailbox import Appointment, AppointmentKind, Change, Unreadable, Upserted
from daemon.context import Cycle
from daemon.sync import store_read, where_is
from store.values import WatchedFolder

T = TypeVar("T")

AT_ONCE = 500  # items read or compared at a time

Look = Callable[[WatchedFolder], None]


class Stopped(Exception):
    """The daemon is to stop."""


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """`go_on` holds the mailbox for longer; `guarded` keeps one folder's trouble from the others."""

    cycle: Cycle
    go_on: Callable[[], None]
    guarded: Callable[[WatchedFolder, Look], None]
    is_dry: bool

    def all(self, folders: Mapping[int, WatchedFolder]) -> int:
        """All that is in quarantine; how many are understood now, or gone."""
        return self._these(folders, only_wanted=False)

    def wanted(self, folders: Mapping[int, WatchedFolder]) -> int:
        """What somebody asked for, and what another version of the program did not understand."""
        return self._these(folders, only_wanted=True)

    def _these(self, folders: Mapping[int, WatchedFolder], *, only_wanted: bool) -> int:
        mailbox_id, understood = self.cycle.due.id, list[int]()
        with self.cycle.context.store.read() as unit:
            held = unit.quarantine.held(mailbox_id, only_wanted=only_wanted)
        for folder_id, of_folder in groupby(held, key=lambda one: one[0]):
            ids = [server_id for _, server_id in of_folder]
            if folder := folders.get(folder_id):
                self.guarded(folder, partial(self._read, ids=ids, understood=understood))
        if not self.is_dry:
            with self.cycle.context.store.write() as unit:
                unit.quarantine.were_tried(mailbox_id)
        return sum(understood)

    def _read(self, folder: WatchedFolder, ids: Sequence[str], understood: list[int]) -> None:
        for batch in batches(ids, AT_ONCE):
            self.go_on()
            changes = self.cycle.mailbox.read(where_is(folder), batch)
            if self.is_dry:
                understood.append(sum(not isinstance(change, Unreadable) for change in changes))
                continue
            self._leave_to_series(folder, [one.item_id for one in map(_occurrence, changes) if one])
            store_read(self.cycle, folder, [change for change in changes if not _occurrence(change)])
            understood.append(len(batch) - len(quarantined_among(self.cycle, batch)))

    def _leave_to_series(self, folder: WatchedFolder, ids: Sequence[str]) -> None:
        """Occurrences are decided with their series: its next look at the calendar, in this turn still, reads them."""
        if ids:
            with self.cycle.context.store.write() as unit:
                unit.quarantine.readable(self.cycle.due.id, ids)
                unit.mailboxes.expand_at_once(folder.id)


def quarantined_among(cycle: Cycle, ids: Sequence[str]) -> set[str]:
    """Those of these ids that are in quarantine or passed over."""
    with cycle.context.store.read() as unit:
        return unit.quarantine.among(cycle.due.id, ids)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _occurrence(change: Change) -> Appointment | None:
    match change:
        case Upserted(Appointment(kind=AppointmentKind.OCCURRENCE | AppointmentKind.EXCEPTION) as occurrence):
            return occurrence
        case _:
            return None
