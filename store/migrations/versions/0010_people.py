"""People: addresses in their one form, whatever is around them, and whose X.500 addresses are"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from store.addresses import domain_of, normalise

revision = "0010"
down_revision = "0009"

ACTOR = "upgrade"  # by which `dealtrail init` finds what it has to tell
MOMENT = sa.DateTime(timezone=True)
AT_ONCE = 500

changes = sa.table(
    "changes",
    *map(sa.column, ("user_id", "actor", "record", "record_id", "field", "before", "after")),
    sa.column("at", MOMENT),
)
contact_addresses = sa.table("contact_addresses", *map(sa.column, ("address", "contact_id")))
participants = sa.table("participants", *map(sa.column, ("item_id", "address")))
unlinked = sa.table("unlinked_people", *map(sa.column, ("address", "item_id", "domain")))
to_decide = sa.table("to_decide", *map(sa.column, ("item_id", "hops")))


def upgrade() -> None:
    op.create_table(
        "directory_names",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_directory_names"),
    )
    db = op.get_bind()
    _contacts(db)
    _items(db)


def _contacts(db: sa.Connection) -> None:
    for written, owner in db.execute(sa.select(contact_addresses).where(_odd(db, contact_addresses.c.address))).all():
        form = normalise(written)
        if form in ("", written):
            continue
        other = db.scalar(sa.select(contact_addresses.c.contact_id).where(contact_addresses.c.address == form))
        this = contact_addresses.c.address == written
        if other is None:
            db.execute(sa.update(contact_addresses).where(this).values(address=form))
        elif other == owner:
            db.execute(sa.delete(contact_addresses).where(this))
        else:
            note = f"{written} is {form}, which is contact {other}'s: nobody can be found by it; please put it right"
            told = {"at": datetime.now(UTC), "user_id": None, "actor": ACTOR, "before": None, "after": note}
            db.execute(sa.insert(changes).values(**told, record="contact", record_id=owner, field="addresses"))


def _items(db: sa.Connection) -> None:
    """People in items; what is linked to nothing is decided again by what they are called now."""
    for table in (participants, unlinked):
        odd = sa.select(table.c.address).where(_odd(db, table.c.address)).distinct()
        for written in list(db.scalars(odd)):
            form = normalise(written)
            if form in ("", written):
                continue
            here = table.c.address == written
            if table is unlinked:
                ids = list(db.scalars(sa.select(unlinked.c.item_id).where(here)))
                there = set(db.scalars(sa.select(unlinked.c.item_id).where(unlinked.c.address == form)))
                db.execute(sa.delete(unlinked).where(here))
                rows = [{"address": form, "item_id": id, "domain": domain_of(form)} for id in ids if id not in there]
                if rows:
                    db.execute(sa.insert(unlinked), rows)
                _queue(db, ids)
            else:
                db.execute(sa.update(participants).where(here).values(address=form))


def _queue(db: sa.Connection, ids: Iterable[int]) -> None:
    waiting = set(db.scalars(sa.select(to_decide.c.item_id)))
    rows = [{"item_id": id, "hops": 0} for id in dict.fromkeys(ids) if id not in waiting]
    if rows:
        db.execute(sa.insert(to_decide), rows)


def _odd(db: sa.Connection, address: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """What may have another form now: something around it, a scheme before it, or signs beyond ASCII."""
    is_sqlite = db.dialect.name == "sqlite"
    size = sa.func.length(sa.cast(address, sa.LargeBinary)) if is_sqlite else sa.func.octet_length(address)
    before = ("'", '"', "`", "(", "[", "{", ",", ";", "mailto:", "smtp:", "imcea")
    around = [address.like(f"{sign}%") for sign in before]
    around += [address.like(f"%{sign}") for sign in ("'", '"', "`", ")", "}", ",", ";", ".")]
    return sa.or_(size != sa.func.length(address), address.like("%?%"), *around)
