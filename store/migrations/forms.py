"""Addresses and mail domains that are stored as they were written get the form that they are compared in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import sqlalchemy as sa

from store.addresses import domain_of, normalise, normalise_domain

ACTOR = "upgrade"  # by which `dealtrail init` finds what it has to tell

changes = sa.table(
    "changes",
    *map(sa.column, ("user_id", "actor", "record", "record_id", "field", "before", "after")),
    sa.column("at", sa.DateTime(timezone=True)),
)
contact_addresses = sa.table("contact_addresses", *map(sa.column, ("address", "contact_id")))
account_domains = sa.table("account_domains", *map(sa.column, ("domain", "account_id")))
users = sa.table("users", *map(sa.column, ("id", "email")))
mailboxes = sa.table("mailboxes", *map(sa.column, ("id", "address")))
participants = sa.table("participants", *map(sa.column, ("item_id", "address")))
unlinked = sa.table("unlinked_people", *map(sa.column, ("address", "item_id", "domain")))
to_decide = sa.table("to_decide", *map(sa.column, ("item_id", "hops")))


def contacts(db: sa.Connection) -> None:
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
            _tell(db, "contact", owner, "addresses", f"{written} is {form}, which is contact {other}'s: nobody can be")


def domains(db: sa.Connection) -> None:
    for written, account in db.execute(sa.select(account_domains).where(_odd(db, account_domains.c.domain))).all():
        form = normalise_domain(written)
        if form in ("", written):
            continue
        this = sa.and_(account_domains.c.domain == written, account_domains.c.account_id == account)
        has_it = sa.and_(account_domains.c.domain == form, account_domains.c.account_id == account)
        if db.scalar(sa.select(account_domains.c.domain).where(has_it)) is None:
            db.execute(sa.update(account_domains).where(this).values(domain=form))
        else:
            db.execute(sa.delete(account_domains).where(this))


def people_of_ours(db: sa.Connection) -> None:
    """Users, and the mailboxes that are read."""
    for table, column in ((users, users.c.email), (mailboxes, mailboxes.c.address)):
        for id, written in db.execute(sa.select(table.c.id, column).where(_odd(db, column))).all():
            form = normalise(written)
            if form in ("", written):
                continue
            other = db.scalar(sa.select(table.c.id).where(column == form))
            if other is None:
                db.execute(sa.update(table).where(table.c.id == id).values({column.name: form}))
            elif table is users:
                _tell(db, "user", id, "email", f"{written} is {form}, which is user {other}'s: nobody can be")


def items(db: sa.Connection) -> None:
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


def _tell(db: sa.Connection, record: str, id: int, field: str, what: str) -> None:
    note = f"{what} found by it; please put it right"
    about = {"actor": ACTOR, "record": record, "record_id": id, "field": field, "after": note}
    is_told = sa.and_(*(changes.c[name] == value for name, value in about.items()))
    if db.scalar(sa.select(changes.c.record_id).where(is_told)) is None:
        db.execute(sa.insert(changes).values(**about, at=datetime.now(UTC), user_id=None, before=None))


def _queue(db: sa.Connection, ids: Iterable[int]) -> None:
    waiting = set(db.scalars(sa.select(to_decide.c.item_id)))
    rows = [{"item_id": id, "hops": 0} for id in dict.fromkeys(ids) if id not in waiting]
    if rows:
        db.execute(sa.insert(to_decide), rows)


_BEFORE = ("'", '"', "`", "(", "[", "{", ",", ";", "mailto:", "smtp:", "imcea", "&", "@")
_AFTER = ("'", '"', "`", ")", "]", "}", ",", ";", ".", "!", ":", "*", "|")


def _odd(db: sa.Connection, address: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """What may have another form now: something around it, a scheme before it, or signs beyond ASCII."""
    is_sqlite = db.dialect.name == "sqlite"
    size = sa.func.length(sa.cast(address, sa.LargeBinary)) if is_sqlite else sa.func.octet_length(address)
    around = [address.like(f"{sign}%") for sign in _BEFORE]
    around += [address.like(f"%{sign}") for sign in _AFTER]
    return sa.or_(size != sa.func.length(address), address.like("%?%"), *around)
