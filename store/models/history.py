"""History items of all kinds; e-mails and appointments with their copies in mailboxes, and why each was linked."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text

from store.models.base import Base, BigId, Col, column, in_bin, index_where


class ItemRow(Base):
    """One item of the communication history; an e-mail or appointment is one however many mailboxes hold a copy.

    Its identity is not unique: servers say so.
    """

    __tablename__ = "items"
    __table_args__ = (
        CheckConstraint("kind IN ('email', 'appointment', 'note', 'call', 'task', 'file')", name="kind"),
        in_bin("items"),
        index_where("private_since IS NOT NULL", "ix_items_private_since", "private_since"),
    )

    id: Col[int] = column(BigId, primary_key=True)
    kind: Col[str]
    identity: Col[str] = column(index=True)
    fingerprint: Col[str]
    occurred_at: Col[datetime | None]
    ended_at: Col[datetime | None]
    is_all_day: Col[bool]
    subject: Col[str]
    folded: Col[str]  # the subject without case and diacritics, for searching
    author: Col[str]  # sender or organizer, as lists show it
    preview: Col[str]
    location: Col[str]
    is_cancelled: Col[bool]
    has_attachments: Col[bool]
    size: Col[int] = column(BigId)
    thread: Col[str] = column(index=True)  # the same for all messages of a thread, or items of a series
    parents: Col[list[str]]  # identities that it answers to or occurs in, the nearest first
    traits: Col[dict[str, Any]]  # what rules look at beside people and times: an automatic message's sign …
    is_series: Col[bool]  # the master of recurring appointments: known, and in no list
    is_dismissed: Col[bool]  # a person said that it, or its thread, belongs to none
    is_redacted: Col[bool]  # only the fact is left of it
    private_since: Col[datetime | None]  # when its last copy that is not private went
    created_by: Col[int | None] = column(ForeignKey("users.id"))  # of what people write here
    deleted_at: Col[datetime | None]  # since when it is in the recycle bin
    search_id: Col[int] = column(BigId, unique=True)  # in the index of words; greater for what is newer
    body: Col[str]  # last, so that SQLite finds the other columns without reading past it


class ItemSketchRow(Base):
    """What an e-mail is compared by where another comes with its Message-ID, or without any."""

    __tablename__ = "item_sketches"
    __table_args__ = (
        Index("ix_item_sketches_likeness", "likeness", "is_anonymous"),
        {"sqlite_with_rowid": False},
    )

    item_id: Col[int] = column(BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    sender: Col[str]
    sent: Col[str]
    subject: Col[str]
    text: Col[str]
    likeness: Col[int] = column(BigId)
    is_anonymous: Col[bool]


# In words that the index of X.500 addresses is found by.
IS_LEGACY = text("substr(participants.address, 1, 1) = '/'")


class ParticipantRow(Base):
    __tablename__ = "participants"
    __table_args__ = (
        index_where("substr(address, 1, 1) = '/'", "ix_participants_legacy", "address"),
        {"sqlite_with_rowid": False},
    )

    item_id: Col[int] = column(BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    position: Col[int] = column(primary_key=True)
    role: Col[str]
    address: Col[str]
    name: Col[str]


class ItemAttachmentRow(Base):
    """What came with an e-mail or appointment, by name; its content stays in Outlook."""

    __tablename__ = "item_attachments"
    __table_args__ = ({"sqlite_with_rowid": False},)

    item_id: Col[int] = column(BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    position: Col[int] = column(primary_key=True)
    name: Col[str]
    size: Col[int] = column(BigId)
    is_inline: Col[bool]  # shown in the text


class ItemVersionRow(Base):
    """What an appointment was until it was changed; the greater the id, the later."""

    __tablename__ = "item_versions"

    id: Col[int] = column(BigId, primary_key=True)
    item_id: Col[int] = column(BigId, ForeignKey("items.id", ondelete="CASCADE"), index=True)
    replaced_at: Col[datetime]
    subject: Col[str]
    occurred_at: Col[datetime | None]
    ended_at: Col[datetime | None]
    is_all_day: Col[bool]
    location: Col[str]
    is_cancelled: Col[bool]
    participants: Col[list[dict[str, str]]]
    body: Col[str]


class PointerRow(Base):
    """One mailbox's copy of an item. The server's ids are case-sensitive."""

    __tablename__ = "pointers"
    __table_args__ = (
        UniqueConstraint("mailbox_id", "server_id"),
        index_where("is_occurrence", "ix_pointers_occurrences", "folder_id"),
        index_where("is_unsettled", "ix_pointers_unsettled", "mailbox_id"),
        index_where("is_asked AND NOT is_gone", "ix_pointers_asked", "mailbox_id"),
    )

    id: Col[int] = column(BigId, primary_key=True)
    item_id: Col[int] = column(BigId, ForeignKey("items.id"), index=True)
    mailbox_id: Col[int] = column(ForeignKey("mailboxes.id"))
    folder_id: Col[int] = column(ForeignKey("folders.id"))
    server_id: Col[str]
    change_key: Col[str]
    is_gone: Col[bool]
    confirmed: Col[list[int]]
    named: Col[list[int]]  # opportunities that its categories name as it was last seen, whether they exist or not
    sent_along: Col[list[int]]  # those that its sender named
    conversation_id: Col[str] = column(index=True)  # the mailbox's own
    is_private: Col[bool]
    is_asked: Col[bool]  # its user is to choose between opportunities
    is_occurrence: Col[bool]  # of a series: not in the folder by itself
    shows: Col[str]  # a digest of what it told of an appointment: other copies may tell something else
    seen_at: Col[datetime]
    is_unsettled: Col[bool]  # a second copy, or one that was moved and is not missed yet where it was
    is_being_stamped: Col[bool]  # a stamp was sent to the server, and nothing was heard of it yet


class KeptBackRow(Base):
    """A copy that gets no category, because others might get mail over it."""

    __tablename__ = "kept_back"

    pointer_id: Col[int] = column(
        BigId, ForeignKey("pointers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    reason: Col[str]


class StampedRow(Base):
    """A copy that was stamped in a turn that has not ended, and what was known to be on it before."""

    __tablename__ = "stamped"
    __table_args__ = (Index("ix_stamped_mailbox_id", "mailbox_id"),)

    pointer_id: Col[int] = column(
        BigId, ForeignKey("pointers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    mailbox_id: Col[int] = column(ForeignKey("mailboxes.id"))
    confirmed: Col[list[int]]


class VanishedRow(Base):
    """A copy that counts as gone, and is no deletion yet, or none at all: what the history says of it stays."""

    __tablename__ = "vanished"
    __table_args__ = (
        CheckConstraint("state IN ('left', 'held', 'kept', 'unread')", name="state"),
        Index("ix_vanished_mailbox_id", "mailbox_id", "state"),
    )

    pointer_id: Col[int] = column(
        BigId, ForeignKey("pointers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    mailbox_id: Col[int] = column(ForeignKey("mailboxes.id"))
    state: Col[str]
    left_at: Col[datetime]


class ReceiptRow(Base):
    __tablename__ = "receipts"
    __table_args__ = (
        CheckConstraint("outcome IN ('linked', 'contact', 'review', 'skipped')", name="outcome"),
        index_where("outcome = 'review'", "ix_receipts_review", "rule", "pointer_id"),
    )

    pointer_id: Col[int] = column(
        BigId, ForeignKey("pointers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    outcome: Col[str]
    rule: Col[str]
    reason: Col[str]
    evidence: Col[dict[str, Any]]
    decided_at: Col[datetime]


class LinkRow(Base):
    __tablename__ = "links"
    __table_args__ = (Index("ix_links_number", "number", "placed_at", "item_id"), {"sqlite_with_rowid": False})

    item_id: Col[int] = column(BigId, ForeignKey("items.id"), primary_key=True)
    number: Col[int] = column(ForeignKey("opportunities.number"), primary_key=True)
    rule: Col[str]
    evidence: Col[str]
    created_at: Col[datetime]
    placed_at: Col[datetime]  # the item's place in time, so that the newest are found without the rest


class ItemContactRow(Base):
    """An item in a contact's history by itself, not through an opportunity."""

    __tablename__ = "item_contacts"
    __table_args__ = (
        Index("ix_item_contacts_contact", "contact_id", "placed_at", "item_id"),
        {"sqlite_with_rowid": False},
    )

    item_id: Col[int] = column(BigId, ForeignKey("items.id"), primary_key=True)
    contact_id: Col[int] = column(ForeignKey("contacts.id"), primary_key=True)
    placed_at: Col[datetime]
    is_kept: Col[bool]  # stays whatever becomes of the item's people: made from the record, or moved away from it


