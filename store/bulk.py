"""Many rows at once, and insert-or-update, which both databases know and SQLAlchemy offers only by dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Delete,
    Dialect,
    LargeBinary,
    Table,
    Update,
    bindparam,
    case,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import visitors
from sqlalchemy.types import TypeEngine

from store.failures import failure_of
from store.models.base import Base, Utc

Row = Mapping[str, Any]


class _Insert(NamedTuple):
    """Where rows go, and what of a row that is there by the same key becomes of it."""

    table: Table
    columns: tuple[str, ...]
    key: tuple[str, ...]
    replaced: tuple[str, ...]
    counted: tuple[str, ...]
    least: tuple[str, ...]


def insert_rows(
    db: Connection,
    table: type[Base],
    rows: Sequence[Row],
    *,
    key: Sequence[str] = (),
    replaced: Sequence[str] = (),
    counted: Sequence[str] = (),
    least: Sequence[str] = (),
) -> None:
    """Insert rows that all have the same columns.

    Where a row with the same `key` exists, its `replaced` columns are, its `counted` ones grow by one, and of its
    `least` ones the smaller value stays, instead.

    The statement is SQLAlchemy's, and so are the conversions of values; the driver gets them without the work that
    SQLAlchemy does for each row again, which costs more than the insert itself.
    """
    if not rows:
        return
    insert = _Insert(table.__table__, tuple(rows[0]), tuple(key), tuple(replaced), tuple(counted), tuple(least))
    if db.dialect.name == "postgresql" and len(rows) >= MANY and _can_be_one_document(insert, rows):
        sql, moments = _from_document(db.dialect, insert)
        db.exec_driver_sql(sql, {"document": _document(rows, moments)})
        return
    sql, convert = _prepared(db.dialect, insert)
    db.exec_driver_sql(sql, [convert(row) for row in rows])


@lru_cache(maxsize=64)
def _prepared(dialect: Dialect, insert: _Insert) -> tuple[str, Callable[[Row], Any]]:
    statement = _or_updated(insert_into(dialect, insert.table), insert)
    compiled = statement.compile(dialect=dialect, column_keys=list(insert.columns))
    processors = {name: _processor(insert.table.c[name].type, dialect) for name in insert.columns}
    if not compiled.positional:
        return str(compiled), _by_name({name: convert for name, convert in processors.items() if convert})
    order = tuple(compiled.positiontup or ())
    return str(compiled), _by_place(order, [(n, c) for n, name in enumerate(order) if (c := processors[name])])


def _or_updated(statement: Any, insert: _Insert) -> Any:
    if not insert.key:
        return statement
    given, there = statement.excluded, insert.table.c
    changes = {name: given[name] for name in insert.replaced}
    changes |= {name: there[name] + literal_column("1") for name in insert.counted}
    changes |= {name: case((there[name] < given[name], there[name]), else_=given[name]) for name in insert.least}
    return statement.on_conflict_do_update(index_elements=insert.key, set_=changes)


def run_many(db: Connection, statement: Update | Delete, rows: Sequence[Row]) -> None:
    """Run a statement, which is a constant of its module, once for each row of the values that it has open."""
    if db.dialect.name == "postgresql" and len(rows) >= MANY:
        at_once = _run_from_document(db.dialect, statement)
        if not at_once.has_bytes and _is_each_once(rows, at_once.key):
            db.exec_driver_sql(at_once.sql, {**at_once.fixed, "document": _document(rows, at_once.moments)})
            return
    sql, convert = _run_by(db.dialect, statement)
    db.exec_driver_sql(sql, [convert(row) for row in rows])


@lru_cache(maxsize=32)
def _run_by(dialect: Dialect, statement: Update | Delete) -> tuple[str, Callable[[Row], Any]]:
    compiled = statement.compile(dialect=dialect)
    processors = {name: _processor(bound.type, dialect) for bound, name in compiled.bind_names.items()}
    fixed = {name: bound.value for bound, name in compiled.bind_names.items() if not bound.required}
    convert: Callable[[Row], Any] = _by_name({name: made for name, made in processors.items() if made})
    if compiled.positional:
        order = tuple(compiled.positiontup or ())
        convert = _by_place(order, [(n, made) for n, name in enumerate(order) if (made := processors[name])])
    return str(compiled), (lambda row: convert({**fixed, **row})) if fixed else convert


# --- on PostgreSQL: many rows as one document, which its driver hands on as it is -------------------------------------

MANY = 4  # rows; fewer go one by one


def _can_be_one_document(insert: _Insert, rows: Sequence[Row]) -> bool:
    """Bytes are no JSON, and one statement may not meet the same row twice."""
    if any(isinstance(insert.table.c[name].type, LargeBinary) for name in insert.columns):
        return False
    return not insert.key or _is_each_once(rows, insert.key)


def _is_each_once(rows: Sequence[Row], key: Sequence[str]) -> bool:
    return len({tuple(row[name] for name in key) for row in rows}) == len(rows)


@lru_cache(maxsize=64)
def _from_document(dialect: Dialect, insert: _Insert) -> tuple[str, tuple[str, ...]]:
    """The statement, and the columns that are moments."""
    table = insert.table
    given = _given({name: table.c[name].type for name in insert.columns})
    values = [_as_given(given.c[name], table.c[name].type) for name in insert.columns]
    statement = insert_into(dialect, table).from_select(insert.columns, select(*values), include_defaults=False)
    moments = tuple(name for name in insert.columns if isinstance(table.c[name].type, Utc))
    return str(_or_updated(statement, insert).compile(dialect=dialect)), moments


class _AtOnce(NamedTuple):
    """A statement that is run for all rows of a document."""

    sql: str
    key: tuple[str, ...]  # of a row: what tells it from the others
    moments: tuple[str, ...]
    has_bytes: bool  # which are no JSON
    fixed: dict[str, Any]


@lru_cache(maxsize=32)
def _run_from_document(dialect: Dialect, statement: Update | Delete) -> _AtOnce:
    compiled = statement.compile(dialect=dialect)
    types = {bound.key: bound.type for bound in compiled.bind_names if bound.required}
    given = _given(types)

    def of_a_row(element: Any, **_: Any) -> Any:
        return _as_given(given.c[element.key], types[element.key]) if getattr(element, "key", None) in types else None

    named = (getattr(element, "key", None) for element in visitors.iterate(statement.whereclause))
    made: Any = visitors.replacement_traverse(statement, {}, of_a_row)
    whole = made.compile(dialect=dialect)
    rest = {name: bound for bound, name in whole.bind_names.items() if name != "document"}
    converted = {name: (_processor(bound.type, dialect), bound.value) for name, bound in rest.items()}
    fixed = {name: convert(value) if convert else value for name, (convert, value) in converted.items()}
    moments = tuple(name for name, type_ in types.items() if isinstance(type_, Utc))
    has_bytes = any(isinstance(type_, LargeBinary) for type_ in types.values())
    return _AtOnce(str(whole), tuple(name for name in named if name in types), moments, has_bytes, fixed)


def _given(types: Mapping[str, TypeEngine[Any]]) -> Any:
    """What is in a document, as a table of these columns."""
    shape = [column(name, type_) for name, type_ in types.items()]
    document = bindparam("document", type_=JSON())
    return func.json_to_recordset(document).table_valued(*shape, name="given").render_derived(with_types=True)


def _as_given(value: Any, type_: TypeEngine[Any]) -> Any:
    """Where no value is the JSON value null, and not none."""
    is_null = isinstance(type_, JSON) and not type_.none_as_null
    return func.coalesce(value, literal_column("'null'::json")) if is_null else value


def _document(rows: Sequence[Row], moments: Sequence[str]) -> str:
    """As JSON, in a fifth of the time that the standard library takes."""
    import msgspec  # loaded where it is used

    for name in moments:
        if any(row[name] is not None and row[name].tzinfo is not UTC for row in rows):
            rows = [{**row, name: _in_utc(row[name])} for row in rows]
    try:
        return msgspec.json.encode(rows, enc_hook=str).decode()
    except UnicodeEncodeError as problem:
        raise failure_of(problem, "") from problem


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return moment.astimezone(UTC)


# --- one by one -------------------------------------------------------------------------------------------------------


def _processor(type_: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(type_, Boolean):  # which both drivers know
        return None
    convert = type_.dialect_impl(dialect).bind_processor(dialect)
    if convert is None or dialect.name != "sqlite" or not isinstance(type_, JSON):
        return convert
    written = {kind: convert(kind()) for kind in (list, dict)}  # most lists and mappings of an item are empty

    def text_of(value: Any) -> Any:
        return convert(value) if value or type(value) not in written else written[type(value)]

    return text_of


def insert_into(dialect: Dialect, table: type[Base] | Table) -> Any:
    """An insert that may say what is to be done about rows that are there."""
    if dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # its types and catalogues are only loaded where it is the database

    return postgresql.insert(table)


def _by_name(converted: Mapping[str, Callable[[Any], Any]]) -> Callable[[Row], dict[str, Any]]:
    return lambda row: {**row, **{name: convert(row[name]) for name, convert in converted.items()}}


def _by_place(
    order: Sequence[str], converted: Sequence[tuple[int, Callable[[Any], Any]]]
) -> Callable[[Row], tuple[Any, ...]]:
    pick = itemgetter(*order)

    def values_of(row: Row) -> tuple[Any, ...]:
        values = list(pick(row))
        for place, convert in converted:
            values[place] = convert(values[place])
        return tuple(values)

    return values_of if converted else pick
