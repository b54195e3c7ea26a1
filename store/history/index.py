"""The index of words that items are searched by: SQLite's FTS5, or a tsvector with a GIN index.

Both have the same words, made in `store.rules.words`: no dictionary or collation of theirs plays a part, and no parser
but of ASCII, of which SQLite's has the same idea.
The table is beside the models: on SQLite it is a virtual one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from store.among import array_text
from store.rules.words import Search, indexed_text, written_words


@dataclass(frozen=True, slots=True)
class Indexed:
    """An item as the index knows it."""

    search_id: int
    subject: str
    body: str
    names: str = ""  # of what is attached


def beside_the_models(name: str | None, type_: str, parents: object) -> bool:
    """False for what Alembic is to leave out when it compares, as one of the databases has it alone: the indexes of
    words and what SQLite keeps them in, and who waits for whom on PostgreSQL.
    """
    return not (type_ == "table" and (name or "").startswith(_BESIDE))


_BESIDE = ("item_words", "record_words", "record_parts", "turns")


_ON_POSTGRESQL = (  # one statement: each has a price of its own
    "INSERT INTO item_words SELECT search_id, array_to_tsvector(string_to_array(words, ' '))"
    " FROM unnest(CAST(%s AS bigint[]), CAST(%s AS text[])) AS given(search_id, words)"
)


def make_index(db: Connection) -> None:
    """The table, empty."""
    if db.dialect.name == "sqlite":
        # Nothing but which item has which word: not the text, no positions, no lengths.
        options = "content='', tokenize='ascii', detail=none, columnsize=0"
        db.exec_driver_sql(f"CREATE VIRTUAL TABLE item_words USING fts5(words, {options})")
    else:
        db.exec_driver_sql("CREATE TABLE item_words (search_id bigint PRIMARY KEY, words tsvector NOT NULL)")
        db.exec_driver_sql("CREATE INDEX ix_item_words_words ON item_words USING gin (words)")


def add_words(db: Connection, items: Collection[Indexed]) -> None:
    """Let these be found."""
    if not items:
        return
    if db.dialect.name == "sqlite":
        rows = [(one.search_id, indexed_text(one.subject, one.names, one.body)) for one in items]
        db.exec_driver_sql("INSERT INTO item_words (rowid, words) VALUES (?, ?)", rows)
    else:
        ids = array_text([one.search_id for one in items])
        words = array_text([written_words(one.subject, one.names, one.body) for one in items])
        db.exec_driver_sql(_ON_POSTGRESQL, (ids, words))


def remove_words(db: Connection, items: Collection[Indexed]) -> None:
    """Let these be found no more, as they were when they were added: SQLite's index cannot tell what it holds."""
    if not items:
        return
    if db.dialect.name == "sqlite":
        rows = [(one.search_id, indexed_text(one.subject, one.names, one.body)) for one in items]
        db.exec_driver_sql("INSERT INTO item_words (item_words, rowid, words) VALUES ('delete', ?, ?)", rows)
    else:
        db.exec_driver_sql("DELETE FROM item_words WHERE search_id = %s", [(item.search_id,) for item in items])


def fts5_query(search: Search) -> str:
    """Each word is quoted, so that none is taken for an operator."""
    return " AND ".join([*(f'"{word}"' for word in search.words), *(f'"{word}" *' for word in search.beginnings)])


def tsquery(search: Search) -> str:
    return " & ".join([*(f"'{word}'" for word in search.words), *(f"'{word}':*" for word in search.beginnings)])
