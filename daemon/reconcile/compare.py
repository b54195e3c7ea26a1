"""Proof that nothing was missed: what the server holds, item by item, against the store; what differs is repaired.

Three looks at a mailbox: what was in quarantine is read again; what the server lists is looked for in the store; what
the store believes to be there and was not listed is asked for by its id. Whatever seems to differ is looked at twice,
the second time after the folder's news: what only came meanwhile is no gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import TypeVar

import structlog

from connectors.errors import AccessRefused, CursorExpired, FolderGone, Refused, Unreachable
from connectors.mailbox import (
    Appointment,
    Change,
    Deleted,
    Email,
    FolderKind,
    Listed,
    Upserted,
    is_computed,
)
from daemon.context import Cycle
from daemon.link import facts_of
from daemon.reconcile.again import AT_ONCE, ReadAgain, Stopped, batches, quarantined_among
from daemon.reconcile.gaps import NO_GAP, Seen, come_back, difference, is_as_listed
from daemon.reconcile.night import last_night
from daemon.sync import arrival_of, pull, store_read, watched_folders, where_is
from store.values import HeldCopy, Reconciled, WatchedFolder

log = structlog.get_logger()

T = TypeVar("T")


def look_closer(cycle: Cycle) -> None:
    """Reconcile once a night, and when a person asked for it; else read again what is wanted of the quarantine."""
    due, context = cycle.due, cycle.context
    is_asked = due.reconcile_in_full is not None
    is_night = context.reconcile_at is not None and (
        due.reconciled_at is None
        or due.reconciled_at < last_night(cycle.now, context.reconcile_at, context.zone, due.id)
    )
    if is_asked or is_night:
        reconcile(cycle, is_full=bool(due.reconcile_in_full))
    elif due.has_wanted:
        read_wanted(cycle)


def read_wanted(cycle: Cycle) -> None:
    """Read again what is wanted of the mailbox's quarantine: it may be understood by now, or be gone."""
    look = _Comparison(cycle, None, is_full=False, is_dry=False)
    cycle.has_reread = True
    try:
        again = ReadAgain(cycle, look.go_on, look.guarded, is_dry=False)
        understood = again.wanted({folder.id: folder for folder in watched_folders(cycle)})
    except Stopped:
        return
    log.info("quarantine read again", understood=understood)
    for problem in look.problems:
        log.warning("not all could be read again", reason=problem)


def reconcile(cycle: Cycle, *, is_full: bool = False, is_dry: bool = False) -> None:
    """Compare the mailbox with the server and repair what differs; what was found is the cycle's `reconciled`.

    Of the time of the backfill; in full, whatever its age. A dry run repairs nothing, writes nothing and needs no
    lease. Cut short between two pages when the daemon is to stop: then nothing is remembered, and it is done again. One
    folder's trouble is told in what was found; raises a MailboxError that concerns the whole mailbox.
    """
    look = _Comparison(cycle, None if is_full else cycle.now - cycle.context.backfill, is_full, is_dry)
    try:
        found = look.whole()
    except Stopped:
        log.info("reconciling cut short: it is done again", **look.counted)
        return
    cycle.reconciled = found
    if is_dry:
        return
    with cycle.context.store.write() as unit:
        unit.mailboxes.reconciled(cycle.due.id, found, at=cycle.now)
    cycle.due = replace(cycle.due, reconciled_at=cycle.now, reconcile_in_full=None)
    tell = log.warning if found.missed or found.problems else log.info
    tell("mailbox reconciled", gaps=found.gaps, quarantined=found.quarantined, **look.counted)
    for problem in found.problems:
        log.warning("not all could be reconciled", reason=problem)


