"""What the store and the mailboxes hold, put beside what the oracle expects. Each difference is a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from store.models import ItemRow, LinkRow, MailboxRow, PointerRow, ReceiptRow
from store.values import ErrandKind
from tests.flow.quarter.acts import CHOOSE, number_of
from tests.flow.quarter.log import Item
from tests.flow.quarter.oracle import Oracle
from tests.flow.quarter.world import World


def differences(world: World, oracle: Oracle) -> list[str]:
    ids = _ids(world, oracle)
    return [
        *_items(world, oracle, ids),
        *_links(world, oracle, ids),
        *_receipts(world, oracle, ids),
        *_occurrences(world, oracle, ids),
        *_stamps(world, oracle),
        *_counters(world),
        *_owed(world),
    ]


def _ids(world: World, oracle: Oracle) -> dict[Item, set[int]]:
    """What the store has the copies of each item under, whatever it knows it by."""
    with world.firm.store.read() as unit:
        pointers = unit.connection.execute(select(PointerRow.server_id, PointerRow.item_id))
        stored = dict(pointers.all())
        identities = select(ItemRow.identity, ItemRow.id).where(ItemRow.identity.in_(oracle.occurrences.items))
        occurrences = dict(unit.connection.execute(identities).all())  # wherever the server lists them
    seen = {item: [id for copy in oracle.of(item).seen for id in world.ids(copy)] for item in oracle.items()}
    found = {item: {stored[id] for id in ids if id in stored} for item, ids in seen.items()}
    for item in oracle.occurrences.items.values():
        found[item] = {occurrences[item.identity]} if item.identity in occurrences else set()
    return found


def _items(world: World, oracle: Oracle, ids: dict[Item, set[int]]) -> Iterator[str]:
    """Exactly one item for each message and appointment that was looked at, and as many copies as are left."""
    there = select(PointerRow.item_id, func.count()).where(PointerRow.is_gone.is_(False)).group_by(PointerRow.item_id)
    items = select(ItemRow.id, ItemRow.identity).where(ItemRow.kind.in_(["email", "appointment"]))
    with world.firm.store.read() as unit:
        copies = dict(unit.connection.execute(there).all())
        identities = dict(unit.connection.execute(items).all())
    whose: dict[int, Item] = {}
    for item, mine in ids.items():
        if len(mine) != 1:
            yield f"{item} is {len(mine)} items"
        for id in mine:
            if other := whose.get(id):
                yield f"{item} is one with {other}"
            whose[id] = item
        found, expected = sum(copies.get(id, 0) for id in mine), sum(copy.is_watched for copy in oracle.of(item).seen)
        if found != expected:
            yield f"{item} has {found} copies, expected {expected}"
        known = {identities[id] for id in mine if id in identities}
        if oracle.is_named(item) and known != {item.identity}:
            yield f"{item} is known as {sorted(known)}"
    for id in sorted(identities.keys() - whose.keys()):
        yield f"{identities[id]} is an item, and nobody sent it"


def _links(world: World, oracle: Oracle, ids: dict[Item, set[int]]) -> Iterator[str]:
    found: dict[int, dict[int, bool]] = {}
    rules: dict[int, list[str]] = {}
    with world.firm.store.read() as unit:
        for id, number, rule in unit.connection.execute(select(LinkRow.item_id, LinkRow.number, LinkRow.rule)):
            there = found.setdefault(id, {})
            there[number] = there.get(number, False) or rule == "category"
        receipts = select(PointerRow.item_id, ReceiptRow.outcome, ReceiptRow.rule, ReceiptRow.reason).join(
            ReceiptRow, ReceiptRow.pointer_id == PointerRow.id
        )
        for id, outcome, rule, reason in unit.connection.execute(receipts):
            rules.setdefault(id, []).append(f"{outcome} by {rule}: {reason}")
    for item, mine in ids.items():
        is_there = {number: by_hand for id in mine for number, by_hand in found.get(id, {}).items()}
        if is_there != (expected := oracle.links(item)):
            told = f"the daemon says {[rules.get(id) for id in mine]}, the oracle {oracle.of(item)}"
            yield f"{item}: linked to {_words(is_there)}, expected {_words(expected)}; {told}"


def _receipts(world: World, oracle: Oracle, ids: dict[Item, set[int]]) -> Iterator[str]:
    """What a person is told of what waits for them, and of people whom nobody can find."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    with world.firm.store.read() as unit:
        receipts = (
            select(PointerRow.item_id, MailboxRow.address, ReceiptRow.rule, ReceiptRow.reason)
            .join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
            .join(MailboxRow, MailboxRow.id == PointerRow.mailbox_id)
            .where(PointerRow.is_gone.is_(False))
        )
        for id, mailbox, rule, reason in unit.connection.execute(receipts):
            found.setdefault(id, []).append((mailbox, rule, reason))
    for item, mine in ids.items():
        for mailbox, said, reason in [told for id in mine for told in found.get(id, ())]:
            rule = oracle.told(item, mailbox)
            is_named = rule != "unusable address" or item.nameless[0].casefold() in reason
            if rule and not (said == rule and is_named):
                yield f"{item}: the receipt says {said}: {reason}, expected {rule} {item.nameless}"


def _occurrences(world: World, oracle: Oracle, ids: dict[Item, set[int]]) -> Iterator[str]:
    """When each takes place, and whether it was called off."""
    with world.firm.store.read() as unit:
        rows = select(ItemRow.id, ItemRow.occurred_at, ItemRow.is_cancelled).where(
            ItemRow.identity.in_(oracle.occurrences.items)
        )
        stored = {id: told for id, *told in unit.connection.execute(rows)}
    for item in oracle.occurrences.items.values():
        expected = [item.at, item in oracle.occurrences.called_off]
        for id in ids[item]:
            if stored[id] != expected:
                yield f"{item} takes place, called off: {stored[id]}, expected {expected}"


def _words(links: dict[int, bool]) -> str:
    named = (f"{number}{' by hand' if by_hand else ''}" for number, by_hand in sorted(links.items()))
    return ", ".join(named) or "nothing"


def _stamps(world: World, oracle: Oracle) -> Iterator[str]:
    for item in oracle.items():
        for copy in item.copies:
            if not copy.is_watched or item.kind == "occurrence":
                continue
            names = world.categories(copy)
            there = {number for name in names if (number := number_of(name))}
            wanted = oracle.stamps(item, copy)
            is_unwritten = item.kind == "series" and copy.mailbox in world.in_cloud
            if is_unwritten:
                wanted = there | (oracle.by_hand_at(item, copy) - {*copy.typed.values()})  # our stamp might mail people
            untold = {*item.by_sender, *copy.unsure}
            if there - untold != wanted - untold:
                yield f"{item} at {copy.mailbox} carries {sorted(there)}, expected {sorted(wanted)}"
            is_asked = oracle.is_asked(item, copy)
            if (CHOOSE in names) != is_asked and not (is_asked and is_unwritten):
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
