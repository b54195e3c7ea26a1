"""Pays what is owed to Outlook. Each errand works out what is missing when it is paid, so paying twice does no harm."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from connectors.errors import ItemGone, MailboxError, Refused
from connectors.mailbox import Stamp, Stamped
from daemon.attempts import next_attempt
from daemon.context import Cycle
from daemon.link import LinkPolicy, category_name, choose_name, named_in, new_name
from daemon.outlook.category_list import pay_categories
from daemon.outlook.drafts import pay_draft
from daemon.outlook.tasks.pay import OF_THE_MAILBOX, Paid, deleted_by_user, pay_tasks
from store.unit import Unit
from store.values import AT_ONCE_GONE, NEW, QUESTION, Errand, ErrandKind, StampOwed, TaskVanished

log = structlog.get_logger()

AT_ONCE = 100  # stamps a call: most of the gain of batching, and well below the server's limits
WORDINGS = 200  # a turn: an opportunity with years of mail that gets another title keeps no new mail waiting

_ON_ITEMS = (ErrandKind.STAMP, ErrandKind.WORDING)


def pay(cycle: Cycle, kind: ErrandKind | None = None) -> None:
    """Pay the due errands of the mailbox, or those of one kind; the poisoned ones are parked and hold nothing up.

    All of them, but of the wordings, which come last and are in no hurry, only some.
    """
    for one in (kind,) if kind else ErrandKind:
        vanished: dict[str, Errand] = {}
        while not cycle.context.stop.is_set():
            with cycle.context.store.read() as unit:
                limit = _limit(one) + len(vanished)
                errands = unit.errands.due(cycle.due.id, now=cycle.now, limit=limit, kind=one)
            errands = [errand for errand in errands if errand.key not in vanished]
            if not errands:
                break
            if one in _ON_ITEMS:
                _pay_stamps(cycle, errands, one)
            elif one is ErrandKind.TASK:
                vanished |= {errand.key: errand for errand in _pay_tasks(cycle, errands)}
            else:
                for errand in errands:
                    _pay_one(cycle, errand)
            if one is ErrandKind.WORDING:
                break
        if not cycle.context.stop.is_set():
            _settle_vanished(cycle, list(vanished.values()))


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
        is_many = len([task for _, task in tasks if task.vanished is None]) > AT_ONCE_GONE
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


# --- stamps -----------------------------------------------------------------------------------------------------------


def owe_wordings(unit: Unit, numbers: Collection[int], *, now: datetime) -> None:
    """The stamps of these opportunities are to follow their titles, on every copy that carries them."""
    for mailbox_id, pointers in unit.history.copies_linked_to(numbers).items():
        unit.errands.owe(mailbox_id, ErrandKind.WORDING, [str(pointer) for pointer in pointers], due_at=now)


def _limit(kind: ErrandKind) -> int:
    return WORDINGS if kind is ErrandKind.WORDING else AT_ONCE


def _pay_stamps(cycle: Cycle, errands: Sequence[Errand], kind: ErrandKind) -> None:
    by_pointer = {int(errand.key): errand for errand in errands}
    prefix = cycle.context.policy.prefix
    with cycle.context.store.read() as unit:
        owed = unit.history.stamps_owed(list(by_pointer))
    stamps = [(one, stamp) for one in owed if (stamp := _stamp(one, kind, cycle.context.policy)) is not None]
    if stamps:
        with cycle.context.store.write() as unit:
            unit.history.being_stamped([one.pointer.id for one, _ in stamps])
        cycle.has_stamped = True
    answers = cycle.mailbox.stamp([stamp for _, stamp in stamps]) if stamps else []

    confirmed, failed = [], {}
    for (one, _), answer in zip(stamps, answers, strict=True):
        match answer:
            case Stamped():
                named = named_in(answer.categories, prefix)
                numbers = _confirmed(one, frozenset(named), kind)
                known = answer.known(one.pointer.change_key)
                confirmed.append((one.pointer.id, answer.item_id, known, numbers, named))
            case ItemGone():
                pass  # moved or deleted: the next page tells, and owes the stamp again where it is
            case MailboxError():
                failed[one.pointer.id] = answer
    with cycle.context.store.write() as unit:
        unit.history.confirm(confirmed)
        unit.errands.paid([errand for pointer_id, errand in by_pointer.items() if pointer_id not in failed])
    cycle.paid[kind.value] += len(confirmed)
    if confirmed:
        log.info("stamps written", kind=kind.value, items=len(confirmed))
    for pointer_id, failure in failed.items():
        _put_off(cycle, by_pointer[pointer_id], failure)


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


# --- bookkeeping ------------------------------------------------------------------------------------------------------


def _paid(cycle: Cycle, errands: Sequence[Errand]) -> None:
    with cycle.context.store.write() as unit:
        unit.errands.paid(errands)
    for errand in errands:
        cycle.paid[errand.kind.value] += 1


def _put_off(cycle: Cycle, errand: Errand, failure: MailboxError) -> None:
    with cycle.context.store.write() as unit:
        if isinstance(failure, Refused):
            unit.errands.park(errand, reason=str(failure))
        else:
            unit.errands.postpone(
                errand, until=next_attempt(cycle.now, failure, errand.attempts + 1), reason=str(failure)
            )
    log.warning("errand put off", kind=errand.kind.value, key=errand.key, reason=str(failure))
