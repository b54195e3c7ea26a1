"""Stays in stages, and how many took how many days, which the databases keep themselves, by triggers.

A change of a stage in the trail ends a stay. What else its times depend on, and whose it is, makes all stays of the
opportunity anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from store.triggers import has_table, keep_by_row

EVERYBODY = -1

_STAY = "change_id, number, assigned_to, stage, day, hours, at"
_SUM = "assigned_to, month, stage, day"
_CAUSES = ("assigned_to", "created_at", "closed_at", "deleted_at")


def count_stays_anew(db: Connection) -> None:
    """Forget what is kept, and read the whole trail."""
    _run(db, "DELETE FROM stays")
    _run(db, f"INSERT INTO stays ({_STAY}) {_stays(_is_sqlite(db), 'TRUE')}")
    _run(db, "DELETE FROM stay_sums")  # what triggers made of it, where there are any
    _run(db, f"INSERT INTO stay_sums ({_SUM}, many) {_sums(_is_sqlite(db))}")


def wrong_stays(db: Connection) -> int:
    """How many stays and sums are not what the trail tells; 0 where all is well."""
    is_sqlite, wrong = _is_sqlite(db), 0
    for kept, anew in (
        (f"SELECT {_STAY} FROM stays", _stays(is_sqlite, "TRUE")),
        (f"SELECT {_SUM}, many FROM stay_sums WHERE many <> 0", _sums(is_sqlite)),
    ):
        for one, other in ((kept, anew), (anew, kept)):
            differing = f"SELECT * FROM ({one}) AS one EXCEPT SELECT * FROM ({other}) AS other"
            wrong += _run(db, f"SELECT count(*) FROM ({differing}) AS wrong").scalar_one()
    return wrong


def keep_stays(db: Connection) -> None:
    """The triggers that keep them; again after a migration that made a table anew, which has none of the old one's."""
    if has_table(db, "stay_sums"):
        for name, event, when, act in _occasions(_is_sqlite(db)):
            keep_by_row(db, name, event, act, when=when)


def _occasions(is_sqlite: bool) -> Iterator[tuple[str, str, str, str]]:
    """Name, event, when it matters, and what is done."""
    told = f"INSERT INTO stays ({_STAY}) {_stays(is_sqlite, 'c.id = new.id')};"
    yield "stays_ended", "AFTER INSERT ON changes", "new.record = 'opportunity' AND new.field = 'stage'", told
    differs = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"old.{column} {differs} new.{column}" for column in _CAUSES)
    forget = "DELETE FROM stays WHERE number = old.number;"
    anew = f"{forget} INSERT INTO stays ({_STAY}) {_stays(is_sqlite, 'c.record_id = new.number')};"
    yield "stays_changed", f"AFTER UPDATE OF {', '.join(_CAUSES)} ON opportunities", changed, anew
    yield "stays_gone", "BEFORE DELETE ON opportunities", "TRUE", forget
    for name, event, row, sign in (("came", "INSERT", "new", 1), ("left", "DELETE", "old", -1)):
        month, more = _month(f"{row}.at", is_sqlite), "ON CONFLICT (assigned_to, month, stage, day) DO UPDATE SET many"
        add = " ".join(
            f"INSERT INTO stay_sums ({_SUM}, many) VALUES ({whose}, {month}, {row}.stage, {row}.day, {sign})"
            f" {more} = stay_sums.many + excluded.many;"
            for whose in (f"{EVERYBODY}", f"{row}.assigned_to")
        )
        yield f"stay_sums_{name}", f"AFTER {event} ON stays", "TRUE", add


def _stays(is_sqlite: bool, which: str) -> str:
    """The stays that changes of the trail ended: from the change before, or the beginning, to this one.

    One that ended by closing ends on the day that was given for it.
    """
    before = (
        "SELECT b.at FROM changes AS b WHERE b.record = 'opportunity' AND b.record_id = c.record_id"
        " AND b.field = 'stage' AND b.id < c.id ORDER BY b.id DESC LIMIT 1"
    )
    was_closed = "c.\"after\" IN (SELECT name FROM stages WHERE kind <> 'open') AND o.closed_at < c.at"
    left = _seconds(f"CASE WHEN {was_closed} THEN o.closed_at ELSE c.at END", is_sqlite)
    begun = _seconds(f"coalesce(({before}), o.created_at)", is_sqlite)
    most = "max" if is_sqlite else "greatest"
    each = (
        "SELECT c.id, o.number, coalesce(o.assigned_to, 0) AS assigned_to, coalesce(c.\"before\", '') AS stage,"
        f" {most}(0, {left} - {begun}) AS seconds, c.at FROM changes AS c"
        " JOIN opportunities AS o ON o.number = c.record_id AND o.deleted_at IS NULL"
        f" WHERE c.record = 'opportunity' AND c.field = 'stage' AND {which}"
    )
    return f"SELECT id, number, assigned_to, stage, seconds / 86400, seconds / 3600, at FROM ({each}) AS stay"


def _sums(is_sqlite: bool) -> str:
    month = _month("at", is_sqlite)
    each = (
        f"SELECT {whose}, {month}, stage, day, count(*) FROM stays GROUP BY {whose}, {month}, stage, day"
        for whose in ("assigned_to", f"CAST({EVERYBODY} AS integer)")
    )
    return " UNION ALL ".join(each)


def _month(moment: str, is_sqlite: bool) -> str:
    if is_sqlite:
        return f"CAST(strftime('%Y%m', {moment}) AS integer)"
    return f"CAST(to_char({moment} AT TIME ZONE 'UTC', 'YYYYMM') AS integer)"


def _seconds(moment: str, is_sqlite: bool) -> str:
    """Whole seconds since 1970."""
    if is_sqlite:
        return f"CAST(strftime('%s', {moment}) AS integer)"
    return f"CAST(floor(extract(epoch FROM {moment})) AS bigint)"


def _is_sqlite(db: Connection) -> bool:
    return db.dialect.name == "sqlite"


def _run(db: Connection, statement: str) -> Any:
    return db.execute(text(statement))
