"""Stamps: which are owed to the copies of a mailbox, and how they are written there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import structlog

from connectors.errors import ItemGone, MailboxError
from connectors.mailbox import Stamp, Stamped
from daemon.attempts import backoff
from daemon.context import Cycle
from daemon.link import LinkPolicy, category_name, choose_name, named_in, new_name
from daemon.stamping import AT_ONCE, Batch, Noted
from store.unit import Unit
from store.values import NEW, QUESTION, Errand, ErrandKind, StampOwed

log = structlog.get_logger()


def owed(cycle: Cycle, unit: Unit, kind: ErrandKind) -> Batch:
    """The stamps that are to be written now, the longest owed first."""
    on_their_way = {pointer for one in cycle.being_written for pointer in one.batch.errands}
    limit = AT_ONCE + len(on_their_way)
    errands = unit.errands.due(cycle.due.id, now=cycle.now, limit=limit, kind=kind)
    by_pointer = {int(errand.key): errand for errand in errands if int(errand.key) not in on_their_way}
    found = unit.history.stamps_owed(list(by_pointer)) if by_pointer else []
    policy = cycle.context.policy
    stamps = tuple((one, stamp) for one in found if (stamp := _stamp(one, kind, policy)) is not None)
    as_wanted = tuple(one.pointer.id for one in found if not one.add and not one.remove)
    rest = by_pointer.keys() - {one.pointer.id for one in found} if kind is ErrandKind.WORDING else ()
    return Batch(kind, by_pointer, stamps, as_wanted, unit.moves.in_doubt(rest))


def owe_kept_back(cycle: Cycle, unit: Unit) -> None:
    """Owe once a day what might have mailed somebody: the configuration may say otherwise by now, or the item."""
    copies = unit.history.copies_kept_back(cycle.due.id)
    name, today = f"kept back in {cycle.due.address}", f"{cycle.now:%Y-%m-%d}"
    if copies and unit.state.get(name) != today:
        unit.errands.owe(cycle.due.id, ErrandKind.STAMP, [str(id) for id in copies], due_at=cycle.now)
        unit.state.put(name, today)


def announced(cycle: Cycle, unit: Unit) -> Batch:
    """The same, of what a page brought, announced in the transaction that owes it: one is spared."""
    batch = owed(cycle, unit, ErrandKind.STAMP)
    _announce(cycle, unit, batch)
    return batch


def announce(cycle: Cycle, batch: Batch) -> None:
    """Let it be known that these stamps may be on the server from now on."""
    if batch.stamps:
        cycle.context.store.write_among(lambda unit: _announce(cycle, unit, batch))


def _announce(cycle: Cycle, unit: Unit, batch: Batch) -> None:
    if batch.stamps:
        unit.history.being_stamped([one.pointer.id for one, _ in batch.stamps])
        cycle.has_stamped = True


def write(cycle: Cycle, batch: Batch) -> Sequence[Stamped | MailboxError]:
    """Write what was announced; one answer a stamp."""
    return cycle.mailbox.stamp([stamp for _, stamp in batch.stamps]) if batch.stamps else []


def take_note(
    cycle: Cycle, batch: Batch, answers: Sequence[Stamped | MailboxError]
) -> list[tuple[Errand, MailboxError]]:
    """Take note of what was written; the errands that failed. Raises LeaseLost for who holds the mailbox no more."""

    def note(unit: Unit) -> Noted:
        unit.mailboxes.renew(cycle.due, now=cycle.now, lease=cycle.context.lease)
        return take_note_within(cycle, unit, batch, answers)

    return tell(cycle, cycle.context.store.write_among(note))


def take_note_within(cycle: Cycle, unit: Unit, batch: Batch, answers: Sequence[Stamped | MailboxError]) -> Noted:
    """The same as a part of a transaction: what came of it is told once that is done."""
    confirmed, failed, kept_back = [], {}, dict[int, str]()
    for (one, _), answer in zip(batch.stamps, answers, strict=True):
        match answer:
            case Stamped():
                named = named_in(answer.categories, cycle.context.policy.prefix)
                numbers = _confirmed(one, frozenset(named), batch.kind)
                known = answer.known(one.pointer.change_key)
                confirmed.append((one.pointer.id, answer.item_id, known, numbers, named))
                kept_back[one.pointer.id] = answer.kept_back
            case ItemGone():
                pass  # moved or deleted: the next page tells, and owes the stamp again where it is
            case MailboxError():
                failed[one.pointer.id] = answer
    unit.history.confirm(confirmed)
    unit.history.heard_of(batch.as_wanted)
    unit.history.kept_back(kept_back)
    for pointer_id in batch.in_doubt:
        errand = batch.errands[pointer_id]
        until = cycle.now + backoff(errand.attempts + 1)
        unit.errands.postpone(errand, until=until, reason="it may have been moved: its folders are read first")
    left = failed.keys() | batch.in_doubt
    unit.errands.paid([errand for pointer_id, errand in batch.errands.items() if pointer_id not in left])
    put_off = [(batch.errands[pointer_id], failure) for pointer_id, failure in failed.items()]
    return Noted(batch.kind, len(confirmed), sum(map(bool, kept_back.values())), put_off)


def tell(cycle: Cycle, noted: Noted) -> list[tuple[Errand, MailboxError]]:
    """Count and log what was noted; the errands that failed."""
    cycle.paid[noted.kind.value] += noted.items - noted.kept_back
    if noted.items:
        told = {"kept_back": noted.kept_back} if noted.kept_back else {}
        log.info("stamps written", kind=noted.kind.value, items=noted.items - noted.kept_back, **told)
    return noted.failed


def owe_wordings(unit: Unit, numbers: Collection[int], *, now: datetime) -> None:
    """The stamps of these opportunities are to follow their titles, on every copy that carries them."""
    for mailbox_id, pointers in unit.history.copies_linked_to(numbers).items():
        unit.errands.owe(mailbox_id, ErrandKind.WORDING, [str(pointer) for pointer in pointers], due_at=now)


# --- what is written --------------------------------------------------------------------------------------------------


def _stamp(owed: StampOwed, kind: ErrandKind, policy: LinkPolicy) -> Stamp | None:
    """What is to be written; None where nothing is."""
    remove = tuple(_mark_of(number, policy.prefix) for number in owed.remove)
    if kind is ErrandKind.WORDING:
        numbers = [number for number, _ in (*owed.add, *owed.carried)]
        remove = tuple(_mark_of(number, former) for former in policy.former_prefixes for number in numbers)
    if not owed.add and not remove and not (kind is ErrandKind.WORDING and owed.carried):
        return None
    return Stamp(
        owed.pointer.server_id,
        add=_names(owed.add, policy.prefix),
        remove=remove,
        reword=_names(owed.carried, policy.prefix) if kind is ErrandKind.WORDING else (),
        # What a series carries all its occurrences show: it is looked at again with them.
        known="" if owed.is_series else owed.pointer.change_key,
    )


def _mark_of(number: int, prefix: str) -> str:
    """What a category is known by."""
    return {QUESTION: choose_name(prefix), NEW: new_name(prefix)}.get(number, f"{prefix}-{number}")


def _names(opportunities: Iterable[tuple[int, str]], prefix: str) -> tuple[str, ...]:
    named = ((number, category_name(number, title, prefix)) for number, title in opportunities)
    return tuple(choose_name(prefix) if number == QUESTION else name for number, name in named)


def _confirmed(owed: StampOwed, present: frozenset[int], kind: ErrandKind) -> frozenset[int]:
    """What is known to be on the copy now. What its user changed meanwhile is left for the next page to tell."""
    added = present & {number for number, _ in owed.add}
    removed = frozenset[int]() if kind is ErrandKind.WORDING else frozenset(owed.remove)
    return (owed.pointer.confirmed - removed) | added
