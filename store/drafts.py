"""Drafts in people's Outlook, asked for from an opportunity: an e-mail, a meeting request, an appointment."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from store.errands import Errands
from store.errors import Invalid, NotFound
from store.models import ContactAddressRow, ContactRow, DraftRow, MailboxRow
from store.records.audit import Audit
from store.records.opportunities import Opportunities
from store.repository import Repository
from store.text import line, prose
from store.values import Draft, DraftKind, ErrandKind, Opportunity, Record

_DRAFTS = select(
    DraftRow.guid, DraftRow.mailbox_id, DraftRow.number, DraftRow.kind, DraftRow.content, DraftRow.server_id
)

_LOOKED_AFTER = (MailboxRow.is_active, MailboxRow.is_shared.is_(False))

LONGEST_MEETING = 14  # days


class Drafts(Repository):
    def ask(
        self,
        address: str,
        number: int,
        kind: DraftKind,
        *,
        subject: str = "",
        body: str = "",
        start: datetime | None = None,
        end: datetime | None = None,
        location: str = "",
    ) -> Draft:
        """Owe a draft about the opportunity to the mailbox of that address.

        It is addressed to the linked contact, or to the linked account's contacts; an appointment to nobody. Its
        subject is the opportunity's title unless given. Raises NotFound for an address whose mailbox is not looked
        after, Invalid when nobody has an address or the times do not fit; closed opportunities are written about, too.
        """
        opportunity = self._beside(Opportunities).get(number)
        if opportunity.is_deleted:
            raise Invalid(f"opportunity {number}", "is in the recycle bin", "restore it first")
        _check_times(number, kind, start, end)
        draft = Draft(
            guid=uuid4(),
            mailbox_id=self._mailbox(address),
            number=number,
            kind=kind,
            subject=line("subject", subject or opportunity.title),
            body=prose("body", body),
            to=() if kind is DraftKind.APPOINTMENT else self._addressed(opportunity),
            start=start,
            end=end,
            location=line("location", location, is_required=False),
        )
        self._db.execute(insert(DraftRow).values(**_row(draft), created_at=self._clock()))
        self._beside(Errands).owe(draft.mailbox_id, ErrandKind.DRAFT, [str(draft.guid)], due_at=self._clock())
        self._beside(Audit).did(Record.OPPORTUNITY, number, f"{kind.value} drafted: {draft.subject}")
        return draft

    def get(self, guid: UUID) -> Draft | None:
        row = self._db.execute(_DRAFTS.where(DraftRow.guid == guid)).first()
        return _draft(row) if row else None

    def of(self, number: int) -> list[Draft]:
        """All that were asked for about an opportunity, oldest first."""
        rows = self._db.execute(_DRAFTS.where(DraftRow.number == number).order_by(DraftRow.created_at, DraftRow.guid))
        return [_draft(row) for row in rows]

    def latest(self, number: int, address: str, limit: int = 3) -> list[Draft]:
        """The newest that were asked for about an opportunity into the mailbox of that address, newest first."""
        theirs = _DRAFTS.join(MailboxRow, MailboxRow.id == DraftRow.mailbox_id)
        theirs = theirs.where(DraftRow.number == number, MailboxRow.address == address)
        newest = theirs.order_by(DraftRow.created_at.desc(), DraftRow.guid).limit(limit)
        return [_draft(row) for row in self._db.execute(newest)]

    def made(self, guid: UUID, server_id: str) -> None:
        """It is in Outlook now, under this id."""
        self._db.execute(update(DraftRow).where(DraftRow.guid == guid).values(server_id=server_id))

    def is_kept(self, address: str) -> bool:
        """Whether the mailbox of that address is looked after, and a person's own: drafts can be laid into it."""
        return self._kept(address) is not None

    def _kept(self, address: str) -> int | None:
        return self._db.scalar(select(MailboxRow.id).where(MailboxRow.address == address, *_LOOKED_AFTER))

    def _mailbox(self, address: str) -> int:
        id = self._kept(address)
        if id is None:
            known = select(MailboxRow.address).where(*_LOOKED_AFTER).order_by(MailboxRow.address).limit(3)
            raise NotFound("personal mailbox", address, self._db.scalars(known))
        return id

    def recipients(self, opportunity: Opportunity) -> tuple[tuple[str, str], ...]:
        """The first address of each person whom it concerns, with their name; of nobody who has none."""
        theirs = (
            ContactRow.id == opportunity.contact_id
            if opportunity.contact_id is not None
            else ContactRow.account_id == opportunity.account_id
        )
        people = (
            select(ContactAddressRow.address, ContactRow.name)
            .join(ContactRow, ContactRow.id == ContactAddressRow.contact_id)
            .where(theirs, ContactRow.deleted_at.is_(None), ContactAddressRow.position == 0)
            .order_by(ContactRow.folded, ContactRow.id)
        )
        return tuple((address, name) for address, name in self._db.execute(people))

    def _addressed(self, opportunity: Opportunity) -> tuple[tuple[str, str], ...]:
        """The same; raises Invalid where there is nobody."""
        found = self.recipients(opportunity)
        if not found:
            party = "the linked contact" if opportunity.contact_id is not None else "no contact of the linked account"
            has = "has no" if opportunity.contact_id is not None else "has an"
            raise Invalid(
                f"opportunity {opportunity.number}",
                f"{party} {has} e-mail address",
                "add one: dealtrail contact edit NAME --add-email ADDRESS",
            )
        return found


def _check_times(number: int, kind: DraftKind, start: datetime | None, end: datetime | None) -> None:
    subject = f"{kind.value} about opportunity {number}"
    if kind is DraftKind.EMAIL:
        if start or end:
            raise Invalid(subject, "has no start and no end")
    elif start is None or end is None:
        raise Invalid(subject, "needs a start and an end")
    elif end <= start:
        raise Invalid(subject, "must end after it starts")
    elif (end - start).days >= LONGEST_MEETING:
        raise Invalid(subject, f"must be shorter than {LONGEST_MEETING} days")


def _row(draft: Draft) -> dict[str, Any]:
    content = {
        "subject": draft.subject,
        "body": draft.body,
        "to": [list(person) for person in draft.to],
        "start": draft.start.isoformat() if draft.start else None,
        "end": draft.end.isoformat() if draft.end else None,
        "location": draft.location,
    }
    return {
        "guid": draft.guid,
        "mailbox_id": draft.mailbox_id,
        "number": draft.number,
        "kind": draft.kind.value,
        "content": content,
        "server_id": draft.server_id,
    }


def _draft(row: Any) -> Draft:
    content = row.content
    return Draft(
        guid=row.guid,
        mailbox_id=row.mailbox_id,
        number=row.number,
        kind=DraftKind(row.kind),
        subject=content["subject"],
        body=content["body"],
        to=tuple((address, name) for address, name in content["to"]),
        start=datetime.fromisoformat(content["start"]) if content["start"] else None,
        end=datetime.fromisoformat(content["end"]) if content["end"] else None,
        location=content["location"],
        server_id=row.server_id,
    )
