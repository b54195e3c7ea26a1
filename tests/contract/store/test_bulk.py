"""Many rows at once are what they are one by one, whatever is in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    select,
    update,
)

from store.among import one_of
from store.bulk import MANY, insert_rows, run_many
from store.database import Store
from store.errors import Invalid
from store.models.base import Utc

TEXTS = (
    "",
    "plain",
    'it\'s "quoted" \\ and {braces}, %s %(x)s :x',
    "a\tb\nc\rd\u2028e\x7f",
    "žluťoučký \U0001f600 \uff21\uff22",
    "null",
    "'); DROP TABLE items; --",
)


class AnyRow:
    """A table with a column of each type that there is."""

    __table__ = Table(
        "any_rows",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("text", Text),
        Column("big", BigInteger),
        Column("is_so", Boolean),
        Column("at", Utc),
        Column("day", Date),
        Column("guid", Uuid),
        Column("list", JSON),
        Column("mapping", JSON(none_as_null=True)),
    )


def a_row(id: int, text: str = "x", **values: Any) -> dict[str, Any]:
    full = {
        "id": id,
        "text": text,
        "big": 2**60 + id,
        "is_so": id % 2 == 0,
        "at": datetime(2026, 3, 29, 2, 30, 0, 123456, timezone(timedelta(hours=5, minutes=45))) + timedelta(hours=id),
        "day": date(2026, 2, 28),
        "guid": UUID(int=2**100 + id),
        "list": [id, None, {"text": text}],
        "mapping": {"deep": [{"text": text, "n": 1.5, "no": None}]},
    }
    return full | values


NOTHING = dict.fromkeys(("text", "big", "is_so", "at", "day", "guid", "list", "mapping"))
EMPTY = {"list": [], "mapping": {}}
ROWS = [
    *(a_row(n, text) for n, text in enumerate(TEXTS)),
    a_row(100) | NOTHING,
    a_row(101) | EMPTY,
    a_row(102, at=datetime(1601, 1, 1, tzinfo=UTC), day=date(1, 1, 1)),
    a_row(104, at=datetime(1890, 1, 1, 12, tzinfo=timezone(timedelta(minutes=28, seconds=33)))),  # a zone of those days
    a_row(103, at=datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), day=date(9999, 12, 31)),
]


def stored(store: Store, *batches: list[dict[str, Any]], table: Any = AnyRow, **how: Any) -> list[tuple[Any, ...]]:
    """The rows of a new table after these were inserted, those of one batch at once."""
    with store.write() as unit:
        table.__table__.drop(unit.connection, checkfirst=True)
        table.__table__.create(unit.connection)
        for rows in batches:
            insert_rows(unit.connection, table, rows, **how)
        found = unit.connection.execute(select(table.__table__).order_by(table.__table__.c.id))
        return [tuple(row) for row in found]


def test_rows_inserted_at_once_are_those_inserted_one_by_one(store: Store):
    apart = stored(store, *([row] for row in ROWS))

    together = stored(store, ROWS)

    assert len(ROWS) > MANY
    assert together == apart
    assert [row[1] for row in together[: len(TEXTS)]] == list(TEXTS)


@pytest.mark.parametrize("count", [1, MANY])
def test_lists_and_mappings_come_back_as_they_were(store: Store, count: int):
    odd = {"big": 2**70, "small": -(2**63), "float": 0.1, "true": True, "no": None, "deep": [[], {}, ["\x7f\u2028é"]]}
    rows = [a_row(n, text, list=[odd, text], mapping=odd | {text: text}) for n, text in enumerate(TEXTS * count)]

    found = stored(store, rows)

    assert [row[-2:] for row in found] == [(row["list"], row["mapping"]) for row in rows]


def test_none_of_a_list_is_a_value_of_json_and_none_of_a_mapping_is_nothing(store: Store):
    rows = [a_row(n) | NOTHING for n in range(MANY)]
    stored(store, rows)

    with store.read() as unit:
        table = AnyRow.__table__
        nothing = unit.connection.execute(select(table.c.id).where(table.c.mapping.is_(None))).all()
        null = unit.connection.execute(select(table.c.id).where(table.c.list.is_(None))).all()

    assert (len(nothing), len(null)) == (MANY, 0)


def test_a_row_that_is_there_gets_the_new_values_and_is_counted(store: Store):
    old = [a_row(n, "old", big=1) for n in range(MANY)]
    new = [a_row(n, "new", big=1) for n in range(1, MANY + 1)]
    how = {"key": ("id",), "replaced": ("text", "mapping"), "counted": ("big",)}

    rows = stored(store, old, new, **how)

    assert rows == stored(store, *([row] for row in (*old, *new)), **how)
    assert [row[1:3] for row in rows] == [("old", 1), *[("new", 2)] * (MANY - 1), ("new", 1)]


def test_the_same_row_twice_in_one_batch_counts_twice(store: Store):
    rows = [a_row(1, text, big=1) for text in TEXTS]

    found = stored(store, rows, key=("id",), replaced=("text",), counted=("big",))

    assert [row[1:3] for row in found] == [(TEXTS[-1], len(TEXTS))]


def test_a_statement_run_for_many_rows_writes_what_it_writes_for_one(store: Store):
    stored(store, [a_row(row["id"], "old") for row in ROWS])
    table = AnyRow.__table__
    open_ones = {name: bindparam(f"b_{name}") for name in NOTHING if name != "is_so"}
    change = update(table).where(table.c.id == bindparam("b_id")).values(**open_ones, is_so=None)
    rows = [{f"b_{name}": value for name, value in row.items() if name != "is_so"} for row in ROWS]

    with store.write() as unit:
        run_many(unit.connection, change, rows)
        together = unit.connection.execute(select(table).order_by(table.c.id)).all()
        for row in rows:
            unit.connection.execute(change, row)
        apart = unit.connection.execute(select(table).order_by(table.c.id)).all()

    assert together == apart
    assert [(row.text, row.is_so) for row in together[: len(TEXTS)]] == [(text, None) for text in TEXTS]


def test_of_two_values_for_the_same_row_the_last_stays(store: Store):
    stored(store, [a_row(n, "old") for n in range(MANY)])
    table = AnyRow.__table__
    change = update(table).where(table.c.id == bindparam("b_id")).values(text=bindparam("b_text"))

    with store.write() as unit:
        run_many(unit.connection, change, [{"b_id": n % MANY, "b_text": str(n)} for n in range(2 * MANY)])
        found = unit.connection.scalars(select(table.c.text).order_by(table.c.id)).all()

    assert found == [str(n) for n in range(MANY, 2 * MANY)]


def test_a_row_goes_only_where_all_is_as_it_is_said_to_be(store: Store):
    stored(store, [a_row(n, "new" if n == 1 else "old") for n in range(MANY + 1)])
    table = AnyRow.__table__
    gone = delete(table).where(table.c.id == bindparam("b_id"), table.c.text == bindparam("b_text"))

    with store.write() as unit:
        run_many(unit.connection, gone, [{"b_id": n, "b_text": "old"} for n in range(MANY)])
        found = unit.connection.execute(select(table.c.id, table.c.text).order_by(table.c.id)).all()

    assert found == [(1, "new"), (MANY, "old")]


def test_a_time_without_a_zone_is_refused(store: Store):
    rows = [a_row(n, at=datetime(2026, 3, 1, 12)) for n in range(MANY)]  # noqa: DTZ001 - it is what is refused

    with pytest.raises(Exception, match="without a zone"):
        stored(store, rows)


@pytest.mark.parametrize("count", [1, MANY])
def test_text_that_no_database_can_hold_is_refused(store: Store, count: int):
    with pytest.raises(Invalid):
        stored(store, [a_row(n, "half \ud800 a pair") for n in range(count)])


def test_one_of_many_texts_or_numbers_is_found_whatever_is_in_it(store: Store):
    stored(store, ROWS)
    table = AnyRow.__table__
    hostile = (*TEXTS, "NULL", "{}", "a,b", "\\", '"', '\\"', "'", " ")

    with store.read() as unit:
        of_texts = select(table.c.id).where(one_of(table.c.text, "some")).order_by(table.c.id)
        of_numbers = select(table.c.big).where(one_of(table.c.big, "some")).order_by(table.c.big)
        by_text = unit.connection.scalars(of_texts, {"some": list(hostile)}).all()
        each = [unit.connection.scalars(of_texts, {"some": [text]}).all() for text in TEXTS]
        big = unit.connection.scalars(of_numbers, {"some": [2**60, 2**60 + 3, -1, None]}).all()
        none = unit.connection.scalars(of_texts, {"some": []}).all()

    assert by_text == list(range(len(TEXTS)))
    assert each == [[n] for n in range(len(TEXTS))]
    assert (big, none) == ([2**60, 2**60 + 3], [])


class Binary:
    __table__ = Table("binaries", MetaData(), Column("id", Integer, primary_key=True), Column("what", LargeBinary))


def test_bytes_stay_bytes(store: Store):
    rows: list[dict[str, Any]] = [{"id": n, "what": bytes([0, 255, n, 92])} for n in range(2 * MANY)]

    assert stored(store, rows, table=Binary) == [tuple(row.values()) for row in rows]


def test_bytes_that_replace_others_stay_bytes(store: Store):
    stored(store, [{"id": n, "what": b""} for n in range(2 * MANY)], table=Binary)
    table = Binary.__table__
    change = update(table).where(table.c.id == bindparam("b_id")).values(what=bindparam("b_what"))

    with store.write() as unit:
        run_many(unit.connection, change, [{"b_id": n, "b_what": bytes([0, 255, n, 92])} for n in range(2 * MANY)])
        found = unit.connection.scalars(select(table.c.what).order_by(table.c.id)).all()

    assert found == [bytes([0, 255, n, 92]) for n in range(2 * MANY)]
