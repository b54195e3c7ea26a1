"""What the store and the mailboxes hold, put beside what the oracle expects. Each difference is a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, select

from store.models import ItemRow, LinkRow, MailboxRow, PointerRow, ReceiptRow
from store.values import ErrandKind
from tests.flow.quarter.acts import CHOOSE, number_of
from tests.flow.quarter.log import Item
from tests.flow.quarter.oracle import Oracle
from tests.flow.quarter.world import World


def differences(world: World, oracle: Oracle) -> list[str]:
    return [
        *_items(world, oracle),
        *_links(world, oracle),
        *_receipts(world, oracle),
        *_stamps(world, oracle),
        *_counters(world),
        *_owed(world),
    ]


def _items(world: World, oracle: Oracle) -> Iterator[str]:
    """Exactly one item for each message and appointment that was looked at, and as many copies as are left."""
    expected: dict[str, tuple[int, int]] = {}  # two that contradict each other may claim one Message-ID
    for item in oracle.items():
        items, copies = expected.get(item.identity, (0, 0))
        expected[item.identity] = items + 1, copies + sum(copy.is_watched for copy in oracle.of(item).seen)
    with world.firm.store.read() as unit:
        counts = (
            select(ItemRow.identity, func.count(ItemRow.id.distinct()), func.count(PointerRow.id))
            .outerjoin(PointerRow, and_(PointerRow.item_id == ItemRow.id, PointerRow.is_gone.is_(False)))
            .where(ItemRow.kind.in_(["email", "appointment"]))
            .group_by(ItemRow.identity)
        )
        found = {identity: (items, copies) for identity, items, copies in unit.connection.execute(counts)}
    for identity in sorted(expected.keys() | found.keys()):
        if found.get(identity) != expected.get(identity):
            yield f"{identity}: (items, copies) are {found.get(identity)}, expected {expected.get(identity)}"


def _links(world: World, oracle: Oracle) -> Iterator[str]:
    found: dict[str, dict[int, bool]] = {}
    rules: dict[str, list[str]] = {}
    with world.firm.store.read() as unit:
        links = select(ItemRow.identity, LinkRow.number, LinkRow.rule).join(LinkRow, LinkRow.item_id == ItemRow.id)
        for identity, number, rule in unit.connection.execute(links):
            there = found.setdefault(identity, {})
            there[number] = there.get(number, False) or rule == "category"
        receipts = (
            select(ItemRow.identity, ReceiptRow.outcome, ReceiptRow.rule, ReceiptRow.reason)
            .join(PointerRow, PointerRow.item_id == ItemRow.id)
            .join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
        )
        for identity, outcome, rule, reason in unit.connection.execute(receipts):
            rules.setdefault(identity, []).append(f"{outcome} by {rule}: {reason}")
    claiming: dict[str, list[Item]] = {}
    for item in oracle.items():
        claiming.setdefault(item.identity, []).append(item)
    for item in oracle.items():
        expected: dict[int, bool] = {}
        for one in claiming[item.identity]:
            expected |= {n: by_hand or expected.get(n, False) for n, by_hand in oracle.links(one).items()}
        if (is_there := found.get(item.identity, {})) != expected:
            told = f"the daemon says {rules.get(item.identity)}, the oracle {oracle.of(item)}"
            yield f"{item}: linked to {_words(is_there)}, expected {_words(expected)}; {told}"


def _receipts(world: World, oracle: Oracle) -> Iterator[str]:
    """What a person is told of what waits for them, and of people whom nobody can find."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    with world.firm.store.read() as unit:
        receipts = (
            select(ItemRow.identity, MailboxRow.address, ReceiptRow.rule, ReceiptRow.reason)
            .join(PointerRow, PointerRow.item_id == ItemRow.id)
            .join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
            .join(MailboxRow, MailboxRow.id == PointerRow.mailbox_id)
            .where(PointerRow.is_gone.is_(False))
        )
        for identity, mailbox, rule, reason in unit.connection.execute(receipts):
            found.setdefault(identity, []).append((mailbox, rule, reason))
    for item in oracle.items():
        mine = {copy.mailbox for copy in item.copies}
        for mailbox, said, reason in [told for told in found.get(item.identity, ()) if told[0] in mine]:
            rule = oracle.told(item, mailbox)
            is_named = rule != "unusable address" or item.nameless[0].casefold() in reason
            if rule and not (said == rule and is_named):
                yield f"{item}: the receipt says {said}: {reason}, expected {rule} {item.nameless}"


def _words(links: dict[int, bool]) -> str:
    named = (f"{number}{' by hand' if by_hand else ''}" for number, by_hand in sorted(links.items()))
    return ", ".join(named) or "nothing"


def _stamps(world: World, oracle: Oracle) -> Iterator[str]:
    for item in oracle.items():
        for copy in item.copies:
            if not copy.is_watched:
                continue
            names = world.categories(copy)
            there = {number for name in names if (number := number_of(name))}
            wanted = oracle.stamps(item, copy)
            if item.kind == "request":
                wanted = there
            untold = {*item.by_sender, *copy.unsure}
            if there - untold != wanted - untold:
                yield f"{item} at {copy.mailbox} carries {sorted(there)}, expected {sorted(wanted)}"
            if (CHOOSE in names) != oracle.is_asked(item, copy):
                yield f"{item} at {copy.mailbox} {'asks' if CHOOSE in names else 'does not ask'} which one"
            own = sorted(name for name in names if not number_of(name) and name != CHOOSE)
            if own != (expected := sorted({*copy.own, *copy.typed, *copy.unclear})):
                yield f"{item} at {copy.mailbox} has its user's categories {own}, expected {expected}"


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
