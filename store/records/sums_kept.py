"""The sums of opportunities that the databases keep themselves, by triggers, whoever writes a record.

A change of an opportunity is noted, what it was and what it is, and every so many notes are added to the sums. To
change a row of a sum with each opportunity of an import would leave PostgreSQL as many dead versions of it, past which
it looks for the one that lives. Whoever reads the sums adds the notes that are left (`store.records.sums`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from store.rules.money import LARGEST
from store.rules.sums import HALF
from store.triggers import has_table

AT_ONCE = 256  # notes that are added to the sums together

_REFERENCES = ("stage_id", "assigned_to", "source_id", "type_id", "payment_terms_id", "lost_reason_id")

# What of an opportunity the sums depend on.
_COLUMNS = (
    *_REFERENCES,
    "currency",
    *("close_date", "expiration_date", "delivery_date"),
    "closed_at",
    "total_minor",
    "probability",
    "deleted_at",
)
_IS_THERE = "{0}.deleted_at IS NULL"

# By which one thing sums are kept for lists that ask by it: columns of notes.
ASKED = (
    *("total_from", "probability", "close_day", "expiration_day", "delivery_day"),
    *("type_id", "source_id", "payment_terms_id", "lost_reason_id"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of sums: by what of a note they are, and what of it they add up."""

    table: str
    key: Mapping[str, str]
    sums: tuple[str, ...]
    of: str = "TRUE"  # which notes
    each: str = ""  # rows that each note is added to

    def grouped(self, notes: str) -> str:
        """The rows that these notes come to."""
        key = ", ".join(f"{what} AS {name}" for name, what in self.key.items())
        sums = ", ".join(f"sum({name}) AS {name}" for name in self.sums)
        added = f"{notes} CROSS JOIN {self.each}" if self.each else notes
        return f"SELECT {key}, {sums} FROM {added} WHERE {self.of} GROUP BY {', '.join(self.key.values())}"

    @property
    def columns(self) -> str:
        return ", ".join((*self.key, *self.sums))


_ITS_VALUE, _ITS_NAME = "WHEN '{0}' THEN {0}".format, "SELECT '{0}' AS asked".format

KEPT = (
    Kept(
        "pipeline_sums",
        {name: name for name in ("assigned_to", "stage_id", "close_month", "currency")}
        | {"is_closed": "closed_month > 0"},
        ("many", "total_high", "total_low", "expected_high", "expected_low"),
    ),
    Kept(
        "decided_sums",
        {name: name for name in ("closed_month", "stage_id", "assigned_to", "source_id", "currency")},
        ("many", "total_high", "total_low"),
        of="closed_month > 0",
    ),
    Kept(
        "filter_sums",
        {
            "asked": "asked",
            "value": f"CASE asked {' '.join(map(_ITS_VALUE, ASKED))} END",
            "is_closed": "closed_month > 0",
            "currency": "currency",
        },
        ("many", "total_high", "total_low", "expected_high", "expected_low"),
        each=f"({' UNION ALL '.join(map(_ITS_NAME, ASKED))}) AS each_asked",
    ),
)


def _run(db: Connection, statement: str) -> Any:
    return db.execute(text(statement))


def count_sums_anew(db: Connection) -> None:
    """Forget the sums, and add up all opportunities that there are."""
    _run(db, "DELETE FROM sum_changes")
    for kept in KEPT:
        _run(db, f"DELETE FROM {kept.table}")
        _run(db, f"INSERT INTO {kept.table} ({kept.columns}) {kept.grouped(_all(db))}")


def wrong_sums(db: Connection) -> int:
    """How many rows of sums are not what adding up anew comes to; 0 where all is well."""
    wrong = 0
    for kept in KEPT:
        here = f"SELECT {kept.columns} FROM {kept.table} UNION ALL {kept.grouped('sum_changes')}"
        there = ", ".join(f"-{name}" for name in kept.sums)
        wanted = f"SELECT {', '.join(kept.key)}, {there} FROM ({kept.grouped(_all(db))}) AS anew"
        left = " OR ".join(f"sum({name}) <> 0" for name in kept.sums)
        differing = f"SELECT 1 FROM ({here} UNION ALL {wanted}) AS both_of_them GROUP BY {', '.join(kept.key)}"
        wrong += _run(db, f"SELECT count(*) FROM ({differing} HAVING {left}) AS wrong").scalar_one()
    return wrong


def keep_sums(db: Connection) -> None:
    """The triggers that keep them; again after a migration that made a table anew, which has none of the old one's."""
    is_sqlite = db.dialect.name == "sqlite"
    if not has_table(db, "filter_sums"):  # those of an earlier schema have other columns
        return
    for statement in _on_sqlite() if is_sqlite else _on_postgresql():
        _run(db, statement)


def _on_sqlite() -> Iterable[str]:
    had, has = _IS_THERE.format("old"), _IS_THERE.format("new")
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in _COLUMNS)
    came, left = (_note(row, sign, is_sqlite=True) for row, sign in (("new", 1), ("old", -1)))
    for name, event, when, act in (
        ("added", "INSERT", has, came),
        ("removed", "DELETE", had, left),
        ("left", f"UPDATE OF {', '.join(_COLUMNS)}", f"{had} AND ({changed})", left),
        ("came", f"UPDATE OF {', '.join(_COLUMNS)}", f"{has} AND ({changed})", came),
    ):
        yield f"CREATE TRIGGER IF NOT EXISTS sums_{name} AFTER {event} ON opportunities WHEN {when} BEGIN {act}; END"
    yield (
        f"CREATE TRIGGER IF NOT EXISTS sums_noted AFTER INSERT ON sum_changes WHEN new.id % {AT_ONCE} = 0 "
        f"BEGIN {_add_notes()} END"
    )


