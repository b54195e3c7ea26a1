"""The index of three letters in a row, by which records are found that have a part of a word in a text of theirs.

Names are in it as they are stored without case and diacritics, so are competitors and comments; of e-mail addresses,
all that a contact has together. What has all the threes of a part may have the part: whoever asks looks at what is
found, which is little. Names and addresses have an end, so that each letter of theirs begins a three: parts of one and
two letters are found by these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, select, union_all

from store.among import one_of
from store.records.record_index import RecordIndex, Source
from store.records.words_index import NAMES
from store.text import fold
from store.values import OpportunityFilter, Record, State

AT_ONCE = 3  # letters
LONGEST = 100  # letters of a part that are looked up
FEW = 4_000  # records that are looked at; where more may be meant, the first of them fill a page soon
# Of so many opportunities one at most: to look at more takes as long as to look through all. By what may be in any of
# their texts one of two, as all of these would be read.
TITLED, SAID, ANYWHERE = 7, 6, 2
SOME = 1_000  # that are looked at because they have one three of a part
RARE = 100  # threes that begin with one or two letters
WHOLE = 50_000  # letters of a text of which PostgreSQL keeps threes: a longer one is looked at whatever is asked

OF_NAMES: dict[Record, Source] = {
    one.record: one for one in NAMES if one.record in (Record.OPPORTUNITY, Record.ACCOUNT, Record.CONTACT)
}
OF_ADDRESSES = Source(
    7, Record.CONTACT, "contact_addresses", "contact_id", "address", "{0}.contact_id", is_gathered=True
)
OF_TITLES = OF_NAMES[Record.OPPORTUNITY]
OF_COMPETITORS, OF_COMMENTS = (
    Source(place, Record.OPPORTUNITY, "opportunities", "number", f"folded_{name}", "{0}.number")
    for place, name in ((8, "competitors"), (9, "comments"))
)
_OF_PROSE = (OF_COMPETITORS, OF_COMMENTS)
_LONG, _END = "long", 1  # a word of no three letters; a sign that no text has


def few_named(db: Connection, record: Record, part: str, *, is_short: bool = False) -> list[int] | None:
    """Those of that kind that may have the part in their names; None where it is not looked up, or of many.

    Parts of one and two letters are, where it is told: that costs more than to find that many have them.
    """
    return _few(db, (OF_NAMES[record],), part, FEW, is_short=is_short)


def few_addressed(db: Connection, part: str, *, is_short: bool = False) -> list[int] | None:
    """Contacts that may have it in their addresses, likewise."""
    return _few(db, (OF_ADDRESSES,), part, FEW, is_short=is_short)


def few_meant(db: Connection, wanted: OpportunityFilter, most: int = FEW) -> list[int] | None:
    """Opportunities that may have the parts of texts that it asks for; None where none is looked up, or of many."""
    found: set[int] | None = None
    for part, sources in _parts(wanted):
        if (few := _few(db, sources, part, most)) is not None:
            found = set(few) if found is None else found & set(few)
    return None if found is None else sorted(found)


def all_meant(db: Connection, wanted: OpportunityFilter, of: int) -> Select[int] | None:
    """The query of opportunities that may have such a part, where it is worth to look at these alone, of so many that
    are in the state that is asked for.

    Titles are in the indexes of totals: of open ones, or of closed ones, these are soon looked through.
    """
    for part, sources in _parts(wanted):
        if sources == (OF_TITLES,):
            most = FEW // TITLED if wanted.state in (State.OPEN, State.CLOSED) else max(FEW, of) // TITLED
        else:
            most = max(FEW, of) // (SAID if len(sources) == 1 else ANYWHERE)
        asked = [(source, match) for source in sources if (match := _match(db, source, part)) is not None]
        if sources != (OF_TITLES,) and any(0 < PARTS.reach(db, *one, limit=SOME) * most < SOME * of for one in asked):
            continue  # as they lie, they are more by far; to count them takes a fifth of looking through all
        if asked and sum(PARTS.count(db, *one, limit=most + 1) for one in asked) <= most:
            return select(union_all(*(PARTS.meant(db, *one) for one in asked)).subquery().c.found)
    return None


def among_few(
    statement: Select[*tuple[Any, ...]], key: Any, few: list[int] | None
) -> tuple[Select[*tuple[Any, ...]], dict[str, Any]]:
    """The statement for these alone, where they are known, and the values that it is run with."""
    return (statement, {}) if few is None else (statement.where(one_of(key, "few")), {"few": few})


def _parts(wanted: OpportunityFilter) -> Iterator[tuple[str, Sequence[Source]]]:
    """Each part that is asked for, with the texts of which one has it."""
    for part, sources in (
        (wanted.title, (OF_TITLES,)),
        (wanted.competitors, (OF_COMPETITORS,)),
        (wanted.comments, (OF_COMMENTS,)),
        (wanted.text, (OF_TITLES, OF_COMPETITORS, OF_COMMENTS)),
    ):
        if part:
            yield fold(part), sources


def _few(
    db: Connection, sources: Sequence[Source], part: str, most: int, *, is_short: bool = False
) -> list[int] | None:
    found: list[int] = []
    for source in sources:
        if (match := _match(db, source, part, is_short=is_short)) is None:
            return None
        found += PARTS.rows(db, source, match, limit=most + 1 - len(found))
        if len(found) > most:
            return None
    return found


def _match(db: Connection, source: Source, part: str, *, is_short: bool = False) -> str | None:
    """What the index is asked for; None where it is not."""
    is_sqlite = db.dialect.name == "sqlite"
    if "\0" in part or not part or (len(part) < AT_ONCE and not is_short):
        return None
    if len(part) < AT_ONCE:
        if not is_sqlite:
            return f"{_of_tsquery(part)}:*"
        threes = PARTS.beginning(db, part, RARE)
        return None if threes is None else " OR ".join(map(_of_fts5, threes)) or '""'
    if not is_sqlite:
        return f"({' & '.join(map(_of_tsquery, _threes(part)))}) | {_of_tsquery(_LONG)}"
    rare = _rare_three(db, source, part) if source in _OF_PROSE else None
    return rare or " AND ".join(map(_of_fts5, _threes(part)))


def _rare_three(db: Connection, source: Source, part: str) -> str | None:
    """One that few have, by itself: SQLite steps through all that have the others, which many do in long texts."""
    fewest, rarest = SOME + 1, None
    for three in map(_of_fts5, _threes(part)):
        many = PARTS.count(db, source, three, limit=fewest)
        if many < fewest:
            fewest, rarest = many, three
    return rarest


def _threes(part: str) -> Sequence[str]:
    """Every second one, and the last: the others tell little more."""
    last = min(len(part), LONGEST) - AT_ONCE
    return list(dict.fromkeys(part[at : at + AT_ONCE] for at in (*range(0, last, 2), last)))


def _of_fts5(three: str) -> str:
    return '"' + three.replace('"', '""') + '"'


def _of_tsquery(three: str) -> str:
    return "'" + three.replace("\\", "\\\\").replace("'", "''") + "'"


def _whole(one: Source, text: str) -> str:
    return text if one in _OF_PROSE else f"{text} || char({_END}, {_END})"


def _parted(one: Source, text: str) -> str:
    if one not in _OF_PROSE:
        places = f"generate_series(1, length({text})) AS place"
        return f"ARRAY(SELECT substr({text} || repeat(chr({_END}), 2), place, {AT_ONCE}) FROM {places})"  # noqa: S608  # ours
    # Signs by their order: to look each three up by its place takes the square of the length.
    letters = f"unnest(string_to_array({text}, NULL)) WITH ORDINALITY AS each_of_them (letter, place)"
    three = "letter || lead(letter, 1) OVER by_place || lead(letter, 2) OVER by_place AS three"
    threes = f"SELECT {three} FROM {letters} WINDOW by_place AS (ORDER BY place)"  # noqa: S608  # ours
    whole = f"SELECT three FROM ({threes}) AS threes WHERE three IS NOT NULL"  # noqa: S608  # ours
    return f"CASE WHEN length({text}) > {WHOLE} THEN ARRAY['{_LONG}'] ELSE ARRAY({whole}) END"


PARTS = RecordIndex(
    "record_parts",
    (*OF_NAMES.values(), OF_ADDRESSES, *_OF_PROSE),
    "trigram case_sensitive 1",
    _whole,
    _parted,
    has_beginnings=True,
)
