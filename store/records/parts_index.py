"""The index of three letters in a row, by which records are found that have a part of a word in a name or an address.

Names are in it as they are stored without case and diacritics; of e-mail addresses, all that a contact has together.
What has all the threes of a part may have the part: whoever asks looks at what is found, which is little.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select

from store.among import one_of
from store.records.record_index import RecordIndex, Source
from store.records.words_index import NAMES
from store.values import Record

AT_ONCE = 3  # letters
LONGEST = 100  # letters of a part that are looked up
FEW = 4_000  # records that are looked at; where more may be meant, the first of them fill a page soon

OF_NAMES: dict[Record, Source] = {
    one.record: one for one in NAMES if one.record in (Record.OPPORTUNITY, Record.ACCOUNT, Record.CONTACT)
}
OF_ADDRESSES = Source(
    7, Record.CONTACT, "contact_addresses", "contact_id", "address", "{0}.contact_id", is_gathered=True
)


def few_named(db: Connection, record: Record, part: str, most: int = FEW) -> list[int] | None:
    """Those of that kind that may have the part in their names; None where it is not looked up: short, or of many."""
    return _few(db, OF_NAMES[record], part, most)


def few_addressed(db: Connection, part: str) -> list[int] | None:
    """Contacts that may have it in their addresses, likewise."""
    return _few(db, OF_ADDRESSES, part, FEW)


def among_few(
    statement: Select[*tuple[Any, ...]], key: Any, few: list[int] | None
) -> tuple[Select[*tuple[Any, ...]], dict[str, Any]]:
    """The statement for these alone, where they are known, and the values that it is run with."""
    return (statement, {}) if few is None else (statement.where(one_of(key, "few")), {"few": few})


def _few(db: Connection, source: Source, part: str, most: int) -> list[int] | None:
    if len(part) < AT_ONCE or "\0" in part:
        return None
    last = min(len(part), LONGEST) - AT_ONCE
    threes = dict.fromkeys(part[at : at + AT_ONCE] for at in (*range(0, last, 2), last))  # the others tell little more
    is_sqlite = db.dialect.name == "sqlite"
    match = " AND ".join(map(_of_fts5, threes)) if is_sqlite else " & ".join(map(_of_tsquery, threes))
    found = PARTS.rows(db, source, match, limit=most + 1)
    return list(found) if len(found) <= most else None


def _of_fts5(three: str) -> str:
    return '"' + three.replace('"', '""') + '"'


def _of_tsquery(three: str) -> str:
    return "'" + three.replace("\\", "\\\\").replace("'", "''") + "'"


def _whole(_: Source, text: str) -> str:
    return text


def _parted(_: Source, text: str) -> str:
    places = f"generate_series(1, length({text}) - {AT_ONCE - 1}) AS place"
    return f"ARRAY(SELECT substr({text}, place, {AT_ONCE}) FROM {places})"  # noqa: S608  # ours


PARTS = RecordIndex(
    "record_parts",
    (*OF_NAMES.values(), OF_ADDRESSES),
    "trigram case_sensitive 1",
    _whole,
    _parted,
)
