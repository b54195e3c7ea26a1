"""What a request or an answer must look like: our own table of requests for each version, and Microsoft's schema."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

from simulator.grammar import Builder, table

# In their order. A request is judged by the schema of the version that it names.
VERSIONS = (
    *("Exchange2007", "Exchange2007_SP1", "Exchange2009", "Exchange2010", "Exchange2010_SP1", "Exchange2010_SP2"),
    *("Exchange2012", "Exchange2013", "Exchange2013_SP1", "Exchange2015", "Exchange2016", "V2015_10_05"),
    *("V2016_01_06", "V2016_04_13", "V2016_07_13", "V2016_10_10", "V2017_01_07", "V2017_04_14", "V2017_07_11"),
)
# A request without the header is one of these.
OLDEST = VERSIONS[0]


@dataclass(frozen=True, slots=True)
class Violation:
    """The first thing that a schema objects to, and where it stands in the request."""

    text: str
    line: int
    column: int


class Schema:
    """Checks one body element at a time; usable from many threads."""

    def __init__(self, schema: etree.XMLSchema) -> None:
        self._schema = schema
        self._lock = threading.Lock()

    def violations(self, element: etree._Element) -> list[Violation]:
        """What the schema objects to; empty when the element is valid."""
        with self._lock:
            if self._schema.validate(element):
                return []
            return [Violation(entry.message, entry.line, entry.column) for entry in self._schema.error_log]

    def problems(self, element: etree._Element) -> list[str]:
        """What the schema objects to, a sentence each."""
        return [violation.text for violation in self.violations(element)]


# A process's first schema makes libxml2's built-in types: who compiles meanwhile in another thread finds half of them.
_COMPILING = threading.Lock()


@lru_cache(maxsize=4)
def load_schema(folder: Path) -> Schema:
    """Microsoft's schema from a folder with `messages.xsd` and what it imports; compiled once in a process."""
    with _COMPILING:
        return Schema(etree.XMLSchema(etree.parse(folder / "messages.xsd")))


def requests_of(version: str) -> Schema:
    """The requests that a server knows which is asked in this version; one of VERSIONS."""
    marked = {since: VERSIONS.index(since) for since in table().since.values()}
    known = VERSIONS.index(version)
    with _COMPILING:
        return _compiled(tuple(since for since in sorted(marked) if marked[since] <= known))


@lru_cache(maxsize=len(VERSIONS))
def _compiled(versions: tuple[str, ...]) -> Schema:
    messages, types = Builder(versions).documents()
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Imported(etree.tostring(types)))
    return Schema(etree.XMLSchema(etree.fromstring(etree.tostring(messages), parser, base_url="requests")))


class _Imported(etree.Resolver):  # type: ignore[misc]  # lxml's stubs leave it out
    """The one document that the messages' schema imports."""

    def __init__(self, types: bytes) -> None:
        self._types = types

    def resolve(self, _url: str, _public_id: str | None, context: object) -> object:
        return self.resolve_string(self._types, context)
