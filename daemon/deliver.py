"""Pays what is owed to Outlook. Each errand works out what is missing when it is paid, so paying twice does no harm."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from connectors.errors import CredentialsRefused, ItemGone, MailboxError, Refused, Throttled, Unreachable
from connectors.mailbox import Stamp, Stamped
from daemon.category import category_name, numbers_in
from daemon.cycle import Cycle
from daemon.draft import pay_draft
from daemon.offer import pay_categories
from daemon.schedule import next_attempt
from daemon.tasks.pay import pay_task
from store.values import Errand, ErrandKind, StampOwed

log = structlog.get_logger()

AT_ONCE = 100  # stamps a call: most of the gain of batching, and well below the server's limits

# These concern the mailbox, not the errand: the whole turn ends, and the errand stays owed as it was.
OF_THE_MAILBOX = (Throttled, Unreachable, CredentialsRefused)


def pay(cycle: Cycle, kind: ErrandKind | None = None) -> None:
    """Pay all due errands of the mailbox, or those of one kind; the poisoned ones are parked and hold nothing up."""
    for one in (kind,) if kind else ErrandKind:
        while not cycle.office.stop.is_set():
            with cycle.office.store.read() as unit:
                errands = unit.errands.due(cycle.due.id, now=cycle.now, limit=AT_ONCE, kind=one)
            if not errands:
                break
            if one is ErrandKind.STAMP:
                _pay_stamps(cycle, errands)
            else:
                for errand in errands:
                    _pay_one(cycle, errand)


def _pay_one(cycle: Cycle, errand: Errand) -> None:
    try:
        match errand.kind:
            case ErrandKind.TASK:
                pay_task(cycle, errand.key)
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


def _pay_stamps(cycle: Cycle, errands: Sequence[Errand]) -> None:
    by_pointer = {int(errand.key): errand for errand in errands}
    with cycle.office.store.read() as unit:
        owed = [one for one in unit.history.stamps_owed(list(by_pointer)) if one.add or one.remove]
        offered = dict(cycle.due.offered)
    prefix = cycle.office.policy.prefix
    answers = cycle.mailbox.stamp([_stamp(one, offered, prefix) for one in owed]) if owed else []

    confirmed, failed = [], {}
    for one, answer in zip(owed, answers, strict=True):
        match answer:
            case Stamped():
                numbers = _confirmed(one, frozenset(numbers_in(answer.categories, prefix)))
                confirmed.append((one.pointer.id, answer.item_id, answer.change_key, numbers))
            case ItemGone():
                pass  # moved or deleted: the next page tells, and owes the stamp again where it is
            case MailboxError():
                failed[one.pointer.id] = answer
    with cycle.office.store.write() as unit:
        unit.history.confirm(confirmed)
        unit.errands.paid([errand for pointer_id, errand in by_pointer.items() if pointer_id not in failed])
    cycle.paid["stamp"] += len(confirmed)
    if confirmed:
        log.info("stamps written", items=len(confirmed))
    for pointer_id, failure in failed.items():
        _put_off(cycle, by_pointer[pointer_id], failure)


def _stamp(owed: StampOwed, offered: dict[str, str], prefix: str) -> Stamp:
    return Stamp(
        owed.pointer.server_id,
        add=tuple(offered.get(str(number)) or category_name(number, title, prefix) for number, title in owed.add),
        remove=tuple(f"{prefix}-{number}" for number in owed.remove),
    )


def _confirmed(owed: StampOwed, present: frozenset[int]) -> frozenset[int]:
    """What is known to be on the copy now. What its user changed meanwhile is left for the next page to tell."""
    added = present & {number for number, _ in owed.add}
    return (owed.pointer.confirmed - frozenset(owed.remove)) | added


# --- bookkeeping ------------------------------------------------------------------------------------------------------


def _paid(cycle: Cycle, errands: Sequence[Errand]) -> None:
    with cycle.office.store.write() as unit:
        unit.errands.paid(errands)
    for errand in errands:
        cycle.paid[errand.kind.value] += 1


def _put_off(cycle: Cycle, errand: Errand, failure: MailboxError) -> None:
    with cycle.office.store.write() as unit:
        if isinstance(failure, Refused):
            unit.errands.park(errand, reason=str(failure))
        else:
            unit.errands.postpone(
                errand, until=next_attempt(cycle.now, failure, errand.attempts + 1), reason=str(failure)
            )
    log.warning("errand put off", kind=errand.kind.value, key=errand.key, reason=str(failure))
