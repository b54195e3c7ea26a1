"""All links made anew by the rules and records as they are today; what people said stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from daemon.link import LinkPolicy
from daemon.sync.redecide import AT_ONCE, decide_waiting, redecided, save_again
from store.history.relinking import Place
from store.rules.history import AT_THE_RECORD
from store.unit import Unit
from store.values import HistoryLine, KnownPage, Link, Outcome, Receipt, Record, Redecided

Opened = Callable[[], AbstractContextManager[Unit]]  # a transaction; one that writes where something is to be changed


@dataclass(frozen=True, slots=True)
class Change:
    """An item of which the rules say something else today than when it was decided."""

    item: HistoryLine
    before: tuple[int, ...]  # the opportunities that it is linked to
    after: tuple[int, ...]
    receipt_before: Receipt | None  # of the copy that tells most of it
    receipt_after: Receipt


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: everything, or what is about one opportunity; from a day on."""

    number: int | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """Some items that were looked at, and those among them that change."""

    count: int
    changes: tuple[Change, ...]
    reworded: int = 0  # others that stay where they are, and for which the rules give another reason today


def relinked(
    opened: Opened,
    scope: Scope,
    policy: LinkPolicy,
    clock: Callable[[], datetime],
    *,
    is_done: bool,
    at_once: int = AT_ONCE,
) -> Iterator[Looked]:
    """What changes, oldest first, a bounded number of items at a time, each stored in a transaction where it `is_done`.

    What is decided sees what was decided before it, whether that is stored or not. To be repeated from the beginning
    when it was cut short: what is changed already does not change again.
    """
    anew: dict[int, tuple[Link, ...]] = {}  # what would be stored by now
    for ids in _batches(opened, scope, at_once):
        with opened() as unit:
            items, page = unit.again.stored(ids)
            _put_into(page, anew)
            decided = redecided(unit, items, page, policy, is_relinking=True)
            changed = [one for one in map(_as_people_said, decided) if _differs(one)]
            if is_done:
                _store(unit, changed, policy, clock())
            else:
                anew |= {one.item.item_id: one.links for one in changed}
            told = _told(unit, changed)
            looked = Looked(len(items), told, len(changed) - len(told))
        yield looked


def follow_up(opened: Opened, policy: LinkPolicy, clock: Callable[[], datetime]) -> int:
    """What hangs on what was changed is decided as in a mailbox's turn; how many items were linked elsewhere by it."""
    changed: set[int] = set()
    while True:
        with opened() as unit:
            if not unit.again.waiting():
                return len(changed)
            changed |= decide_waiting(unit, policy, clock()).changed


def _batches(opened: Opened, scope: Scope, at_once: int) -> Iterator[list[int]]:
    if scope.number is not None:
        with opened() as unit:
            places = iter(unit.relinking.about(scope.number, scope.since))
        while some := list(islice(places, at_once)):
            yield [id for _, id in some]
        return
    last = -1
    while True:
        with opened() as unit:
            found: list[Place] = unit.relinking.oldest(last, at_once, scope.since)
        if not found:
            return
        last = found[-1][0]
        yield [id for _, id in found]


def _put_into(page: KnownPage, anew: dict[int, tuple[Link, ...]]) -> None:
    for groups in (page.members, page.conversations):
        for key, members in groups.items():
            groups[key] = [replace(m, links=anew[m.item_id]) if m.item_id in anew else m for m in members]


def _store(unit: Unit, changed: Sequence[Redecided], policy: LinkPolicy, now: datetime) -> None:
    if not changed:
        return
    save_again(unit, changed, now)
    for one in changed:
        before, after = _numbers(one.item.known.links), _numbers(one.links)
        told = (_named(before, policy), _named(after, policy))
        unit.audit.changed(Record.ITEM, one.item.item_id, {"linked to": told})


def _as_people_said(one: Redecided) -> Redecided:
    """With the receipts of copies that somebody linked at the record, as long as that holds: rules word none."""
    if not any(link.rule in AT_THE_RECORD for link in one.links):
        return one
    was = {id: one.item.receipts.get(id) for id in one.receipts}
    said = {id: old for id, old in was.items() if old and old.rule in AT_THE_RECORD}
    return replace(one, receipts={**one.receipts, **said}) if said else one


def _differs(one: Redecided) -> bool:
    if {(link.number, link.rule) for link in one.links} != {(link.number, link.rule) for link in one.item.known.links}:
        return True
    return any(_said(one.item.receipts.get(id)) != _said(receipt) for id, receipt in one.receipts.items())


def _said(receipt: Receipt | None) -> tuple[Outcome, str] | None:
    return (receipt.outcome, receipt.rule) if receipt else None


def _told(unit: Unit, changed: Sequence[Redecided]) -> tuple[Change, ...]:
    """Those of the changes that a person notices: other opportunities, or another outcome."""
    found = []
    lines = unit.relinking.lines([one.item.item_id for one in changed])
    for one in changed:
        before, after = _numbers(one.item.known.links), _numbers(one.links)
        receipts = [(one.item.receipts.get(id), receipt) for id, receipt in one.receipts.items()]
        moved = [(old, new) for old, new in receipts if (old.outcome if old else None) is not new.outcome]
        if before != after or moved:
            told = moved or [(old, new) for old, new in receipts if _said(old) != _said(new)] or receipts
            found.append(Change(lines[one.item.item_id], before, after, *told[0]))
    return tuple(found)


def _numbers(links: Sequence[Link]) -> tuple[int, ...]:
    return tuple(sorted(link.number for link in links))


def _named(numbers: Sequence[int], policy: LinkPolicy) -> list[str]:
    return [f"{policy.prefix}-{number}" for number in numbers]
