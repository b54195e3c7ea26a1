"""Stored items decided again, when records changed, or what is above them in their thread."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from daemon.context import Cycle
from daemon.link import Copy, LinkPolicy, as_seen, decide, links_as_before, receipt_as_before, stored_facts
from daemon.outlook import owe_wordings
from daemon.sync.decide import Threads, candidates_for
from store.history.mail import wanted_on
from store.unit import Unit
from store.values import (
    UNCLEAR,
    Candidates,
    ErrandKind,
    KnownItem,
    KnownPage,
    Link,
    Pointer,
    Receipt,
    Redecided,
    StoredItem,
)

log = structlog.get_logger()

AT_ONCE = 200  # items decided again in one transaction
ROUNDS = 5  # of so many at the most while a person waits
TRAIL = "audit trail read to"  # in the daemon's state


@dataclass(frozen=True, slots=True)
class Step:
    """What was decided again in one transaction."""

    count: int
    changed: frozenset[int]  # items that are linked to other opportunities than before
    left: frozenset[int] = frozenset()  # those that are to be decided while nobody else writes


@dataclass(frozen=True, slots=True)
class Followed:
    """What followed at once from what a person did."""

    changed: frozenset[int]  # as in a step
    left: int  # items that wait for the next turn


@dataclass(frozen=True, slots=True)
class Settling:
    """What copies that turned up beside others are judged by."""

    named: Mapping[int, tuple[int, ...]]  # what the categories of each named before it was moved
    confirmed_before: Mapping[int, frozenset[int]]  # what copies were stamped with before this turn


def decide_again(cycle: Cycle) -> None:
    """Decide what waits for it against what is stored, whatever mailbox it is in, until nothing does; but for what
    another process is deciding at this moment.
    """
    context, count = cycle.context, 0

    def decide(unit: Unit, among: Collection[int] | None = None) -> Step:
        unit.mailboxes.renew(cycle.due, now=cycle.now, lease=context.lease)
        return decide_waiting(unit, context.policy, cycle.now, among)

    while not context.stop.is_set():
        with context.store.read() as unit:
            if not unit.again.waiting():
                break
        step = context.store.write_among(decide)
        count += step.count
        if step.left:
            with context.store.write() as unit:
                count += decide(unit, step.left).count
        elif not step.count:
            break
    if count:
        log.info("items decided again", items=count)


def settle_moves(cycle: Cycle, refused: Collection[int]) -> None:
    """Judge what turned up beside another copy: moved, if that one is gone by now, else a copy of its own.

    To be called once the news of all folders is in, but for the `refused` ones: those may still miss it.
    """
    context = cycle.context
    while not context.stop.is_set():
        with context.store.read() as unit:
            cycle.has_stamped = cycle.has_stamped or unit.moves.is_cut_short(cycle.due.id)
            if not unit.moves.unsettled(cycle.due.id, AT_ONCE, refused):
                return
        with context.store.write() as unit:
            unit.mailboxes.renew(cycle.due, now=cycle.now, lease=context.lease)
            copies = unit.moves.unsettled(cycle.due.id, AT_ONCE, refused)
            moved, named = unit.moves.join(cycle.due.id, copies)
            items, page = unit.again.stored(moved)
            settling = Settling(named, unit.moves.confirmed_before(moved))
            save_again(unit, redecided(unit, items, page, context.policy, settling=settling), cycle.now)
            unit.moves.settled(copies)


def decide_waiting(unit: Unit, policy: LinkPolicy, now: datetime, among: Collection[int] | None = None) -> Step:
    """Decide a bounded number of what waits, of all or `among` these.

    Beside others, what is decided for other reasons than before is left: of a page these are few, and only for them
    everybody else who writes has to wait.
    """
    ids = unit.again.next(AT_ONCE, among)
    items, page = unit.again.stored(ids)
    decided = redecided(unit, items, page, policy)
    left: frozenset[int] = frozenset()
    if unit.turns.is_beside:
        if not all(map(_shows_as_before, decided)):
            unit.turns.alone()  # others may rest on it who are storing what names none of these
        left = frozenset(one.item.item_id for one in decided if _new_receipts(one))
        decided = [one for one in decided if one.item.item_id not in left]
    done = [id for id in ids if id not in left]
    unit.again.take_out(done)
    save_again(unit, decided, now)
    changed = (one.item.item_id for one in decided if _numbers(one.links) != _numbers(one.item.known.links))
    return Step(len(done), frozenset(changed), left)


def decide_now(unit: Unit, item_ids: Collection[int], policy: LinkPolicy, now: datetime) -> Followed:
    """Decide what waits for it in the threads of these items at once, instead of in a mailbox's next turn.

    A bounded number: what is left over, and what follows in other threads, waits for that turn.
    """
    near = unit.again.kin(item_ids)
    changed: set[int] = set()
    for _ in range(ROUNDS):
        if not unit.again.waiting(among=near):
            break
        changed |= decide_waiting(unit, policy, now, near).changed
    return Followed(frozenset(changed), unit.again.waiting(among=near))


def have_records_changed(unit: Unit) -> bool:
    """Whether any was since it was noticed last."""
    return unit.again.trail() != int(unit.state.get(TRAIL) or 0)


def notice_changed_records(cycle: Cycle) -> None:
    """Let what depends on records that changed be decided again; what is linked already waits for a person.

    Stamps are to follow the titles that changed. To be called before anything new is read: that is decided by the
    records as they are.
    """
    store = cycle.context.store
    with store.read() as unit:
        if not have_records_changed(unit):
            return
    with store.write() as unit:
        before = int(unit.state.get(TRAIL) or 0)
        read_to = unit.again.queue_changed_records(before)
        owe_wordings(unit, unit.again.renamed(before, read_to), now=cycle.now)
        unit.state.put(TRAIL, str(read_to))


def redecided(
    unit: Unit,
    items: Sequence[StoredItem],
    page: KnownPage,
    policy: LinkPolicy,
    *,
    is_relinking: bool = False,
    settling: Settling | None = None,
) -> list[Redecided]:
    """Decisions on stored items, oldest first, copy by copy; what one decides, those below it in its thread see.

    Relinking, what rules linked once makes room for what they say now. Copies that are not settled say nothing, unless
    that is what it is for: then `settling` is what they are judged by.
    """
    facts = [stored_facts(item, copy) for item in items for copy in item.known.pointers]
    asked = _Asked(unit.mailboxes.users(), candidates_for(unit, facts, page, policy), policy, page, settling)
    threads = Threads(page)
    decided = []
    for item, thread in zip(items, page.threads, strict=True):
        known = replace(item.known, links=asked.links_of_today(item, thread)) if is_relinking else item.known
        decided.append(asked.redecide(item, known, thread, threads))
    return decided


@dataclass(frozen=True, slots=True)
class _Asked:
    """What rules are asked with, the same for all items of a page."""

    users: Mapping[int, int]  # whose each mailbox is
    candidates: Candidates
    policy: LinkPolicy
    page: KnownPage
    settling: Settling | None = None

    def redecide(self, item: StoredItem, known: KnownItem, thread: str, threads: Threads) -> Redecided:
        receipts = dict(item.receipts)
        contacts: set[int] = set()
        confirmed: dict[int, frozenset[int]] = {}
        outside: tuple[str, ...] = ()
        left = _left(known)
        for pointer in sorted(known.pointers, key=_says_nothing):
            if pointer not in left or (pointer.is_unsettled and self.settling is None):
                confirmed[pointer.id] = pointer.confirmed
                continue
            copy = self._copy(item, known, pointer, receipts.get(pointer.id), thread)
            decision = decide(copy, self.candidates, self.policy, self.page, is_news=self.settling is not None)
            threads.decided(copy, decision)
            receipts[pointer.id] = decision.receipt
            contacts |= decision.contacts
            outside = outside or decision.outside
            marks = tuple(mark for mark in known.marks if mark.mailbox_id != pointer.mailbox_id)
            known = replace(known, links=decision.links, marks=(*marks, *decision.marks))
            confirmed[pointer.id] = decision.confirmed
        for pointer in item.known.pointers:
            if now := receipts.get(pointer.id):
                was = item.receipts.get(pointer.id)
                receipts[pointer.id] = receipt_as_before(was, as_seen(pointer, item.known.links, known.links, was, now))
        return Redecided(
            item=item,
            links=links_as_before(item.known.links, known.links),
            contacts=frozenset(contacts),
            receipts=receipts,
            marks=known.marks,
            confirmed=confirmed,
            outside=() if known.links else outside,
        )

    def links_of_today(self, item: StoredItem, thread: str) -> tuple[Link, ...]:
        """What people linked it to, and what rules say of any of its copies; a private one says nothing of others."""
        shown = [pointer for pointer in _left(item.known) if not (pointer.is_private or pointer.is_unsettled)]
        if not shown:  # it is forgotten in its own time
            return item.known.links
        links: dict[int, Link] = {}
        for pointer in shown:
            copy = self._copy(item, item.known, pointer, item.receipts.get(pointer.id), thread)
            decision = decide(copy, self.candidates, self.policy, self.page, is_relinking=True)
            links = {link.number: link for link in decision.links} | links
        return tuple(links[number] for number in sorted(links))

    def _copy(self, item: StoredItem, known: KnownItem, pointer: Pointer, receipt: Receipt | None, thread: str) -> Copy:
        seen = stored_facts(item, pointer)
        of_series = pointer.confirmed if seen.is_occurrence else frozenset[int]()
        now_known = replace(known, pointer=pointer, receipt=receipt)
        if self.settling is not None:
            now_known = self._as_it_was(now_known, pointer, self.settling)
        user = self.users.get(pointer.mailbox_id)
        return Copy(seen, pointer.mailbox_id, user, now_known, None, thread, of_series, self.users)

    @staticmethod
    def _as_it_was(known: KnownItem, pointer: Pointer, settling: Settling) -> KnownItem:
        was = replace(pointer, named=settling.named.get(pointer.id, pointer.named))
        stamped = settling.confirmed_before
        pointers = (replace(p, confirmed=stamped.get(p.id, p.confirmed)) for p in known.pointers)
        return replace(known, pointer=was, pointers=tuple(pointers))


def _shows_as_before(one: Redecided) -> bool:
    """Whether all is as it was that others see of it: what it is linked to, and what is to be seen on its copies."""
    known = one.item.known
    is_confirmed = all(one.confirmed[copy.id] == copy.confirmed for copy in known.pointers)
    return is_confirmed and one.links == known.links and set(one.marks) == set(known.marks)


def _new_receipts(one: Redecided) -> dict[int, Receipt]:
    """Of the copies that were decided otherwise than before."""
    before = one.item.receipts
    return {id: receipt for id, receipt in one.receipts.items() if receipt != before.get(id)}


def _left(known: KnownItem) -> Sequence[Pointer]:
    """The copies that are still there; all that ever were when none is: what is thrown away speaks for nobody else."""
    return [pointer for pointer in known.pointers if not pointer.is_gone] or known.pointers


def _says_nothing(copy: Pointer) -> bool:
    """Whether the copy is none by which the item is linked by rules: those that are come first."""
    return copy.is_private or UNCLEAR in copy.named


def _numbers(links: Sequence[Link]) -> set[int]:
    return {link.number for link in links}


def save_again(unit: Unit, decided: Sequence[Redecided], now: datetime) -> None:
    """Store what was decided again, with the stamps and questions that it owes."""
    unit.again.save([replace(one, receipts=_new_receipts(one)) for one in decided])
    owed: dict[int, list[str]] = {}
    for one in decided:
        for copy in one.item.known.pointers:
            numbers = [link.number for link in one.links]
            if copy.is_gone or copy.is_occurrence:
                continue
            there = one.confirmed[copy.id]
            if wanted_on(replace(copy, confirmed=there), numbers, one.marks) != there:
                owed.setdefault(copy.mailbox_id, []).append(str(copy.id))
    for mailbox_id, keys in owed.items():
        unit.errands.owe(mailbox_id, ErrandKind.STAMP, keys, due_at=now)
    unit.questions.owe([one.item.item_id for one in decided])
