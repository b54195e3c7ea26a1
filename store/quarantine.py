"""Quarantine: items that could not be understood, kept by their id so that none is lost in silence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, text, update

from store.among import one_of
from store.bulk import insert_rows
from store.models import FolderRow, MailboxRow, PointerRow, QuarantineRow
from store.repository import Repository, chunks
from store.values import QuarantinedItem

_ANY = select(QuarantineRow.mailbox_id).where(QuarantineRow.mailbox_id == bindparam("mailbox")).limit(1)
_READABLE = delete(QuarantineRow).where(
    QuarantineRow.mailbox_id == bindparam("mailbox"), one_of(QuarantineRow.server_id, "among")
)


IS_WANTED = text("quarantine.is_wanted")  # in words that the index of such is found by


class Quarantine(Repository):
    def add(
        self,
        mailbox_id: int,
        folder_id: int,
        server_id: str,
        reason: str,
        *,
        now: datetime,
        is_passed_over: bool = False,
        read_by: str = "",
    ) -> None:
        """The item is there and cannot be understood, or is no mail and passed over: then `reason` says what it is.

        A copy that was understood before counts as seen again. `read_by`: the version of the program that says so. What
        a person dismissed stays dismissed.
        """
        row = {
            "mailbox_id": mailbox_id,
            "server_id": server_id,
            "folder_id": folder_id,
            "reason": reason,
            "first_at": now,
            "last_at": now,
            "is_passed_over": is_passed_over,
            "read_by": read_by,
            "is_wanted": False,
        }
        again = ("folder_id", "reason", "last_at", "is_passed_over", "read_by", "is_wanted")
        insert_rows(self._db, QuarantineRow, [row], key=("mailbox_id", "server_id"), replaced=again)
        copy = (PointerRow.mailbox_id == mailbox_id, PointerRow.server_id == server_id)
        self._db.execute(update(PointerRow).where(*copy).values(seen_at=now))

    def readable(self, mailbox_id: int, server_ids: Collection[str]) -> None:
        """These are understood now, or are not there any more."""
        if self._db.scalar(_ANY, {"mailbox": mailbox_id}) is None:  # as nearly always
            return
        for chunk in chunks(server_ids):
            self._db.execute(_READABLE, {"mailbox": mailbox_id, "among": chunk})

    def not_seen(self, folder_id: int, *, since: datetime | None = None) -> None:
        """What was not seen in the folder since then is not there any more; without a time, all of it."""
        here = delete(QuarantineRow).where(QuarantineRow.folder_id == folder_id)
        self._db.execute(here if since is None else here.where(QuarantineRow.last_at < since))

    # --- reading again ------------------------------------------------------------------------------------------------

    def want(self, mailbox_id: int, server_ids: Collection[str]) -> None:
        """These are read again in the mailbox's next turn."""
        for chunk in chunks(server_ids):
            these = (QuarantineRow.mailbox_id == mailbox_id, QuarantineRow.server_id.in_(chunk))
            self._db.execute(update(QuarantineRow).where(*these).values(is_wanted=True))

    def want_after_upgrade(self, version: str) -> None:
        """What another version of the program did not understand is read again: this one may."""
        others = (QuarantineRow.read_by != version, QuarantineRow.is_passed_over.is_(False))
        if self._db.scalar(select(QuarantineRow.mailbox_id).where(*others).limit(1)) is not None:  # as rarely
            self._db.execute(update(QuarantineRow).where(*others).values(is_wanted=True))

    def were_tried(self, mailbox_id: int) -> None:
        """All that was wanted was tried; what could not be read just now waits for the next reconciling."""
        tried = update(QuarantineRow).where(IS_WANTED, QuarantineRow.mailbox_id == mailbox_id)
        self._db.execute(tried.values(is_wanted=False))

    def dismiss(self, mailbox_id: int, server_id: str, *, is_dismissed: bool) -> None:
        """A person says that it does not matter, or takes that back. It is still counted, and still read again."""
        this = (QuarantineRow.mailbox_id == mailbox_id, QuarantineRow.server_id == server_id)
        self._db.execute(update(QuarantineRow).where(*this).values(is_dismissed=is_dismissed))

    # --- what there is ------------------------------------------------------------------------------------------------

    def held(self, mailbox_id: int, *, only_wanted: bool = False) -> list[tuple[int, str]]:
        """Folder and server's id of each of the mailbox's that are not understood, folder by folder."""
        held = select(QuarantineRow.folder_id, QuarantineRow.server_id).where(
            QuarantineRow.mailbox_id == mailbox_id, QuarantineRow.is_passed_over.is_(False)
        )
        if only_wanted:
            held = held.where(IS_WANTED)
        rows = self._db.execute(held.order_by(QuarantineRow.folder_id, QuarantineRow.server_id))
        return [(folder_id, server_id) for folder_id, server_id in rows]

    def count(self, folder_id: int, beginning: str) -> int:
        """How many in the folder are there for a reason that begins so."""
        here = (QuarantineRow.folder_id == folder_id, QuarantineRow.reason.startswith(beginning, autoescape=True))
        return self._db.scalar(select(func.count()).select_from(QuarantineRow).where(*here)) or 0

    def among(self, mailbox_id: int, server_ids: Collection[str]) -> set[str]:
        """Those of these ids that are in quarantine or passed over."""
        held = select(QuarantineRow.server_id).where(QuarantineRow.mailbox_id == mailbox_id)
        return {
            id
            for chunk in chunks(server_ids)
            for id in self._db.scalars(held.where(QuarantineRow.server_id.in_(chunk)))
        }

    def all(self, mailbox_id: int | None = None) -> list[QuarantinedItem]:
        """What is in quarantine, of one mailbox or of all, the latest first."""
        statement = (
            select(
                MailboxRow.address,
                FolderRow.path.label("folder"),
                QuarantineRow.server_id,
                QuarantineRow.reason,
                QuarantineRow.first_at,
                QuarantineRow.last_at,
                QuarantineRow.mailbox_id,
                QuarantineRow.read_by,
                QuarantineRow.is_wanted,
                QuarantineRow.is_dismissed,
            )
            .join(MailboxRow, MailboxRow.id == QuarantineRow.mailbox_id)
            .join(FolderRow, FolderRow.id == QuarantineRow.folder_id)
            .where(QuarantineRow.is_passed_over.is_(False))
            .order_by(QuarantineRow.last_at.desc(), QuarantineRow.server_id)
        )
        if mailbox_id is not None:
            statement = statement.where(QuarantineRow.mailbox_id == mailbox_id)
        return [QuarantinedItem(**row._mapping) for row in self._db.execute(statement)]
