"""The index of words that records are found by: their names, and the last digits of their phone numbers.

It is made of what is stored without case and diacritics; a word is a run of letters and digits, of which whatever is
not ASCII is one: both databases part words alike so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection

from store.records.record_index import RecordIndex, Source
from store.text import fold
from store.values import Record

PHONE = 7  # digits of a number that tell it from others, however its country and its trunk are written
MOST_WORDS = 10  # of a search
MOST_PHONES = 4096  # of one contact

_BETWEEN = r"[\x01-/:-`{-\x7f]+"  # words, in a text in small letters: what is ASCII and neither letter nor digit
_MARKS = (" ", "-", "(", ")", "/", ".", "\u00a0")  # in phone numbers, beside digits


NAMES = (
    Source(1, Record.OPPORTUNITY, "opportunities", "number", "folded", "{0}.number"),
    Source(2, Record.ACCOUNT, "accounts", "id", "folded", "{0}.id"),
    Source(3, Record.CONTACT, "contacts", "id", "folded", "{0}.id"),
    Source(4, Record.PROJECT, "projects", "id", "folded", "{0}.id"),
    Source(5, Record.MARKETING, "marketing", "id", "folded", "{0}.id"),
    Source(6, Record.PRODUCT, "products", "id", "folded", "{0}.id"),
)
PHONES = (
    Source(7, Record.ACCOUNT, "accounts", "id", "phone", "{0}.id", is_phone=True),
    Source(
        8,
        Record.CONTACT,
        "contact_phones",
        "contact_id",
        "number",
        f"({{0}}.contact_id * {MOST_PHONES} + {{0}}.position)",
        per=MOST_PHONES,
        is_phone=True,
    ),
)


def words_typed(typed: str) -> list[str]:
    """The words of a search as the index has them."""
    return list(dict.fromkeys(re.findall(r"[a-z0-9\u0080-\U0010ffff]+", fold(typed[:1000]))))[:MOST_WORDS]


def phone_typed(typed: str) -> str:
    """The digits of a phone number that is looked for; "" for what is none, or too short to tell one from another."""
    digits = re.sub(r"[^0-9]", "", typed)
    is_number = re.fullmatch(r"[+0-9() \u00a0./-]{7,40}", typed.strip())
    return digits[-PHONE:] if is_number and len(digits) >= PHONE else ""


def indexed(db: Connection, source: Source, words: Sequence[str], *, is_beginning: bool, limit: int) -> list[int]:
    """The records of a source with these words, the newest first; more than `limit`, as some may be deleted."""
    star = "*" if is_beginning else ""
    if db.dialect.name == "sqlite":
        match = " AND ".join(f'"{word}"{star}' for word in words)
    else:
        match = " & ".join(f"'{word}'{':*' if is_beginning else ''}" for word in words)
    rows = WORDS.newest_rows(db, source, match, limit=2 * limit)
    return list(dict.fromkeys(row // source.per for row in rows))


def _whole(one: Source, text: str) -> str:
    """FTS5 parts a text by itself."""
    return f"substr({_digits(text)}, -{PHONE})" if one.is_phone else text


def _parted(one: Source, text: str) -> str:
    words = (
        f"ARRAY[right({_digits(text)}, {PHONE})]" if one.is_phone else f"regexp_split_to_array({text}, '{_BETWEEN}')"
    )
    return f"array_remove({words}, '')"


def _digits(text: str) -> str:
    for mark in _MARKS:
        text = f"replace({text}, '{mark}', '')"
    return text


WORDS = RecordIndex("record_words", (*NAMES, *PHONES), "ascii", _whole, _parted)
