"""Words on a page that are neither of its language nor of what people wrote: English that nobody translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from babel import Locale
from lxml import html
from sqlalchemy import Engine, String, inspect, text

from daemon.language.catalogues import files_of
from daemon.language.extract import messages_in

WORD = re.compile(r"[^\W\d_]{3,}")
READ = ("title", "alt", "placeholder", "aria-label", "aria-description", "data-confirm", "label")
# What people wrote; what the program writes beside it (states, reasons, evidence) is not among it.
WRITTEN = {
    "about", "address", "agent", "author", "body", "comments", "competitors", "description", "domain", "email", "key",
    "location", "login", "name", "number", "path", "phone", "preview", "subject", "text", "title", "url", "web",
}  # fmt: skip
# The same in every language: names of programs, formats and standards, and what is typed at a shell.
NAMES = {"dealtrail", "outlook", "csv", "pdf", "html", "json", "xlsx", "url", "api", "openapi", "eur", "nok", "usd"}
NAMES |= {"iso", "http", "https", "example", "ctrl", "enter", "tab", "esc", "english", "deutsch", "norsk", "bokmål"}


def strange_words(page: str, language: str, written: set[str]) -> Iterator[str]:
    """Each text of the page with a word that its language does not have, and nobody `written`."""
    known = words_of(language) | written | NAMES
    for said in texts_of(page):
        strange = [word for word in words_in(said) if word not in known]
        if strange:
            yield f"{' '.join(said.split())[:120]!r}: {', '.join(strange)}"


def texts_of(page: str) -> Iterator[str]:
    """What is read of a page, or read aloud; not what stands ready to be typed into."""
    tree: Any = html.fromstring(page)
    for area in tree.xpath("//textarea|//script|//style|//code|//pre"):
        area.text = None
    yield from tree.xpath("//text()[normalize-space()]")
    for name in READ:
        yield from tree.xpath(f"//@{name}")


def words_in(said: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(said.replace("\\u202e", " "))]


@cache
def words_of(language: str) -> frozenset[str]:
    """All words of the catalogues of a language, and those of its days and months."""
    found = set[str]()
    for path in files_of(language):
        for message in messages_in(path):
            texts = [message.string] if isinstance(message.string, str) else message.string
            found |= {word for one in texts for word in words_in(re.sub(r"%\(\w+\)s", " ", one))}
    locale = Locale.parse(language)
    both = [*locale.months.values(), *locale.days.values()]
    for names in (one for widths in both for one in widths.values()):
        found |= {word for name in names.values() for word in words_in(name)}
    return frozenset(found)


def written_in(engine: Engine) -> set[str]:
    """All words that people wrote into a database."""
    found = set[str]()
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for column in inspect(engine).get_columns(table):
                if column["name"] in WRITTEN and isinstance(column["type"], String):
                    rows = connection.execute(text(f'SELECT "{column["name"]}" FROM "{table}"'))  # noqa: S608
                    found |= {word for (value,) in rows if value for word in words_in(str(value))}
    return found