def _on_postgresql() -> Iterable[str]:
    had, has = _IS_THERE.format("OLD"), _IS_THERE.format("NEW")
    was, now = (", ".join(f"{row}.{column}" for column in _COLUMNS) for row in ("OLD", "NEW"))
    came, left = (_note(row, sign, is_sqlite=False) for row, sign in (("NEW", 1), ("OLD", -1)))
    made = "CREATE OR REPLACE FUNCTION {0}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {1} RETURN NULL; END $$"
    same = f"IF TG_OP = 'UPDATE' THEN IF ({was}) IS NOT DISTINCT FROM ({now}) THEN RETURN NULL; END IF; END IF;"
    take = f"IF TG_OP <> 'INSERT' THEN IF {had} THEN {left}; END IF; END IF;"
    add = f"IF TG_OP <> 'DELETE' THEN IF {has} THEN {came}; END IF; END IF;"
    yield made.format("sums_changed", f"{same} {take} {add}")
    yield (
        f"CREATE OR REPLACE TRIGGER sums_changed AFTER INSERT OR DELETE OR UPDATE OF {', '.join(_COLUMNS)} "
        "ON opportunities FOR EACH ROW EXECUTE FUNCTION sums_changed()"
    )
    yield made.format("sums_noted", _add_notes())
    yield (
        "CREATE OR REPLACE TRIGGER sums_noted AFTER INSERT ON sum_changes FOR EACH ROW "
        f"WHEN (NEW.id % {AT_ONCE} = 0) EXECUTE FUNCTION sums_noted()"
    )


def _add_notes() -> str:
    """Add what is noted to the sums, and forget it; what is left with nothing goes."""
    each = []
    for kept in KEPT:
        more = ", ".join(f"{name} = {kept.table}.{name} + excluded.{name}" for name in kept.sums)
        each.append(
            f"INSERT INTO {kept.table} ({kept.columns}) {kept.grouped('sum_changes')} "
            f"ON CONFLICT ({', '.join(kept.key)}) DO UPDATE SET {more};"
        )
        each.append(f"DELETE FROM {kept.table} WHERE many = 0;")
    return " ".join([*each, "DELETE FROM sum_changes;"])


def _note(row: str, sign: int, *, is_sqlite: bool) -> str:
    facts = _facts(row, sign, is_sqlite=is_sqlite)
    return f"INSERT INTO sum_changes ({', '.join(facts)}) VALUES ({', '.join(facts.values())})"


def _all(db: Connection) -> str:
    """Every opportunity as a note of it would be."""
    facts = _facts("o", 1, is_sqlite=db.dialect.name == "sqlite")
    told = ", ".join(f"{what} AS {name}" for name, what in facts.items())
    return f"(SELECT {told} FROM opportunities AS o WHERE {_IS_THERE.format('o')}) AS notes"


def _facts(row: str, sign: int, *, is_sqlite: bool) -> dict[str, str]:
    """What is noted of a row: each column's value, in SQL."""

    def month(column: str, moment: str) -> str:
        return told(column, moment, "%Y%m", "YYYYMM")

    def day(column: str) -> str:
        return told(column, "::timestamp", "%Y%m%d", "YYYYMMDD")

    def told(column: str, moment: str, on_sqlite: str, on_postgresql: str) -> str:
        if is_sqlite:
            return f"coalesce(CAST(strftime('{on_sqlite}', {row}.{column}) AS integer), 0)"
        return f"coalesce(CAST(to_char({row}.{column}{moment}, '{on_postgresql}') AS integer), 0)"

    total = f"{row}.total_minor"
    expected = f"(({total} * {row}.probability + 50) / 100)"  # as `store.rules.money.expected_revenue`
    return {
        **{name: f"coalesce({row}.{name}, 0)" for name in _REFERENCES},
        "currency": f"{row}.currency",
        "probability": f"{row}.probability",
        "total_from": _rounded(total),
        "close_day": day("close_date"),
        "expiration_day": day("expiration_date"),
        "delivery_day": day("delivery_date"),
        "close_month": month("close_date", "::timestamp"),
        "closed_month": month("closed_at", " AT TIME ZONE 'UTC'"),
        "many": f"{sign}",
        "total_high": f"{sign} * ({total} / {HALF})",
        "total_low": f"{sign} * ({total} % {HALF})",
        "expected_high": f"{sign} * ({expected} / {HALF})",
        "expected_low": f"{sign} * ({expected} % {HALF})",
    }


def _rounded(amount: str) -> str:
    """As `store.rules.sums.rounded`: its first two digits, with 0 for each other."""
    tens = [10**places for places in range(1, len(str(LARGEST)) - 1)]
    shorter = " ".join(f"WHEN {amount} < {100 * ten} THEN {amount} / {ten} * {ten}" for ten in tens)
    return f"CASE WHEN {amount} < 100 THEN {amount} {shorter} ELSE {amount} / {10 * tens[-1]} * {10 * tens[-1]} END"
