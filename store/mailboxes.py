"""Mailboxes: whose turn it is, who works on them, how far each folder has been read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, Update, and_, bindparam, delete, func, insert, select, update

from store import claiming, woken
from store.errors import Invalid, LeaseLost, NotFound
from store.models import ErrandRow, FolderRow, MailboxRow, PointerRow, UserRow
from store.repository import Repository, chunks
from store.state import State
from store.status import kept_back, status
from store.turns import alone
from store.values import EVERY_MAILBOX, DueMailbox, KnownFolder, MailboxStatus, Reconciled, Share, WatchedFolder

if TYPE_CHECKING:
    from store.history.mail import History

FolderFound = tuple[str, str, str, str | None, bool]  # server id, path, kind, wellknown name, is it watched


class Mailboxes(Repository):
    def register(self, mailboxes: Mapping[str, bool]) -> None:
        """Make these the active ones (address → is it shared); others keep their history and are not visited.

        Leaves the sign of a change itself, where it is one: a service that starts says the same as before.
        """
        rows = self._db.execute(select(MailboxRow.address, MailboxRow.is_shared, MailboxRow.is_active)).all()
        known = {address: (is_shared, is_active) for address, is_shared, is_active in rows}
        wanted = {address: (is_shared, True) for address, is_shared in mailboxes.items()}
        for address, is_shared in mailboxes.items():
            if address not in known:
                self._db.execute(insert(MailboxRow).values(**_new(address, is_shared, self._clock())))
            elif known[address] != (is_shared, True):
                self._update(MailboxRow.address == address, is_shared=is_shared, is_active=True, is_forgotten=False)
        for address, (_, is_active) in known.items():
            if is_active and address not in mailboxes:
                self._update(MailboxRow.address == address, is_active=False)
        if {address: how for address, how in known.items() if how[1]} == wanted:
            return
        self._beside(State).leave_sign()
        if rows:
            from store.history.questions import Questions  # most who work with mailboxes ask nobody

            self._beside(Questions).owe_all()

    def forget(self, address: str) -> None:
        """Be done with a mailbox that left the configuration: nothing is owed to it, and no list names it any more.

        Its items stay in the history, as those of a mailbox that is gone. Should it be configured again, it is read
        from the start, into the same items. Raises NotFound, and Invalid for one that is in use.
        """
        columns = (MailboxRow.id, MailboxRow.is_active, MailboxRow.lease_owner, MailboxRow.address)
        known = self._db.execute(select(*columns).where(MailboxRow.is_forgotten.is_(False))).all()
        found = next((row for row in known if row.address == address), None)
        if found is None:
            raise NotFound("mailbox", address, [row.address for row in known if not row.is_active][:5])
        if found.is_active or found.lease_owner:
            raise Invalid(
                f"mailbox {address}",
                "is in the configuration" if found.is_active else "is being worked on",
                "take it out, and restart the service" if found.is_active else "stop the service, or wait",
            )
        self.save_folders(found.id, (), at=None)
        self._db.execute(delete(ErrandRow).where(ErrandRow.mailbox_id == found.id))
        self._update(MailboxRow.id == found.id, is_forgotten=True, offered={}, folders_listed_at=None, failures=0)

    # --- turns and leases ---------------------------------------------------------------------------------------------

    def claim(
        self,
        *,
        owner: str,
        lease: timedelta,
        every: timedelta,
        now: datetime,
        address: str | None = None,
        only_due: bool = True,
        share: Share = EVERY_MAILBOX,
    ) -> DueMailbox | None:
        """Lease the most overdue mailbox of the share that nobody else works on, or the named one; None when there is
        none.

        Its next turn is due after `every`. One written row is all that a turn without news costs. A lease of the same
        owner counts as free: an owner knows by itself what it is working on. Right whoever writes beside it.
        """
        values: dict[str, Any] = {"owner": owner, "until": now + lease, "next": now + every, "now": now}
        values |= {} if address is None else {"named": address}
        row = self._db.execute(*claiming.claim(share, values, only_due=only_due)).first()
        return DueMailbox(owner=owner, **row._mapping) if row is not None else None

    def look_at(self, address: str) -> DueMailbox | None:
        """The mailbox for whoever only reads: leased to nobody by this. None when it was never registered."""
        row = self._db.execute(select(*claiming.OF_A_TURN).where(MailboxRow.address == address)).first()
        return DueMailbox(owner="", **row._mapping) if row is not None else None

    def users(self) -> dict[int, int]:
        """Whose each mailbox is: the active user whose e-mail is its address."""
        return dict(self._db.execute(_owned()).all())

    def renew(self, due: DueMailbox, *, now: datetime, lease: timedelta) -> None:
        """Hold the mailbox for longer; raises LeaseLost when this owner does not hold it any more."""
        held = {"b_id": due.id, "b_owner": due.owner, "b_until": now + lease}
        if not self._db.execute(_renewing(), held).rowcount:
            other = self._db.scalar(select(MailboxRow.lease_owner).where(MailboxRow.id == due.id))
            by = f"by {other}" if other else "and given back by somebody else"
            raise LeaseLost(due.address, f"was taken over {by}", "this turn ends here and what it read is read again")

    def release(self, due: DueMailbox) -> None:
        """Give the lease back; when the next turn is due stays as it is."""
        self._update(_held(due), lease_owner=None, lease_until=None)

    def leave(self, due: DueMailbox) -> None:
        """Give the lease back before anything was done: the mailbox is due, as it was."""
        self._update(_held(due), lease_owner=None, lease_until=None, due_at=self._clock())

    def release_owner(self, owner: str, *, due_at: datetime | None = None) -> None:
        """Give back all leases of a process that ends, or that has died: then the mailboxes are due at `due_at`."""
        free: dict[str, Any] = {"lease_owner": None, "lease_until": None}
        self._update(MailboxRow.lease_owner == owner, **free, **({"due_at": due_at} if due_at else {}))

    def hold_all(
        self, *, owner: str, lease: timedelta, now: datetime, is_dead: Callable[[str], bool]
    ) -> dict[str, str]:
        """Lease every mailbox, active or not, or none: those that somebody else is at work on, each with who it is."""
        rows = self._db.execute(select(MailboxRow.address, MailboxRow.lease_owner, MailboxRow.lease_until)).all()
        held = {
            address: holder
            for address, holder, until in rows
            if holder and holder != owner and until and until > now and not is_dead(holder)
        }
        if not held:
            self._db.execute(update(MailboxRow).values(lease_owner=owner, lease_until=now + lease))
        return held

    def owners(self) -> set[str]:
        """Who holds a lease now."""
        held = select(MailboxRow.lease_owner).where(MailboxRow.lease_owner.is_not(None))
        return {owner for owner in self._db.scalars(held) if owner}

    def park(self, due: DueMailbox, *, reason: str, kind: str, until: datetime) -> None:
        """Remember the failure and try again at `until`; nothing when another owner has taken over."""
        self._update(
            _held(due),
            failures=MailboxRow.failures + 1,
            last_error=reason,
            last_error_kind=kind,
            due_at=until,
            lease_owner=None,
            lease_until=None,
        )

    def parked(self, now: datetime) -> dict[str, str]:
        """The active mailboxes whose next try is still to come, each with the kind of its last failure."""
        waiting = (MailboxRow.is_active, MailboxRow.failures > 0, MailboxRow.due_at > now)
        return dict(self._db.execute(select(MailboxRow.address, MailboxRow.last_error_kind).where(*waiting)).all())

    def try_again(self, address: str, now: datetime) -> None:
        """Make a parked mailbox due; what it failed of stays known until it works."""
        self._update(and_(MailboxRow.address == address, MailboxRow.failures > 0), due_at=now)

    def hurry(self, addresses: Collection[str], now: datetime) -> None:
        """Make these due now, but for those that wait after a failure."""
        woken.hurry(self._db, MailboxRow.address.in_(addresses), now)

    def recovered(self, due: DueMailbox) -> None:
        """Forget the failures of the past."""
        self._update(MailboxRow.id == due.id, failures=0, last_error="", last_error_kind="")

    def next_due(self, share: Share = EVERY_MAILBOX) -> datetime | None:
        """When the next turn of any active mailbox of the share is due."""
        due_at: datetime | None = self._db.scalar(*claiming.next_due(share))
        return due_at

    def due(self, now: datetime, *, limit: int, share: Share = EVERY_MAILBOX) -> list[str]:
        """Addresses of mailboxes of the share whose turn is due, whoever holds them; the most overdue first."""
        return list(self._db.scalars(*claiming.due(share, now, limit)))

    # --- folders and cursors ------------------------------------------------------------------------------------------

    def folders(self, mailbox_id: int, kind: str | None = None) -> list[WatchedFolder]:
        """The folders that are watched, by path; all, or those of one kind."""
        asked = {"mailbox": mailbox_id} | ({} if kind is None else {"kind": kind})
        return [WatchedFolder(*row) for row in self._db.execute(_watched(is_of_a_kind=kind is not None), asked)]

    def known(self, mailbox_id: int, server_ids: Collection[str]) -> set[str]:
        """Those of these folders that were there when they were listed last, watched or not."""
        here = (FolderRow.mailbox_id == mailbox_id, FolderRow.is_gone.is_(False))
        found: set[str] = set()
        for chunk in chunks(server_ids):
            found |= set(self._db.scalars(select(FolderRow.server_id).where(*here, FolderRow.server_id.in_(chunk))))
        return found

    def known_folders(self, mailbox_id: int) -> list[KnownFolder]:
        """All folders that were there when they were listed last, by path."""
        columns = [getattr(FolderRow, name) for name in KnownFolder.__slots__]
        there = select(*columns).where(FolderRow.mailbox_id == mailbox_id, FolderRow.is_gone.is_(False))
        return [KnownFolder(*row) for row in self._db.execute(there.order_by(FolderRow.path, FolderRow.id))]

    def move_folders(self, server_ids: Mapping[int, str], *, at: datetime) -> None:
        """These folders are known by other ids from now on, and read from nothing: what is not there is gone then."""
        for folder_id, server_id in server_ids.items():
            values = {"server_id": server_id, "cursor": None, "pass_started_at": at, "expand_after": None}
            self._db.execute(update(FolderRow).where(FolderRow.id == folder_id).values(**values))

    def unwatch(self, folder_ids: Collection[int]) -> None:
        """These folders cannot be looked into any more; what was seen in them counts as there."""
        for folder_id in folder_ids:
            self._db.execute(update(FolderRow).where(FolderRow.id == folder_id).values(is_watched=False))

    def save_folders(self, mailbox_id: int, folders: Sequence[FolderFound], *, at: datetime | None) -> None:
        """Remember the mailbox's folders; those that are still watched keep their cursor.

        `at` is when they were listed, for the next time to be due; None where that stays as it is.

        What is in a folder that is not watched any more, or missing, is out of sight: its copies are gone. Should the
        folder come back, it is read from the start.
        """
        columns = (FolderRow.id, FolderRow.server_id, FolderRow.path, FolderRow.kind, FolderRow.wellknown)
        statement = select(*columns, FolderRow.is_watched, FolderRow.is_gone).where(FolderRow.mailbox_id == mailbox_id)
        known = {row.server_id: row for row in self._db.execute(statement)}
        left: list[tuple[int, bool]] = []
        bin = next((path for _, path, _, wellknown, _ in folders if wellknown == "deleteditems"), "")
        for server_id, path, kind, wellknown, is_watched in folders:
            values = {"path": path, "kind": kind, "wellknown": wellknown, "is_watched": is_watched, "is_gone": False}
            old = known.pop(server_id, None)
            if old is None:
                self._db.execute(insert(FolderRow).values(mailbox_id=mailbox_id, server_id=server_id, **values))
            elif any(getattr(old, name) != value for name, value in values.items()):
                self._db.execute(update(FolderRow).where(FolderRow.id == old.id).values(**values))
                left += [(old.id, not _is_within(path, bin))] if old.is_watched and not is_watched else []
        for old in known.values():
            if not old.is_gone:
                gone = {"is_gone": True, "is_watched": False}
                self._db.execute(update(FolderRow).where(FolderRow.id == old.id).values(**gone))
                left += [(old.id, False)] if old.is_watched else []
        if left:
            alone(self._db)  # decisions of others may rest on copies that are out of sight from now on
        for folder_id, is_there in left:
            self._history.out_of_sight(mailbox_id, folder_id, is_there=is_there)
            self.start_pass(folder_id, None)
        if at is not None:
            self._update(MailboxRow.id == mailbox_id, folders_listed_at=at)

    def save_cursor(self, folder_id: int, cursor: str, *, is_complete: bool, at: datetime) -> None:
        """Go on after `cursor` next time; `is_complete` when the page was the last one, which ends a pass."""
        values = {"b_id": folder_id, "b_cursor": cursor} | ({"b_at": at} if is_complete else {})
        self._db.execute(_going_on(is_complete=is_complete), values)

    def expand_at_once(self, folder_id: int) -> None:
        """Something of the calendar's series changed: what they consist of is to be looked at again."""
        self._db.execute(update(FolderRow).where(FolderRow.id == folder_id).values(expand_after=None))

    def expand_later(self, folder_id: int, at: datetime) -> None:
        """It could not be done; what was done before stays known."""
        self._db.execute(update(FolderRow).where(FolderRow.id == folder_id).values(expand_after=at))

    def expanded(self, folder_id: int, *, at: datetime, again_after: datetime) -> None:
        """The calendar's occurrences are as it shows them at `at`."""
        values = {"expanded_at": at, "expand_after": again_after}
        self._db.execute(update(FolderRow).where(FolderRow.id == folder_id).values(**values))

    def start_pass(self, folder_id: int, at: datetime | None) -> None:
        """Read the folder from nothing again: what is not seen from `at` on, until the pass is complete, is gone.

        None where nothing of it is known to be there.
        """
        anew = update(FolderRow).where(FolderRow.id == folder_id)
        self._db.execute(anew.values(cursor=None, pass_started_at=at))

    def mark_pass(self, folder_id: int, at: datetime) -> None:
        """The folder is being read from nothing without our asking: go on after the cursor, until it is complete."""
        self._db.execute(update(FolderRow).where(FolderRow.id == folder_id).values(pass_started_at=at))

    def finish_pass(self, folder_id: int, started_at: datetime) -> int:
        """Mark the folder's copies that a complete pass did not show as gone; how many.

        Raises ValueError, and marks nothing, when it showed none of those that were there: that is a reason to doubt.
        Occurrences are in no pass: they go with their series.
        """
        mailbox_id = self._db.scalars(select(FolderRow.mailbox_id).where(FolderRow.id == folder_id)).one()
        in_folder = (PointerRow.mailbox_id == mailbox_id, PointerRow.folder_id == folder_id)
        count = select(func.count(), func.count().filter(PointerRow.seen_at < started_at))
        by_itself = (PointerRow.is_gone.is_(False), PointerRow.is_occurrence.is_(False))
        total, unseen = self._db.execute(count.where(*in_folder, *by_itself)).one()
        if unseen and unseen == total:
            raise ValueError("the folder is suddenly empty")
        return self._history.not_seen(mailbox_id, folder_id, since=started_at)

    # --- reconciling --------------------------------------------------------------------------------------------------

    def reconciled(self, mailbox_id: int, found: Reconciled, *, at: datetime) -> None:
        """Remember that the mailbox was compared with the server as a whole, and what came of it."""
        self._update(MailboxRow.id == mailbox_id, reconciled_at=at, reconciled=asdict(found), reconcile_in_full=None)

    def ask_to_reconcile(self, address: str, *, in_full: bool, now: datetime) -> None:
        """Let whoever works on the mailbox reconcile it at its next turn, which is due now."""
        self._update(MailboxRow.address == address, reconcile_in_full=in_full, due_at=now)

    # --- the rest -----------------------------------------------------------------------------------------------------

    def offered(self, mailbox_id: int, entries: Mapping[str, str]) -> None:
        """Remember what the mailbox's category list was seen to hold."""
        self._update(MailboxRow.id == mailbox_id, offered=dict(entries))

    def status(self) -> list[MailboxStatus]:
        """How each mailbox stands, by address, inactive ones included, forgotten ones left out."""
        return status(self._db)

    def count_kept_back(self) -> dict[int, dict[str, int]]:
        """How many copies get no category, by mailbox and by the reason."""
        return kept_back(self._db)

    @property
    def _history(self) -> History:
        from store.history.mail import History  # who only looks how mailboxes stand loads nothing of mail

        return self._beside(History)

    def _update(self, condition: ColumnElement[bool], **values: Any) -> int:
        return self._db.execute(update(MailboxRow).where(condition).values(**values)).rowcount


