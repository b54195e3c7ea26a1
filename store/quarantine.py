"""Quarantine: items that could not be understood, kept by their id so that none is lost in silence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update

from store.among import one_of
from store.bulk import insert_rows
from store.models import FolderRow, MailboxRow, PointerRow, QuarantineRow
from store.repository import Repository, chunks
from store.values import QuarantinedItem

_ANY = select(QuarantineRow.mailbox_id).where(QuarantineRow.mailbox_id == bindparam("mailbox")).limit(1)
_READABLE = delete(QuarantineRow).where(
    QuarantineRow.mailbox_id == bindparam("mailbox"), one_of(QuarantineRow.server_id, "among")
)


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
    ) -> None:
        """The item is there and cannot be understood, or is no mail and passed over: then `reason` says what it is.

        A copy that was understood before counts as seen again.
        """
        row = {
            "mailbox_id": mailbox_id,
            "server_id": server_id,
            "folder_id": folder_id,
            "reason": reason,
            "first_at": now,
            "last_at": now,
            "is_passed_over": is_passed_over,
        }
        again = ("folder_id", "reason", "last_at", "is_passed_over")
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

    def held(self, mailbox_id: int) -> list[tuple[int, str]]:
        """Folder and server's id of each of the mailbox's that are not understood, folder by folder."""
        held = select(QuarantineRow.folder_id, QuarantineRow.server_id).where(
            QuarantineRow.mailbox_id == mailbox_id, QuarantineRow.is_passed_over.is_(False)
        )
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
                FolderRow.path,
                QuarantineRow.server_id,
                QuarantineRow.reason,
                QuarantineRow.first_at,
                QuarantineRow.last_at,
            )
            .join(MailboxRow, MailboxRow.id == QuarantineRow.mailbox_id)
            .join(FolderRow, FolderRow.id == QuarantineRow.folder_id)
            .where(QuarantineRow.is_passed_over.is_(False))
            .order_by(QuarantineRow.last_at.desc(), QuarantineRow.server_id)
        )
        if mailbox_id is not None:
            statement = statement.where(QuarantineRow.mailbox_id == mailbox_id)
        return [QuarantinedItem(*row) for row in self._db.execute(statement)]
