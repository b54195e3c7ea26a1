"""What the database keeps of mailboxes' copies beside them: how many there are, and which wait for a person."""

from sqlalchemy import ForeignKey, Index

from store.models.base import Base, BigId, Col, column


class CopySumRow(Base):
    """How many copies a mailbox has that were decided so; without an outcome, how many it has in all."""

    __tablename__ = "copy_sums"
    __table_args__ = ({"sqlite_with_rowid": False},)

    mailbox_id: Col[int] = column(primary_key=True, autoincrement=False)
    outcome: Col[str] = column(primary_key=True)
    rule: Col[str] = column(primary_key=True)
    many: Col[int] = column(BigId)


class WaitingRow(Base):
    """A copy that waits for a person, of an item that is not in the recycle bin, and the entry that it is asked in.

    Items of a thread are one entry for each rule that settles it; others are `alone`, one for each rule.
    """

    __tablename__ = "waiting_copies"
    __table_args__ = (
        Index("ix_waiting_copies_entry", "rule", "of_thread", "alone", "search_id", "pointer_id"),
        Index("ix_waiting_copies_latest", "search_id", "rule"),
    )

    pointer_id: Col[int] = column(
        BigId, ForeignKey("receipts.pointer_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    mailbox_id: Col[int] = column(ForeignKey("mailboxes.id"))
    item_id: Col[int] = column(BigId)
    search_id: Col[int] = column(BigId)
    rule: Col[str]
    of_thread: Col[str]  # "" where it is alone
    alone: Col[int] = column(BigId)  # the item, 0 where it is of a thread