def _is_within(path: str, folder: str) -> bool:
    return bool(folder) and path.startswith(f"{folder}/")


# --- what every turn asks, written once: to build a statement costs as much as to run it ----------------------------


@cache
def _owned() -> Select[int, int]:
    owned = select(MailboxRow.id, UserRow.id).join(UserRow, UserRow.email == MailboxRow.address)
    return owned.where(UserRow.is_active)


@cache
def _renewing() -> Update:
    held = (MailboxRow.id == bindparam("b_id"), MailboxRow.lease_owner == bindparam("b_owner"))
    return update(MailboxRow).where(*held).values(lease_until=bindparam("b_until"))


@cache
def _going_on(*, is_complete: bool) -> Update:
    values: dict[str, Any] = {"cursor": bindparam("b_cursor")}
    values |= {"pass_started_at": None, "complete_at": bindparam("b_at")} if is_complete else {}
    return update(FolderRow).where(FolderRow.id == bindparam("b_id")).values(**values)


@cache
def _watched(*, is_of_a_kind: bool) -> Select[*tuple[Any, ...]]:
    columns = (
        FolderRow.id,
        FolderRow.server_id,
        FolderRow.path,
        FolderRow.kind,
        FolderRow.wellknown,
        FolderRow.cursor,
        FolderRow.pass_started_at,
        FolderRow.expanded_at,
        FolderRow.expand_after,
    )
    here = [FolderRow.mailbox_id == bindparam("mailbox"), FolderRow.is_watched]
    if is_of_a_kind:
        here.append(FolderRow.kind == bindparam("kind"))
    return select(*columns).where(*here).order_by(FolderRow.path, FolderRow.id)


def _held(due: DueMailbox) -> ColumnElement[bool]:
    return and_(MailboxRow.id == due.id, MailboxRow.lease_owner == due.owner)


def _new(address: str, is_shared: bool, now: datetime) -> dict[str, Any]:
    return {
        "address": address,
        "is_shared": is_shared,
        "is_active": True,
        "due_at": now,
        "failures": 0,
        "last_error": "",
        "last_error_kind": "",
        "offered": {},
        "is_forgotten": False,
    }