class ItemAccountRow(Base):
    """An item in an account's history by itself: made from it, or of an opportunity that was linked elsewhere since."""

    __tablename__ = "item_accounts"
    __table_args__ = (
        Index("ix_item_accounts_account", "account_id", "placed_at", "item_id"),
        {"sqlite_with_rowid": False},
    )

    item_id: Col[int] = column(BigId, ForeignKey("items.id"), primary_key=True)
    account_id: Col[int] = column(ForeignKey("accounts.id"), primary_key=True)
    placed_at: Col[datetime]


class MarkRow(Base):
    """What a mailbox's user did to an item by hand; `lost` until it is known whether many lost it at once."""

    __tablename__ = "marks"
    __table_args__ = (
        CheckConstraint("kind IN ('set', 'withdrawn', 'lost', 'frozen')", name="kind"),
        index_where("kind IN ('lost', 'frozen')", "ix_marks_lost", "mailbox_id", "kind", "number"),
        {"sqlite_with_rowid": False},
    )

    item_id: Col[int] = column(BigId, ForeignKey("items.id"), primary_key=True)
    mailbox_id: Col[int] = column(ForeignKey("mailboxes.id"), primary_key=True)
    number: Col[int] = column(primary_key=True)  # of an opportunity; 0 for the question which one
    kind: Col[str]


