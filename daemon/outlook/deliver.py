"""Pays what is owed to Outlook. Each errand works out what is missing when it is paid, so paying twice does no harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import wait
from contextlib import contextmanager
from dataclasses import replace

import structlog

from connectors.errors import MailboxError, Refused
from connectors.mailbox import Page, Upserted
from daemon.attempts import next_attempt
from daemon.context import Cycle
from daemon.outlook import stamps
from daemon.outlook.category_list import pay_categories
from daemon.outlook.drafts import pay_draft
from daemon.outlook.tasks.pay import OF_THE_MAILBOX, Paid, deleted_by_user, pay_tasks
from daemon.stamping import Batch, BeingWritten, Noted
from daemon.tracing import TRACING
from store.unit import Unit
from store.values import Errand, ErrandKind, TaskVanished

log = structlog.get_logger()

AT_ONCE = 100  # errands that are looked at together

_ON_ITEMS = (ErrandKind.STAMP, ErrandKind.WORDING)


def pay(cycle: Cycle, kind: ErrandKind | None = None) -> None:
    """Pay the due errands of the mailbox, or those of one kind; the poisoned ones are parked and hold nothing up.

    All of them, but of the wordings, which come last and are in no hurry, only some.
    """
    if kind is None and not _is_any_due(cycle):
        return
    for one in (kind,) if kind else ErrandKind:
        with TRACING.span("errands", kind=one.value):
            (_pay_stamps if one in _ON_ITEMS else _pay_all)(cycle, one)


def _pay_all(cycle: Cycle, kind: ErrandKind) -> None:
    vanished: dict[str, Errand] = {}
    while not cycle.context.stop.is_set():
        with cycle.context.store.read() as unit:
            limit = AT_ONCE + len(vanished)
            errands = unit.errands.due(cycle.due.id, now=cycle.now, limit=limit, kind=kind)
        errands = [errand for errand in errands if errand.key not in vanished]
        if not errands:
            break
        if kind is ErrandKind.TASK:
            vanished |= {errand.key: errand for errand in _pay_tasks(cycle, errands)}
        else:
            for errand in errands:
                _pay_one(cycle, errand)
    if not cycle.context.stop.is_set():
        _settle_vanished(cycle, list(vanished.values()))


def _is_any_due(cycle: Cycle) -> bool:
    """Looked for once: a turn without news asks no more."""
    with cycle.context.store.read() as unit:
        return bool(unit.errands.due(cycle.due.id, now=cycle.now, limit=1))


def _settle_vanished(cycle: Cycle, errands: Sequence[Errand]) -> None:
    """Tasks that are not there any more were deleted by their user, unless too many went at once: those are held."""
    if not errands:
        return
    held = _held(cycle, errands)
    for errand in errands:
        if errand not in held:
            deleted_by_user(cycle, errand.key)
            _paid(cycle, [errand])
    if held:
        log.warning("many tasks vanished at once: their records stay as they are", tasks=len(held))


def _held(cycle: Cycle, errands: Sequence[Errand]) -> list[Errand]:
    """Those of these vanished tasks that wait for a person, from now on or as before."""
    reason = (
        f"vanished together with others from {cycle.due.address}: nothing was done to its record; say what it was: "
        "dealtrail review list"
    )
    with cycle.context.store.write() as unit:
        followed = {str(task.guid): task for task in unit.tasks.followed(cycle.due.id)}
        tasks = [(errand, followed[errand.key]) for errand in errands if errand.key in followed]
        is_many = len([task for _, task in tasks if task.vanished is None]) > cycle.context.at_once.most
        waiting = (None, TaskVanished.HELD) if is_many else (TaskVanished.HELD,)
        held = [(errand, task) for errand, task in tasks if task.vanished in waiting]
        for errand, task in held:
            unit.tasks.save(replace(task, vanished=TaskVanished.HELD))
            unit.errands.park(errand, reason=reason)
    return [errand for errand, _ in held]


def _pay_tasks(cycle: Cycle, errands: Sequence[Errand]) -> list[Errand]:
    """Those whose task is not there any more; they stay owed."""
    by_key = {errand.key: errand for errand in errands}
    vanished = []
    for key, outcome in pay_tasks(cycle, list(by_key)):
        match outcome:
            case Paid.DONE:
                _paid(cycle, [by_key[key]])
            case Paid.VANISHED:
                vanished.append(by_key[key])
            case MailboxError():
                _put_off(cycle, by_key[key], outcome)
    return vanished


def _pay_one(cycle: Cycle, errand: Errand) -> None:
    try:
        match errand.kind:
            case ErrandKind.CATEGORIES:
                pay_categories(cycle)
            case ErrandKind.DRAFT:
                pay_draft(cycle, errand.key)
    except OF_THE_MAILBOX:
        raise
    except MailboxError as failure:
        _put_off(cycle, errand, failure)
    else:
        _paid(cycle, [errand])


def _pay_stamps(cycle: Cycle, kind: ErrandKind) -> None:
    while not cycle.context.stop.is_set():
        with cycle.context.store.read() as unit:
            batch = stamps.owed(cycle, unit, kind)
        if not batch.errands:
            break
        stamps.announce(cycle, batch)
        _pay_batch(cycle, batch)
        if batch.is_last:
            break


def pay_announced(cycle: Cycle, batch: Batch, *, has_next: bool) -> None:
    """Pay the stamps that were announced when they were stored, and those that had no room among them.

    Where another page of the folder follows, note of them is taken with that one: a transaction is spared. Where the
    server is waited for, they are written while it is decided, too. `settle_stamps` waits for them.
    """
    if cycle.context.stop.is_set():
        return
    if batch.errands and has_next and batch.is_last:
        _begin(cycle, batch)
    elif batch.errands:
        _pay_batch(cycle, batch)
    if not batch.is_last:
        settle_stamps(cycle)
        pay(cycle, batch.kind)


def _begin(cycle: Cycle, batch: Batch) -> None:
    """Write these beside, or here where they cannot be."""
    orders = [stamp for _, stamp in batch.stamps]
    answers = cycle.mailbox.stamp_beside(orders) if orders else None
    under_way = [one.answers for one in cycle.being_written if not one.answers.done()]
    if orders and answers is None and under_way:
        wait(under_way[:1])  # the pool is full, or the server is waited for no more
        answers = cycle.mailbox.stamp_beside(orders)
    if answers is None:
        cycle.being_written.append(BeingWritten.written(batch, stamps.write(cycle, batch)))
    else:
        cycle.being_written.append(BeingWritten(batch, answers))


def settle_stamps(cycle: Cycle, before: Page | None = None) -> None:
    """Take note of stamps that were written meanwhile, and wait for them; raises what went wrong with them.

    Not `before` a page is stored that has nothing to do with them: `note_stamps` notes those that are written by then.
    A page that tells of something gone may tell of anything.
    """
    if not cycle.being_written:
        return
    if before is not None and all(isinstance(change, Upserted) for change in before.changes):
        told = {change.item.item_id for change in before.changes if isinstance(change, Upserted)}
        if not any(one.touches(told.union(before.echoes)) for one in cycle.being_written):
            return
    for one in list(cycle.being_written):
        cycle.being_written.remove(one)
        _put_all_off(cycle, stamps.take_note(cycle, one.batch, one.answers.result()))


@contextmanager
def note_stamps(cycle: Cycle) -> Iterator[Callable[[Unit], None]]:
    """Takes note of stamps that are written by now in the transaction within; raises before it what went wrong with
    them. They count once that is done: where it is not, note of them is still to be taken.
    """
    written = [one for one in cycle.being_written if one.answers.done()]
    for one in written:
        if one.answers.exception():
            cycle.being_written.remove(one)
            one.answers.result()
    noted: list[Noted] = []

    def note(unit: Unit) -> None:
        noted[:] = [stamps.take_note_within(cycle, unit, one.batch, one.answers.result()) for one in written]

    yield note
    for one in written:
        cycle.being_written.remove(one)
    for each in noted:
        _put_all_off(cycle, stamps.tell(cycle, each))


def _pay_batch(cycle: Cycle, batch: Batch) -> None:
    _put_all_off(cycle, stamps.take_note(cycle, batch, stamps.write(cycle, batch)))


def _put_all_off(cycle: Cycle, failed: Sequence[tuple[Errand, MailboxError]]) -> None:
    for errand, failure in failed:
        _put_off(cycle, errand, failure)


# --- bookkeeping ------------------------------------------------------------------------------------------------------


def _paid(cycle: Cycle, errands: Sequence[Errand]) -> None:
    cycle.context.store.write_among(lambda unit: unit.errands.paid(errands))
    for errand in errands:
        cycle.paid[errand.kind.value] += 1


def _put_off(cycle: Cycle, errand: Errand, failure: MailboxError) -> None:
    def put_off(unit: Unit) -> None:
        if isinstance(failure, Refused):
            unit.errands.park(errand, reason=str(failure))
        else:
            until = next_attempt(cycle.now, failure, errand.attempts + 1)
            unit.errands.postpone(errand, until=until, reason=str(failure))

    cycle.context.store.write_among(put_off)
    log.warning("errand put off", kind=errand.kind.value, key=errand.key, reason=str(failure))
