"""Deciding again: which items wait for it, and what makes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, or_, select, union, update

from store.bulk import insert_rows
from store.history.copies import WAITS
from store.models import (
    AccountDomainRow,
    ChangeRow,
    ContactAddressRow,
    ContactRow,
    ItemContactRow,
    ItemRow,
    LinkRow,
    MarkRow,
    NamedMessageRow,
    OpportunityRow,
    PointerRow,
    ReceiptRow,
    ToDecideRow,
    UnlinkedPersonRow,
)
from store.models.base import aliased
from store.repository import Repository, among, chunks, rows_among
from store.rules.history import BY_A_PERSON
from store.turns import alone
from store.values import KnownPage, Record, Redecided, StoredItem
from store.webhooks.telling import Telling

MOST_HOPS = 200  # decisions of a thread that one may lead to: messages that claim to answer each other end somewhere

# The fields on which linking depends; "" is the whole record: added, deleted, restored.
_MATTERS = {
    Record.CONTACT: ("", "addresses", "account"),
    Record.ACCOUNT: ("", "domains"),
    Record.OPPORTUNITY: ("", "stage", "account", "contact", "assigned to"),
    Record.USER: ("", "email", "active"),
}


_COPIED = among(select(PointerRow.item_id), PointerRow.item_id).group_by(PointerRow.item_id).having(func.count() > 1)
_MINE = among(select(ItemRow.thread, ItemRow.id, ItemRow.identity).where(ItemRow.thread != ""), ItemRow.id)
_THREADS = among(select(ItemRow.thread, ItemRow.id, ItemRow.parents), ItemRow.thread)
_TOUCHED = union(
    among(select(LinkRow.item_id).where(or_(*(LinkRow.rule == rule for rule in sorted(BY_A_PERSON)))), LinkRow.item_id),
    among(select(MarkRow.item_id), MarkRow.item_id),
    among(select(ItemRow.id).where(ItemRow.is_dismissed), ItemRow.id),
)

_COUNT = select(func.count()).select_from(ToDecideRow)
_LAST = select(func.max(ChangeRow.id))

# Pairs of an item and a later one of its conversation.
_talk = select(PointerRow.item_id, PointerRow.conversation_id).where(PointerRow.conversation_id != "")
_begun = among(_talk, PointerRow.item_id).distinct().subquery()
_mine, _later, _other = aliased(ItemRow), aliased(ItemRow), aliased(PointerRow)
_answers = (LinkRow.item_id == _later.id, LinkRow.rule == "thread", LinkRow.evidence.startswith("answers to"))
_TALKED = (
    select(_begun.c.item_id, _later.id)
    .join(_mine, _mine.id == _begun.c.item_id)
    .join(_other, _other.conversation_id == _begun.c.conversation_id)
    .join(_later, _later.id == _other.item_id)
    .where(_later.id != _mine.id, (_later.occurred_at >= _mine.occurred_at) | _mine.occurred_at.is_(None))
    .distinct()
)
_TALKED_UNANSWERED = _TALKED.where(~select(LinkRow.item_id).where(*_answers).exists())


class Again(Repository):
    # --- the queue ----------------------------------------------------------------------------------------------------

    def queue(self, item_ids: Collection[int], hops: int = 0) -> None:
        """Decide these again. Those that wait already keep waiting."""
        rows = [{"item_id": id, "hops": hops} for id in sorted(set(item_ids))]
        insert_rows(self._db, ToDecideRow, rows, key=("item_id",), replaced=("hops",))

    def next(self, limit: int, among: Collection[int] | None = None) -> list[int]:
        """The next items to be decided again, of all or of those `among` these; `take_out` is for when they are.

        What another process is deciding is left to it; whoever stores what that may rest on puts it into the queue
        again, and waits for it until then.
        """
        waiting = select(ToDecideRow.item_id).order_by(ToDecideRow.item_id).with_for_update(skip_locked=True)
        if among is None:
            return list(self._db.scalars(waiting.limit(limit)))
        return sorted(id for (id,) in self._pairs(waiting, ToDecideRow.item_id, among))[:limit]

    def take_out(self, item_ids: Collection[int]) -> None:
        """These wait no more."""
        for chunk in chunks(item_ids):
            self._db.execute(delete(ToDecideRow).where(ToDecideRow.item_id.in_(chunk)))

    def waiting(self, among: Collection[int] | None = None) -> int:
        """How many items are to be decided again, of all or of these."""
        if among is not None:
            return len(self._pairs(select(ToDecideRow.item_id), ToDecideRow.item_id, among))
        return self._db.scalar(_COUNT) or 0

    def kin(self, item_ids: Collection[int]) -> set[int]:
        """These, and all others in their threads and conversations."""
        found = set(item_ids)
        threads = select(ItemRow.thread).where(ItemRow.thread != "")
        talks = select(PointerRow.conversation_id).where(PointerRow.conversation_id != "")
        for chunk in chunks(item_ids):
            of_thread = select(ItemRow.id).where(ItemRow.thread.in_(threads.where(ItemRow.id.in_(chunk))))
            talking = PointerRow.conversation_id.in_(talks.where(PointerRow.item_id.in_(chunk)))
            found |= set(self._db.scalars(of_thread)) | set(self._db.scalars(select(PointerRow.item_id).where(talking)))
        return found

    def stored(self, item_ids: Collection[int]) -> tuple[list[StoredItem], KnownPage]:
        """These items, oldest first, with what is known of them and their threads; what is no mail is left out."""
        from store.history.known import known_again  # who only counts what waits loads nothing of deciding

        return known_again(self._db, item_ids) if item_ids else ([], KnownPage((), ()))

    def save(self, decided: Sequence[Redecided]) -> None:
        """Store what was decided again; what hangs on it is decided again in its turn."""
        from store.history.saving import save_again

        saved = save_again(self._db, decided, self._clock())
        self._beside(Telling).linked(saved.linked)
        hops = {one.item.item_id: one.item.hops for one in decided}
        self.follow(saved.changed, hops)

    def follow(
        self,
        changed: Collection[int],
        hops: Mapping[int, int] | None = None,
        settled: Sequence[int] = (),
        held: Collection[int] = (),
    ) -> None:
        """Decide again what may follow from changed items: their other copies, and what is below them in threads.

        Of `settled` items, those that come after a changed one are known to follow it already, but for those that were
        `held` to what they were linked to before. What a person did to one message may concern all of its thread.
        """
        hops = hops or {}
        place = {id: n for n, id in enumerate(settled)}
        for id, others in self._relatives(changed).items():
            depth = hops.get(id, 0) + 1
            if depth <= MOST_HOPS:
                known = {other for other in others if other in place and id in place and place[other] > place[id]}
                self.queue(others - (known - set(held)), depth)
        self.queue([id for (id,) in rows_among(self._db, _COPIED, changed)], 1)

    def _relatives(self, changed: Collection[int]) -> dict[int, set[int]]:
        """Of each changed item, those of its thread and conversations whose decision may rest on it."""
        found: dict[int, set[int]] = {}
        touched = self._touched(changed)
        own = {id: (thread, identity) for thread, id, identity in rows_among(self._db, _MINE, changed)}
        members: dict[str, list[tuple[int, list[str]]]] = {}
        for thread, id, parents in rows_among(self._db, _THREADS, {thread for thread, _ in own.values()}):
            members.setdefault(thread, []).append((id, parents))
        for id, (thread, identity) in own.items():
            theirs = {other for other, parents in members[thread] if id in touched or identity in parents}
            if theirs := theirs - {id}:
                found[id] = theirs
        for ids, in_any in ((touched, True), (set(changed) - touched, False)):
            for id, other in self._talked(ids, in_any=in_any) if ids else ():
                found.setdefault(id, set()).add(other)
        return found

    def _touched(self, changed: Collection[int]) -> set[int]:
        """Those to which a person did something."""
        return {id for (id,) in rows_among(self._db, _TOUCHED, changed)}

    def _talked(self, changed: Collection[int], *, in_any: bool) -> list[tuple[int, int]]:
        """Pairs of a changed item and a later one of its conversation.

        In any case, or where that one answers to no linked message that it names.
        """
        pairs = _TALKED if in_any else _TALKED_UNANSWERED
        return [(id, other_id) for id, other_id in rows_among(self._db, pairs, changed)]

    def tie(self, page: KnownPage) -> None:
        """Remember what the page names for the first time; threads that it shows to be one are one from now on.

        What belongs to those is decided again.
        """
        rows = [{"identity": name, "thread": thread} for name, thread in sorted(page.ties.items())]
        insert_rows(self._db, NamedMessageRow, rows, key=("identity",), replaced=("thread",))
        if not page.joined:
            return
        alone(self._db)  # of both threads, messages may be on their way that name the one or the other
        for chunk in chunks([*page.joined, *page.joined.values()]):
            self._queue_all(select(ItemRow.id).where(ItemRow.thread.in_(chunk)))
        renamed = [{"b_thread": thread, "b_whole": whole} for thread, whole in page.joined.items()]
        for table in (ItemRow, NamedMessageRow):
            part = update(table).where(table.thread == bindparam("b_thread"))
            self._db.execute(part.values(thread=bindparam("b_whole")), renamed)

    # --- records that changed -----------------------------------------------------------------------------------------

    def queue_changed_records(self, since: int) -> int:
        """Decide again, where linked to nothing, what depends on records that changed after this entry of the trail.

        The last entry that was looked at.
        """
        last = self.trail()
        if last <= since:
            return since
        changed: dict[Record, set[int]] = {record: set() for record in _MATTERS}
        for record, fields in _MATTERS.items():
            trail = select(ChangeRow.record_id).where(ChangeRow.id > since, ChangeRow.id <= last).distinct()
            mine = trail.where(ChangeRow.record == record.value, ChangeRow.field.in_(fields))
            changed[record] = set(self._db.scalars(mine))
        if not any(changed.values()):
            return last
        contacts, accounts = changed[Record.CONTACT], set(changed[Record.ACCOUNT])
        parties = select(OpportunityRow.contact_id, OpportunityRow.account_id)
        for contact, account in self._pairs(parties, OpportunityRow.number, changed[Record.OPPORTUNITY]):
            contacts = contacts | ({contact} if contact else set())
            accounts |= {account} if account else set()
        theirs = select(ContactRow.account_id).where(ContactRow.account_id.is_not(None))
        accounts |= {account for (account,) in self._pairs(theirs, ContactRow.id, contacts)}
        colleagues = {id for (id,) in self._pairs(select(ContactRow.id), ContactRow.account_id, accounts)}
        waiting = select(UnlinkedPersonRow.item_id)
        for contact_ids in chunks(contacts | colleagues):
            addresses = select(ContactAddressRow.address).where(ContactAddressRow.contact_id.in_(contact_ids))
            self._queue_all(waiting.where(UnlinkedPersonRow.address.in_(addresses)))
            recorded = select(ItemContactRow.item_id).where(ItemContactRow.contact_id.in_(contact_ids))
            self._queue_all(waiting.where(UnlinkedPersonRow.item_id.in_(recorded)))
        for account_ids in chunks(accounts):
            domains = select(AccountDomainRow.domain).where(AccountDomainRow.account_id.in_(account_ids))
            self._queue_all(waiting.where(UnlinkedPersonRow.domain.in_(domains)))
        in_review = select(PointerRow.item_id).join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
        self._queue_all(in_review.where(WAITS))
        return last

    def renamed(self, since: int, until: int) -> list[int]:
        """The opportunities whose title changed after one entry of the trail and up to another."""
        title = (ChangeRow.record == Record.OPPORTUNITY.value, ChangeRow.field == "title")
        trail = select(ChangeRow.record_id).where(ChangeRow.id > since, ChangeRow.id <= until, *title)
        return list(self._db.scalars(trail.distinct()))

    def trail(self) -> int:
        """The last entry of the audit trail."""
        return self._db.scalar(_LAST) or 0

    def members(self, numbers: Iterable[int]) -> list[int]:
        """The items that are linked to these opportunities."""
        return [id for (id,) in self._pairs(select(LinkRow.item_id).distinct(), LinkRow.number, set(numbers))]

    def _queue_all(self, items: Select[int]) -> None:
        self.queue(self._db.scalars(items.distinct()).all())

    def _pairs(self, statement: Select[*tuple[Any, ...]], column: Any, values: Iterable[Any]) -> list[Any]:
        return [row for chunk in chunks(values) for row in self._db.execute(statement.where(column.in_(chunk)))]
