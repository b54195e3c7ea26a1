"""Mail of somebody who is forgotten: what they wrote or was for them alone, and that in which others are, too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import Connection, delete, select, union, update

from store.history.redacting import Redacting
from store.models import ItemRow, ItemSketchRow, ParticipantRow, UnlinkedPersonRow
from store.repository import chunks
from store.rules.forgetting import ERASED, ERASED_ADDRESS, WRITERS
from store.transaction import Transaction
from store.values import Erased, Person

IsOwn = Callable[[str], bool]


def mail_of(db: Connection, addresses: Collection[str], is_own: IsOwn) -> tuple[list[int], list[int]]:
    """E-mails and appointments: what they wrote or was for them alone, and those in which others are, too."""
    theirs = select(ParticipantRow.item_id).where(ParticipantRow.address.in_(addresses)).distinct()
    return _judged(db, db.scalars(theirs).all(), addresses, is_own)


def mail_left(transaction: Transaction, person: Person) -> Sequence[int]:
    """Items that name one of their addresses still."""
    tables = (ParticipantRow, UnlinkedPersonRow)
    named = (select(table.item_id).where(table.address.in_(person.addresses)) for table in tables)
    return sorted(transaction.connection.scalars(union(*named)))


def forget_mail(transaction: Transaction, person: Person, items: Sequence[int], is_own: IsOwn) -> Erased:
    """Leave the fact of what is theirs; in the lists of people a neutral word stands for them, once a role."""
    db = transaction.connection
    bare, others = _judged(db, items, person.addresses, is_own)
    transaction.repository(Redacting).redact(bare)
    _forget_likeness(db, bare)
    here = (ParticipantRow.item_id.in_(items), ParticipantRow.address.in_(person.addresses))
    wrote = select(ParticipantRow.item_id).where(*here, ParticipantRow.role.in_(("from", "organizer")))
    db.execute(update(ItemRow).where(ItemRow.id.in_(wrote)).values(author=ERASED))
    db.execute(update(ParticipantRow).where(*here).values(address=ERASED_ADDRESS, name=ERASED))
    found_by = (UnlinkedPersonRow.item_id.in_(items), UnlinkedPersonRow.address.in_(person.addresses))
    db.execute(delete(UnlinkedPersonRow).where(*found_by))
    return Erased(bare=len(bare), masked=len(others))


def _judged(
    db: Connection, items: Iterable[int], addresses: Collection[str], is_own: IsOwn
) -> tuple[list[int], list[int]]:
    bare: list[int] = []
    others: list[int] = []
    mine = set(addresses)
    people = select(ParticipantRow.item_id, ParticipantRow.role, ParticipantRow.address)
    for chunk in chunks(items):
        roles: dict[int, list[tuple[str, str]]] = {}
        for id, role, address in db.execute(people.where(ParticipantRow.item_id.in_(chunk))):
            roles.setdefault(id, []).append((role, address))
        for id, part in roles.items():
            if mine.isdisjoint(address for _, address in part):
                continue
            is_writer = any(address in mine and role in WRITERS for role, address in part)
            is_alone = all(address in mine or is_own(address) for _, address in part)
            (bare if is_writer or is_alone else others).append(id)
    return sorted(bare), sorted(others)


def _forget_likeness(db: Connection, items: Sequence[int]) -> None:
    """Of bare ones nothing is compared but their fingerprints, and nobody's name stands over them."""
    db.execute(delete(ItemSketchRow).where(ItemSketchRow.item_id.in_(items)))
    db.execute(update(ItemRow).where(ItemRow.id.in_(items)).values(traits={}))
