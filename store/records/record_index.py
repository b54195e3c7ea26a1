"""Indexes by which records are found, of words or of parts of words; whoever writes a record, the databases keep them.

By triggers: SQLite in FTS5, PostgreSQL in a tsvector with a GIN index. They hold no text, so that SQLite is told what
to take away. The tables are beside the models, as that of the history's words is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, TextualSelect, column, text

from store.triggers import has_table
from store.values import Record

FEW = 1_000  # rows that are put in order by us
LAST = "\U0010ffff"  # after all that begins alike
_ROWS = 1 << 48  # of each source of texts, the rows are numbered from a multiple of it


@dataclass(frozen=True, slots=True)
class Source:
    """A column from which texts come, and how the record that they are of is counted from its rows."""

    place: int
    record: Record
    table: str
    key: str  # of the record
    column: str
    row: str  # the number of a row, in SQL, with {0} for `new` or `old`
    per: int = 1  # rows of one record
    is_phone: bool = False
    is_gathered: bool = False  # all rows of a record are one text

    @property
    def base(self) -> int:
        return self.place * _ROWS

    def number(self, row: str) -> str:
        """Of a row of the index, in SQL."""
        return f"{self.base} + {self.row.format(row)}"


@dataclass(frozen=True, slots=True)
class RecordIndex:
    table: str
    sources: Sequence[Source]
    tokenizer: str  # of FTS5
    whole: Callable[[Source, str], str]  # what FTS5 is told of a text, in SQL
    parted: Callable[[Source, str], str]  # an array of what PostgreSQL is told of it, in SQL
    has_beginnings: bool = False  # `beginning` is asked of it

    def make(self, db: Connection) -> None:
        """The table, with all records that there are, and what keeps it."""
        is_sqlite = db.dialect.name == "sqlite"
        if is_sqlite:
            options = f"content='', tokenize='{self.tokenizer}', detail=none, columnsize=0"
            db.exec_driver_sql(f"CREATE VIRTUAL TABLE {self.table} USING fts5(words, {options})")
            if self.has_beginnings:  # a view of it, which holds nothing
                terms = f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.table}_terms"
                db.exec_driver_sql(f"{terms} USING fts5vocab({self.table}, instance)")
        else:
            db.exec_driver_sql(f"CREATE TABLE {self.table} (row_id bigint PRIMARY KEY, words tsvector NOT NULL)")
            db.exec_driver_sql(f"CREATE INDEX ix_{self.table}_words ON {self.table} USING gin (words)")
        for one in self.sources:
            db.exec_driver_sql(self._add(one, "", is_sqlite=is_sqlite))
        self.keep(db)

    def keep(self, db: Connection) -> None:
        """The triggers; again after a migration that made a table anew, which has none of the old one's."""
        if not has_table(db, self.table):
            return
        for one in self.sources:
            is_sqlite = db.dialect.name == "sqlite"
            for statement in self._on_sqlite(one) if is_sqlite else self._on_postgresql(one):
                db.exec_driver_sql(statement)

    def rows(self, db: Connection, source: Source, match: str, *, limit: int) -> Sequence[int]:
        """The rows of a source that FTS5 or a tsquery finds, counted from 0: so many at most, whichever."""
        return self._found(db, source, match, limit, _key(db))

    def newest_rows(self, db: Connection, source: Source, match: str, *, limit: int) -> Sequence[int]:
        """The same, the newest first.

        PostgreSQL plans once for rare and for common words, and walks along all rows of the source, in their order:
        only where many are found, or that takes long.
        """
        if db.dialect.name == "sqlite":
            return self._found(db, source, match, limit, "rowid", in_order="ORDER BY rowid DESC")
        found = self.rows(db, source, match, limit=FEW + 1)
        if len(found) <= FEW:
            return sorted(found, reverse=True)[:limit]
        return self._found(db, source, match, limit, "row_id", in_order="ORDER BY row_id DESC")

    def count(self, db: Connection, source: Source, match: str, *, limit: int) -> int:
        """How many rows of a source are found, as far as the limit."""
        rows = f"{self._statement(_key(db)).format(match=':match', first=':first', end=':end')} LIMIT :limit"
        asked = {"match": match, "first": source.base, "end": source.base + _ROWS, "limit": limit}
        return db.scalar(text(f"SELECT count(*) FROM ({rows}) AS rows_found"), asked) or 0  # noqa: S608  # ours

    def reach(self, db: Connection, source: Source, match: str, *, limit: int) -> int:
        """How far the first rows that are found reach, counted from 0; 0 where they are fewer, or in no order."""
        if db.dialect.name != "sqlite":
            return 0
        rows = f"{self._statement('rowid').format(match=':match', first=':first', end=':end')} LIMIT :limit"
        asked = {"match": match, "first": source.base, "end": source.base + _ROWS, "limit": limit}
        statement = f"SELECT CASE count(*) WHEN :limit THEN max(found) ELSE 0 END FROM ({rows})"  # noqa: S608  # ours
        return db.scalar(text(statement), asked) or 0

    def meant(self, db: Connection, source: Source, match: str) -> TextualSelect:
        """The query of all rows of a source that are found, counted from 0, as a part of another."""
        told = {"match": match, "first": source.base, "end": source.base + _ROWS}
        names = {name: f"{name}_{source.place}" for name in told}
        statement = self._statement(_key(db)).format(**{name: f":{own}" for name, own in names.items()})
        given = {names[name]: value for name, value in told.items()}
        return text(statement).bindparams(**given).columns(column("found", BigInteger))

    def beginning(self, db: Connection, part: str, most: int) -> Sequence[str] | None:
        """The words of SQLite's index that begin with it; None where they are more. Each is a step along the index."""
        a_step = f"SELECT (SELECT term FROM {self.table}_terms WHERE term >= {{}} AND term < :end LIMIT 1)"  # noqa: S608  # ours
        steps = f"{a_step.format(':part')} UNION ALL {a_step.format('each.term || char(1)')} FROM each"
        found = db.scalars(
            text(
                f"WITH RECURSIVE each(term) AS ({steps} WHERE term IS NOT NULL) "  # noqa: S608  # ours
                "SELECT term FROM each WHERE term IS NOT NULL LIMIT :most"
            ),
            {"part": part, "end": part + LAST, "most": most + 1},
        ).all()
        return found if len(found) <= most else None

    def _found(
        self, db: Connection, source: Source, match: str, limit: int, key: str, in_order: str = ""
    ) -> Sequence[int]:
        statement = (
            self._statement(key).format(match=":match", first=":first", end=":end") + f" {in_order} LIMIT :limit"
        )
        asked = {"match": match, "first": source.base, "end": source.base + _ROWS, "limit": limit}
        return db.scalars(text(statement), asked).all()

    def _statement(self, key: str) -> str:
        is_found = f"{self.table} MATCH {{match}}" if key == "rowid" else "words @@ CAST({match} AS tsquery)"
        return (
            f"SELECT {key} - {{first}} AS found FROM {self.table} WHERE {is_found} "  # noqa: S608  # ours
            f"AND {key} >= {{first}} AND {key} < {{end}}"
        )

    # --- in SQL -------------------------------------------------------------------------------------------------------

    def _add(self, one: Source, row: str, *, is_sqlite: bool) -> str:
        """Of `new` or `old`, or of all that there are."""
        into = f"{self.table} ({'rowid' if is_sqlite else 'row_id'}, words)"
        return f"INSERT INTO {into} {self._rows(one, row, is_sqlite=is_sqlite)}"

    def _take(self, one: Source, row: str) -> str:
        into = f"{self.table} ({self.table}, rowid, words)"
        rows = self._rows(one, row, is_sqlite=True, told="'delete', ")
        return f"INSERT INTO {into} {rows}"

    def _rows(self, one: Source, row: str, *, is_sqlite: bool, told: str = "") -> str:
        if one.is_gathered:
            text = f"{'group_concat' if is_sqlite else 'string_agg'}(one, ' ')"
            of = f" WHERE {one.key} = {row}.{one.key}" if row else ""
            each = f"SELECT {one.key}, {one.column} AS one FROM {one.table}{of} ORDER BY 1, 2"  # noqa: S608  # ours
            number, rest = f"{one.base} + {one.key}", f" FROM ({each}) AS each_of_them GROUP BY {one.key}"
        else:
            text, number = f"{row or 't'}.{one.column}", one.number(row or "t")
            rest = f"{'' if row else f' FROM {one.table} AS t'} WHERE {text} <> ''"
        words = self.whole(one, text) if is_sqlite else f"array_to_tsvector({self.parted(one, text)})"
        return f"SELECT {told}{number}, {words}{rest}"

    def _on_sqlite(self, one: Source) -> Iterator[str]:
        for name, event, when, statements in self._around(one) if one.is_gathered else self._afterwards(one):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {self.table}_{one.place}_{name} {event} ON {one.table} "
                f"WHEN {when} BEGIN {' '.join(f'{statement};' for statement in statements)} END"
            )

    def _afterwards(self, one: Source) -> Iterator[tuple[str, str, str, Sequence[str]]]:
        add, take = self._add(one, "new", is_sqlite=True), self._take(one, "old")
        yield "added", "AFTER INSERT", f"new.{one.column} <> ''", [add]
        yield "removed", "AFTER DELETE", f"old.{one.column} <> ''", [take]
        # In this order, and so in one trigger: SQLite promises none of several, and what is in both texts must stay.
        changes = f"old.{one.column} <> new.{one.column}"
        yield "changed", f"AFTER UPDATE OF {one.column}", changes, [take, add]

    def _around(self, one: Source) -> Iterator[tuple[str, str, str, Sequence[str]]]:
        """All that a record has is taken away before something of it changes, and added afterwards."""
        for name, event, row, when in (
            ("added", "INSERT", "new", "TRUE"),
            ("removed", "DELETE", "old", "TRUE"),
            ("changed", f"UPDATE OF {one.key}, {one.column}", "old", "TRUE"),
            ("moved", f"UPDATE OF {one.key}", "new", f"old.{one.key} <> new.{one.key}"),
        ):
            yield f"{name}_from", f"BEFORE {event}", when, [self._take(one, row)]
            yield f"{name}_to", f"AFTER {event}", when, [self._add(one, row, is_sqlite=True)]

    def _on_postgresql(self, one: Source) -> Iterator[str]:
        name = f"{self.table}_{one.place}"
        take = [f"DELETE FROM {self.table} WHERE row_id = {one.number(row)};" for row in ("OLD", "NEW")]  # noqa: S608  # ours
        add = [f"{self._add(one, row, is_sqlite=False)};" for row in ("OLD", "NEW")]
        if not one.is_gathered:  # of a row that is new nothing is there, and of one that went nothing is left
            take[1], add[0] = "", ""
        moves = f"NEW.{one.key} <> OLD.{one.key}"
        of_old, of_new = take[0] + add[0], take[1] + add[1]
        also = f"IF {moves} THEN {of_new} END IF;" if one.is_gathered else of_new
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"CASE TG_OP WHEN 'INSERT' THEN {of_new} WHEN 'DELETE' THEN {of_old} "
            f"ELSE {of_old} {also} END CASE; RETURN NULL; END $$"
        )
        columns = ", ".join((one.key, one.column) if one.is_gathered else (one.column,))
        yield (
            f"CREATE OR REPLACE TRIGGER {name} AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {one.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def _key(db: Connection) -> str:
    """The number of a row, by no index but that of the words."""
    return "rowid" if db.dialect.name == "sqlite" else "(row_id + 0)"
