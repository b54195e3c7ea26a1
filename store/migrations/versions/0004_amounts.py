"""Amounts: in ISO 4217's minor units, which no library changes, and as they were shown

Until now a library's table said how many decimal places an amount has, and that table had changed between two of its
versions. Where the two differ, the audit trail tells what was shown when the amount was stored; where it does not, the
amount is kept as the version showed that this program was locked to, and the trail says that somebody should look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ACTOR = "upgrade"  # by which `dealtrail init` finds what it has to tell
LARGEST = 10**15

# Places by Babel 2.16 to 2.18, by Babel 2.19, and by ISO 4217; all other currencies have the same in all of them.
_CLDR_0 = dict.fromkeys(("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "SOS", "SYP", "YER"), ((0,), 2))
_MOVED: Mapping[str, tuple[tuple[int, ...], int]] = {
    **_CLDR_0,
    "IQD": ((0,), 3),
    "COP": ((2, 0), 2),
    "HUF": ((2, 0), 2),
    "IDR": ((2, 0), 2),
    "RSD": ((0, 2), 2),
}
_LINE = re.compile(r" at (\d+(?:\.\d+)?)(?: less \S+ %)? = (\d+(?:\.\d+)?) [A-Z]{3}\Z")
_NUMBER = re.compile(r"\A(\d+(?:\.\d+)?)(?: [A-Z]{3})?\Z")

MOMENT = sa.DateTime(timezone=True)
changes = sa.table(
    "changes",
    *map(sa.column, ("id", "user_id", "actor", "record", "record_id", "field", "before", "after")),
    sa.column("at", MOMENT),
)
opportunities = sa.table("opportunities", *map(sa.column, ("number", "currency", "total_minor")))
lines = sa.table("line_items", *map(sa.column, ("id", "number", "position", "price_minor", "total_minor")))
products = sa.table("products", *map(sa.column, ("id", "price_minor", "currency")))
marketing = sa.table("marketing", *map(sa.column, ("id", "budget_minor", "currency")))
fields = sa.table("fields", *map(sa.column, ("id", "record", "name")))
values = sa.table("field_values", *map(sa.column, ("field_id", "record_id", "number", "currency")))


class Doubt(NamedTuple):
    record: str
    id: int
    field: str
    kept: Decimal
    perhaps: Decimal
    currency: str


def upgrade() -> None:
    db = op.get_bind()
    doubts = [*_lines(db), *_products(db), *_marketing(db), *_own_fields(db)]
    now = datetime.now(UTC)
    for one in doubts:
        row = one._asdict()
        note = f"{one.kept:f} {one.currency}; please check: it may have been meant as {one.perhaps:f} {one.currency}"
        told = {"at": now, "user_id": None, "actor": ACTOR, "before": None, "after": note}
        db.execute(sa.insert(changes).values(**told, record=row["record"], record_id=one.id, field=one.field))


def _lines(db: sa.Connection) -> Iterator[Doubt]:
    theirs = sa.select(opportunities.c.number, opportunities.c.currency)
    for number, currency in db.execute(theirs.where(opportunities.c.currency.in_(list(_MOVED)))).all():
        trail = [
            (Decimal(found[1]), Decimal(found[2]))
            for text in _told(db, "opportunity", number, changes.c.field.like("line item %"))
            if (found := _LINE.search(text))
        ]
        total = 0
        mine = sa.select(lines).where(lines.c.number == number).order_by(lines.c.position)
        for line in db.execute(mine).all():
            amounts = (line.price_minor, line.total_minor)
            places, is_known = _places(currency, amounts, trail)
            price, sum = (_scaled(amount, places, currency) for amount in amounts)
            total += sum
            db.execute(sa.update(lines).where(lines.c.id == line.id).values(price_minor=price, total_minor=sum))
            if not is_known and line.price_minor:
                yield _doubt("opportunity", number, f"line item {line.position}", line.total_minor, places, currency)
        whole = {"total_minor": min(total, LARGEST)}
        db.execute(sa.update(opportunities).where(opportunities.c.number == number).values(**whole))


def _products(db: sa.Connection) -> Iterator[Doubt]:
    for id, minor, currency in db.execute(sa.select(products).where(products.c.currency.in_(list(_MOVED)))).all():
        places, is_known = _places(currency, (minor,), _last(db, "product", id, "price"))
        db.execute(sa.update(products).where(products.c.id == id).values(price_minor=_scaled(minor, places, currency)))
        if not is_known and minor:
            yield _doubt("product", id, "price", minor, places, currency)


def _marketing(db: sa.Connection) -> Iterator[Doubt]:
    theirs = sa.select(marketing).where(marketing.c.currency.in_(list(_MOVED)), marketing.c.budget_minor.is_not(None))
    for id, minor, currency in db.execute(theirs).all():
        places, is_known = _places(currency, (minor,), _last(db, "marketing", id, "budget"))
        kept = {"budget_minor": _scaled(minor, places, currency)}
        db.execute(sa.update(marketing).where(marketing.c.id == id).values(**kept))
        if not is_known and minor:
            yield _doubt("marketing", id, "budget", minor, places, currency)


def _own_fields(db: sa.Connection) -> Iterator[Doubt]:
    theirs = sa.select(fields.c.record, fields.c.name, values).join_from(
        values, fields, fields.c.id == values.c.field_id
    )
    found = db.execute(theirs.where(values.c.currency.in_(list(_MOVED)), values.c.number.is_not(None))).all()
    for record, name, field_id, id, minor, currency in found:
        places, is_known = _places(currency, (minor,), _last(db, record, id, name))
        this = sa.update(values).where(values.c.field_id == field_id, values.c.record_id == id)
        db.execute(this.values(number=_scaled(minor, places, currency)))
        if not is_known and minor:
            yield _doubt(record, id, name, minor, places, currency)


def _told(db: sa.Connection, record: str, id: int, field: sa.ColumnElement[bool]) -> list[str]:
    """What the trail says that a field became, the newest first."""
    theirs = (changes.c.record == record, changes.c.record_id == id, field)
    after = sa.select(changes.c.after).where(*theirs, changes.c.after.is_not(None)).order_by(changes.c.id.desc())
    return list(db.scalars(after))


def _last(db: sa.Connection, record: str, id: int, field: str) -> list[tuple[Decimal, ...]]:
    found = [_NUMBER.match(text) for text in _told(db, record, id, changes.c.field == field)[:1]]
    return [(Decimal(one[1]),) for one in found if one]


def _places(currency: str, amounts: tuple[int, ...], shown: Sequence[tuple[Decimal, ...]]) -> tuple[int, bool]:
    """With how many places amounts were stored, and whether that is known."""
    possible, _ = _MOVED[currency]
    if len(possible) == 1:
        return possible[0], True
    told = [places for places in possible if tuple(Decimal(one).scaleb(-places) for one in amounts) in shown]
    return (told[0], True) if len(told) == 1 else (possible[0], False)


def _scaled(minor: int, places: int, currency: str) -> int:
    return min(minor * int(10 ** (_MOVED[currency][1] - places)), LARGEST)


def _doubt(record: str, id: int, field: str, minor: int, places: int, currency: str) -> Doubt:
    (other,) = (one for one in _MOVED[currency][0] if one != places)
    return Doubt(record, id, field, Decimal(minor).scaleb(-places), Decimal(minor).scaleb(-other), currency)