@dataclass(slots=True)
class _Comparison:
    cycle: Cycle
    since: datetime | None
    is_full: bool
    is_dry: bool
    counted: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)  # copies that the server listed
    listed: dict[int, WatchedFolder] = field(default_factory=dict)  # folders that were listed to their end, by id
    is_unreachable: bool = False  # the last folder was

    def whole(self) -> Reconciled:
        folders = {folder.id: folder for folder in watched_folders(self.cycle)}
        again = ReadAgain(self.cycle, self.go_on, self.guarded, is_dry=self.is_dry)
        self.counted["understood"] += again.all(folders)
        for folder in folders.values():
            self.guarded(folder, self._compare_tasks if folder.kind == FolderKind.TASKS else self._compare)
        self._look_for_unlisted()
        with self.cycle.context.store.read() as unit:
            quarantined = len(unit.quarantine.held(self.cycle.due.id))
        if self.is_dry:
            quarantined -= self.counted["understood"]
        return Reconciled(**self.counted, quarantined=quarantined, problems=tuple(self.problems))

    # --- the three looks ----------------------------------------------------------------------------------------------

    def _compare(self, folder: WatchedFolder) -> None:
        """What the server lists is in the store, here and as it stands there."""
        count = 0
        for batch in batches(self.cycle.mailbox.listed(where_is(folder), self.since), AT_ONCE):
            self.go_on()
            count += len(batch)
            if doubtful := self._doubtful(folder, batch):
                told = self._news(folder)
                doubtful = self._doubtful(folder, [one for one in doubtful if one.item_id not in told])
            if doubtful:
                self._repair(folder, [one.item_id for one in doubtful])
        self.counted["compared"] += count
        if count or not self._is_doubted(folder):
            self.listed[folder.id] = folder

    def _compare_tasks(self, folder: WatchedFolder) -> None:
        """The tasks that are followed are there as they were last seen; all others are their users' own."""
        followed, listed = self._followed(), dict[str, str]()
        for batch in batches(self.cycle.mailbox.listed(where_is(folder)), AT_ONCE):
            self.go_on()
            listed |= {one.item_id: one.change_key for one in batch if one.item_id in followed}
        self.counted["compared"] += len(followed)
        if all(listed.get(id) == key for id, key in followed.items()):
            return
        told, followed = self._news(folder), self._followed()
        doubtful = [id for id, key in followed.items() if id not in told and listed.get(id) != key]
        kept: list[Change] = []
        for change in self.cycle.mailbox.read(where_is(folder), doubtful):
            if isinstance(change, Deleted):
                self.counted["gone"] += 1
                kept.append(change)
            elif isinstance(change, Upserted) and change.item.change_key != followed[change.item.item_id]:
                self.counted["changed"] += 1
                kept.append(change)
        if kept and not self.is_dry:
            store_read(self.cycle, folder, kept)

    def _look_for_unlisted(self) -> None:
        """What the store believes to be there is. Asked for one by one: a list may leave out what moves meanwhile."""
        after = ""
        while copies := self._present(after):
            self.go_on()
            after = copies[-1].server_id
            absent = [
                copy
                for copy in copies
                if copy.id not in self.seen and copy.folder_id in self.listed and not copy.is_occurrence
            ]
            absent.sort(key=lambda copy: copy.folder_id)
            for folder_id, of_folder in groupby(absent, key=lambda copy: copy.folder_id):
                ids = [copy.server_id for copy in of_folder]
                self.guarded(self.listed[folder_id], partial(self._ask_for, ids=ids))

    def _ask_for(self, folder: WatchedFolder, ids: Sequence[str]) -> None:
        told = self._news(folder)
        held = self._held(ids)
        still = [id for id in ids if id not in told and id in held and not held[id].is_gone]
        if still:
            self._repair(folder, still)

    # --- comparing ----------------------------------------------------------------------------------------------------

    def _doubtful(self, folder: WatchedFolder, listed: Sequence[Listed]) -> list[Listed]:
        """Those that are not in the store as they are listed. What is in quarantine was looked at before."""
        ids = [one.item_id for one in listed]
        held, quarantined = self._held(ids), quarantined_among(self.cycle, ids)
        found = []
        for one in listed:
            copy = held.get(one.item_id)
            if copy is not None and not copy.is_gone:
                self.seen.add(copy.id)
            if one.item_id not in quarantined and not is_as_listed(copy, one, folder):
                found.append(one)
        return found

    def _repair(self, folder: WatchedFolder, ids: Sequence[str]) -> None:
        """Read these, count in what they differ from the store, and store them as a page of the folder is stored."""
        cycle = self.cycle
        changes = cycle.mailbox.read(where_is(folder), ids)
        held = self._held(ids, to_compare=True)
        missing = [
            change.item
            for change in changes
            if isinstance(change, Upserted)
            and isinstance(change.item, Email | Appointment)
            and ((copy := held.get(change.item.item_id)) is None or copy.is_gone)
        ]
        back = self._come_back(folder, missing)
        counts: Counter[str] = Counter()
        kept: list[Change] = [Deleted(id) for id in back.values() if id]
        for change in changes:
            copy = held.get(change.item.item_id if isinstance(change, Upserted) else change.item_id)
            if what := difference(change, copy, folder, back, cycle.context.policy.prefix):
                counts[what] += 1
                kept.append(change)
        if kept and not self.is_dry:
            store_read(cycle, folder, kept)
        counts.pop(NO_GAP, None)
        self.counted += counts
        if counts:
            what = "differences found" if self.is_dry else "differences repaired"
            log.warning(what, folder=folder.path, **counts)

    def _come_back(self, folder: WatchedFolder, items: Sequence[Email | Appointment]) -> dict[str, str]:
        """Which of these the store knows by another id that the server has nothing under: new id → old one."""
        if not items:
            return {}
        cycle = self.cycle
        arrivals = [arrival_of(item.item_id, facts_of(item, cycle.context.policy.prefix)) for item in items]
        with cycle.context.store.read() as unit:
            known = unit.history.known(cycle.due.id, arrivals)
        own = [[p for p in one.pointers if p.mailbox_id == cycle.due.id] if one else [] for one in known.items]
        reading = {item.item_id for item in items}
        doubtful = {p.server_id for copies in own for p in copies if not p.is_gone and p.id not in self.seen} - reading
        doubtful = {one for one in doubtful if not is_computed(one)}
        asked = cycle.mailbox.read(where_is(folder), sorted(doubtful)) if doubtful else ()
        stale = {change.item_id for change in asked if isinstance(change, Deleted)}
        return come_back(items, own, stale, self.seen)

    def _is_doubted(self, folder: WatchedFolder) -> bool:
        """A folder that is suddenly empty is a reason to say so, and not to take everything in it for gone."""
        if self.is_full:  # whoever asks for that has seen what is said of it
            return False
        with self.cycle.context.store.read() as unit:
            count = unit.comparing.count_present(self.cycle.due.id, folder.id, self.since)
        is_doubted = count > self.cycle.context.at_once.most
        if is_doubted:
            what = f"the server lists nothing in it, and {count} items were there: nothing was marked gone"
            self.problems.append(f"{folder.path}: {what}; if it was emptied on purpose, reconcile with --full")
        return is_doubted

    # --- what both sides say ------------------------------------------------------------------------------------------

    def _news(self, folder: WatchedFolder) -> frozenset[str]:
        """Let the folder's own news come in first. A dry run leaves it where it is: ids that it tells of."""
        now = next((one for one in watched_folders(self.cycle) if one.id == folder.id), None)
        if now is None:
            raise FolderGone(self.cycle.due.address, f"{folder.path} is not there any more")
        if not self.is_dry:
            pull(self.cycle, now)
            self.go_on()
            return frozenset()
        told: set[str] = set()
        cursor, is_last = now.cursor, False
        if cursor is None:
            raise _NotRead(self.cycle.due.address, "it was not read yet")
        while not is_last:
            self.go_on()
            try:
                page = self.cycle.mailbox.changes(where_is(now), cursor)
            except CursorExpired:
                raise _NotRead(self.cycle.due.address, "it is to be read again from the start") from None
            told |= {change.item.item_id if isinstance(change, Upserted) else change.item_id for change in page.changes}
            cursor, is_last = page.cursor, page.is_last
        return frozenset(told)

    def _followed(self) -> dict[str, str]:
        """The change keys of the open tasks that are followed, by the server's ids."""
        with self.cycle.context.store.read() as unit:
            return {
                task.server_id: task.change_key for task in unit.tasks.followed(self.cycle.due.id) if task.server_id
            }

    def _held(self, ids: Sequence[str], *, to_compare: bool = False) -> dict[str, HeldCopy]:
        with self.cycle.context.store.read() as unit:
            return unit.comparing.held(self.cycle.due.id, ids, to_compare=to_compare)

    def _present(self, after: str) -> list[HeldCopy]:
        with self.cycle.context.store.read() as unit:
            return unit.comparing.present(self.cycle.due.id, self.since, after=after, limit=AT_ONCE)

    # --- going on -----------------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Hold the mailbox for longer, or end here when the daemon is to stop."""
        context = self.cycle.context
        if context.stop.is_set():
            raise Stopped
        if not self.is_dry:
            with context.store.write() as unit:
                unit.mailboxes.renew(self.cycle.due, now=self.cycle.now, lease=context.lease)

    def guarded(self, folder: WatchedFolder, look: Callable[[WatchedFolder], None]) -> None:
        """One folder's trouble keeps nothing from the others; two in a row out of reach are the mailbox's."""
        try:
            look(folder)
        except FolderGone:
            log.info("folder gone: the next look at the folders says so", folder=folder.path)
        except (AccessRefused, Refused, Unreachable) as failure:
            if isinstance(failure, Unreachable) and self.is_unreachable:
                raise
            self.is_unreachable = isinstance(failure, Unreachable)
            self.problems.append(f"{folder.path}: {failure.reason}")
        else:
            self.is_unreachable = False


class _NotRead(Refused):
    """A folder of which a dry run cannot tell what is news and what was missed."""
