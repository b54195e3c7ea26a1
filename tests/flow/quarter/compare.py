"""What the store and the mailboxes hold, put beside what the oracle expects. Each difference is a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, select

from daemon.category import number_in
from store.models import ItemRow, LinkRow, PointerRow, ReceiptRow
from store.values import ErrandKind
from tests.flow.quarter.acts import CHOOSE
from tests.flow.quarter.oracle import Oracle
from tests.flow.quarter.world import PREFIX, World


def differences(world: World, oracle: Oracle) -> list[str]:
    return [*_items(world, oracle), *_links(world, oracle), *_stamps(world, oracle), *_counters(world), *_owed(world)]


def _items(world: World, oracle: Oracle) -> Iterator[str]:
    """Exactly one item for each message and appointment that was looked at, and as many copies as are left."""
    expected = {item.identity: sum(copy.is_watched for copy in oracle.of(item).seen) for item in oracle.items()}
    with world.firm.store.read() as unit:
        counts = (
            select(ItemRow.identity, func.count(ItemRow.id.distinct()), func.count(PointerRow.id))
            .outerjoin(PointerRow, and_(PointerRow.item_id == ItemRow.id, PointerRow.is_gone.is_(False)))
            .where(ItemRow.kind.in_(["email", "appointment"]))
            .group_by(ItemRow.identity)
        )
        found = {identity: (items, copies) for identity, items, copies in unit.connection.execute(counts)}
    for identity in sorted(expected.keys() | found.keys()):
        if found.get(identity, (0, 0)) != (1, expected.get(identity)):
            items, copies = found.get(identity, (0, 0))
            yield f"{identity}: {items} items with {copies} copies, expected one with {expected.get(identity)}"


def _links(world: World, oracle: Oracle) -> Iterator[str]:
    found: dict[str, dict[int, bool]] = {}
    rules: dict[str, list[str]] = {}
    with world.firm.store.read() as unit:
        links = select(ItemRow.identity, LinkRow.number, LinkRow.rule).join(LinkRow, LinkRow.item_id == ItemRow.id)
        for identity, number, rule in unit.connection.execute(links):
            found.setdefault(identity, {})[number] = rule == "category"
        receipts = (
            select(ItemRow.identity, ReceiptRow.outcome, ReceiptRow.rule, ReceiptRow.reason)
            .join(PointerRow, PointerRow.item_id == ItemRow.id)
            .join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
        )
        for identity, outcome, rule, reason in unit.connection.execute(receipts):
            rules.setdefault(identity, []).append(f"{outcome} by {rule}: {reason}")
    for item in oracle.items():
        if (is_there := found.get(item.identity, {})) != oracle.links(item):
            told = f"the daemon says {rules.get(item.identity)}, the oracle {oracle.of(item)}"
            yield f"{item}: linked to {_words(is_there)}, expected {_words(oracle.links(item))}; {told}"


def _words(links: dict[int, bool]) -> str:
    named = (f"{number}{' by hand' if by_hand else ''}" for number, by_hand in sorted(links.items()))
    return ", ".join(named) or "nothing"


def _stamps(world: World, oracle: Oracle) -> Iterator[str]:
    for item in oracle.items():
        for copy in item.copies:
            if not copy.is_watched:
                continue
            names = world.categories(copy)
            there = {number for name in names if (number := number_in(name, PREFIX)) is not None}
            wanted = oracle.stamps(item, copy)
            if item.kind == "request":
                wanted = there
            if there - set(item.by_sender) != wanted - set(item.by_sender):
                yield f"{item} at {copy.mailbox} carries {sorted(there)}, expected {sorted(wanted)}"
            if (CHOOSE in names) != oracle.is_asked(item, copy):
                yield f"{item} at {copy.mailbox} {'asks' if CHOOSE in names else 'does not ask'} which one"
            own = [name for name in names if number_in(name, PREFIX) is None and name != CHOOSE]
            if sorted(own) != sorted(set(copy.own)):
                yield f"{item} at {copy.mailbox} has its user's categories {own}, expected {copy.own}"


def _counters(world: World) -> Iterator[str]:
    with world.firm.store.read() as unit:
        counts = dict(unit.history.counts())
        copies = unit.connection.execute(select(func.count()).select_from(PointerRow)).scalar_one()
    seen = counts.pop("seen")
    if not seen == sum(counts.values()) == copies:
        yield f"the counters do not add up: seen {seen}, {counts}, {copies} copies"


def _owed(world: World) -> Iterator[str]:
    with world.firm.store.read() as unit:
        for mailbox in unit.mailboxes.status():
            if mailbox.errands_owed or mailbox.errands_parked or mailbox.failures:
                owed = f"{mailbox.errands_owed} owed, {mailbox.errands_parked} parked"
                yield f"{mailbox.address}: {owed}, {mailbox.last_error}"
            for kind in ErrandKind:
                if keys := unit.errands.keys(mailbox.id, kind):
                    yield f"{mailbox.address}: owes {kind} {sorted(keys)}"
    if world.firm.simulator.sent:
        yield f"something was sent: {world.firm.simulator.sent}"
