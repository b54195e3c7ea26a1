"""Microsoft's published schema as a judge of what goes over the wire."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path

from lxml import etree


class Schema:
    """Checks one body element at a time; usable from many threads."""

    def __init__(self, messages_xsd: Path) -> None:
        self._schema = etree.XMLSchema(etree.parse(messages_xsd))
        self._lock = threading.Lock()

    def problems(self, element: etree._Element) -> list[str]:
        """What the schema objects to, a sentence each; empty when the element is valid."""
        with self._lock:
            if self._schema.validate(element):
                return []
            return [entry.message for entry in self._schema.error_log]


@lru_cache(maxsize=4)
def load_schema(folder: Path) -> Schema:
    """The schema from a folder with `messages.xsd` and what it imports; compiled once in a process."""
    return Schema(folder / "messages.xsd")
