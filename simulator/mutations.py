"""Answers that lack something: one element left out, renamed or put into a foreign namespace, wherever it stands.

Servers that were written by somebody else leave out what the schema calls optional, and a fault or a proxy may take
anything. `seen` collects what the real answers hold, so that a test can take away each of it in turn.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lxml import etree

from simulator.xml import S

FOREIGN = "urn:example:foreign"


class Way(StrEnum):
    LEFT_OUT = "left out"
    RENAMED = "renamed"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An element of an operation's answers: its path from the response on, by local names."""

    operation: str
    path: str  # "ResponseMessages/GetItemResponseMessage/Items/Message/Categories"


@dataclass(frozen=True, slots=True)
class Mutation:
    """All elements at a place go this way; `times` answers that have it are changed, or all of them."""

    place: Place
    way: Way
    times: int | None = None
    after: int = 0  # answers that have it and are let pass first


@dataclass
class Mutations:
    """What is done to answers on their way out. Nothing unless asked."""

    is_recording: bool = False
    seen: set[Place] = field(default_factory=set)
    struck: int = 0  # answers that were changed
    _mutation: Mutation | None = None
    _passed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, mutation: Mutation | None) -> None:
        """From the next answer on; None ends it."""
        with self._lock:
            self._mutation, self.struck, self._passed = mutation, 0, 0

    def applied(self, operation: str, answer: bytes) -> tuple[bytes, bool]:
        """The answer as it goes out, and whether that is another one."""
        with self._lock:
            mutation = self._mutation
            concerns = mutation is not None and mutation.place.operation == operation
            if not self.is_recording and not concerns:
                return answer, False
            root = etree.fromstring(answer, _PARSER)
            response = root.find(f"{S}Body")[0]
            if self.is_recording:
                self.seen |= {Place(operation, path) for path, _ in _elements(response, "")}
            if mutation is None or not concerns:
                return answer, False
            found = [element for path, element in _elements(response, "") if path == mutation.place.path]
            if not found or (mutation.times is not None and self.struck >= mutation.times):
                return answer, False
            if self._passed < mutation.after:
                self._passed += 1
                return answer, False
            self.struck += 1
            for element in found:
                _change(element, mutation.way)
            return etree.tostring(root, xml_declaration=True, encoding="utf-8"), True


def _elements(parent: etree._Element, above: str) -> Iterator[tuple[str, etree._Element]]:
    for child in parent.iterchildren(tag=etree.Element):
        path = f"{above}/{etree.QName(child).localname}".lstrip("/")
        yield path, child
        yield from _elements(child, path)


def _change(element: etree._Element, way: Way) -> None:
    parent = element.getparent()
    name = etree.QName(element)
    match way:
        case Way.LEFT_OUT:
            if parent is not None:
                parent.remove(element)
        case Way.RENAMED:
            element.tag = f"{{{name.namespace}}}Other{name.localname}"
        case Way.FOREIGN:
            element.tag = f"{{{FOREIGN}}}{name.localname}"


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