class UnlinkedPersonRow(Base):
    """An outside address in an item that is linked to nothing: what finds the item once the address is somebody's."""

    __tablename__ = "unlinked_people"
    __table_args__ = ({"sqlite_with_rowid": False},)

    address: Col[str] = column(primary_key=True)
    item_id: Col[int] = column(BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, index=True)
    domain: Col[str] = column(index=True)


class ToDecideRow(Base):
    """An item that is to be decided again, against what is stored."""

    __tablename__ = "to_decide"

    item_id: Col[int] = column(BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    hops: Col[int]  # how many decisions of its thread led to this one


class NamedMessageRow(Base):
    """A message that others name as one above them, seen or not: it ties them into one thread."""

    __tablename__ = "named_messages"
    __table_args__ = ({"sqlite_with_rowid": False},)

    identity: Col[str] = column(primary_key=True)
    thread: Col[str] = column(index=True)


class ItemTaskRow(Base):
    """What a task in the history has beside its subject and text."""

    __tablename__ = "item_tasks"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'done', 'cancelled')", name="status"),
        # Lists by the day they are due: of all or one user's, in one state or any.
        Index("ix_item_tasks_state", "status", "due_on", "item_id"),
        Index("ix_item_tasks_day", "due_on", "item_id"),
        Index("ix_item_tasks_assigned", "assigned_to", "status", "due_on", "item_id"),
        Index("ix_item_tasks_assigned_day", "assigned_to", "due_on", "item_id"),
        index_where("status = 'open'", "ix_item_tasks_due", "assigned_to", "due_on", "reminder_at", "item_id"),
        index_where("status = 'open' AND due_on IS NULL", "ix_item_tasks_reminded", "assigned_to", "reminder_at"),
    )

    item_id: Col[int] = column(BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    due_on: Col[date | None]
    reminder_at: Col[datetime | None]
    status: Col[str]
    completed_at: Col[datetime | None]
    assigned_to: Col[int | None] = column(ForeignKey("users.id"))
    guid: Col[UUID] = column(unique=True)  # of the task in Outlook


class ItemCallRow(Base):
    """What a phone log has beside its subject and text."""

    __tablename__ = "item_calls"
    __table_args__ = (CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes"),)

    item_id: Col[int] = column(BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    number: Col[str]
    is_incoming: Col[bool]
    minutes: Col[int | None]


class FileContentRow(Base):
    """The bytes of a file, once, however many items hold it."""

    __tablename__ = "file_contents"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256"),)

    sha256: Col[str] = column(primary_key=True)
    size: Col[int] = column(BigId)
    content: Col[bytes] = column(LargeBinary)  # empty where it is kept elsewhere


class FileCopyRow(Base):
    """Where a content is (one that is kept), was (left, and taken away later), or may come to be (being written).

    What is kept in the database is named by its checksum; elsewhere no name is ever used again.
    """

    __tablename__ = "file_copies"
    __table_args__ = (
        CheckConstraint("kept_in IN ('database', 'folder', 's3')", name="kept_in"),
        CheckConstraint("state IN ('writing', 'kept', 'left')", name="state"),
        index_where("state = 'kept'", "ix_file_copies_kept", "sha256", unique=True),
        index_where("state = 'kept'", "ix_file_copies_kept_in", "kept_in", "sha256"),
        index_where("state <> 'kept'", "ix_file_copies_since", "state", "since"),
    )

    name: Col[str] = column(primary_key=True)
    sha256: Col[str]
    kept_in: Col[str]
    state: Col[str]
    since: Col[datetime]


class ItemFileRow(Base):
    __tablename__ = "item_files"

    item_id: Col[int] = column(BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    sha256: Col[str] = column(ForeignKey("file_contents.sha256"), index=True)
    name: Col[str]
    media_type: Col[str]
