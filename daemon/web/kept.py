"""Parts of pages that are drawn once: of the same values, in the same language, they are the same again.

    {% keep one, columns %}…{% endkeep %}

What stands within is drawn of these values and of nothing else that differs: nobody's rights, nothing of the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from daemon.language import spoken

MOST = 1_500_000  # characters of what was drawn lately, and as many of what was before


class Keep(Extension):
    """The tag, with what was drawn by its environment; for any thread."""

    tags = {"keep"}  # noqa: RUF012  # as Jinja has it

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._lately: dict[Hashable, str] = {}
        self._before: dict[Hashable, str] = {}
        self._size = 0
        self._lock = Lock()

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        place = nodes.Const(f"{parser.name}:{line}")
        values = parser.parse_tuple()
        body = parser.parse_statements(("name:endkeep",), drop_needle=True)
        return nodes.CallBlock(self.call_method("drawn", [place, values]), [], [], body).set_lineno(line)

    def drawn(self, place: str, values: Hashable, caller: Callable[[], str]) -> str:
        """What stands at this place for these values; `caller` draws it."""
        key = (place, spoken(), values)
        found = self._lately.get(key)
        if found is None:
            found = self._before.get(key)
            if found is None:
                found = caller()
            self._put(key, found)
        return found

    def _put(self, key: Hashable, text: str) -> None:
        """What was not asked for since so much else was drawn, is forgotten."""
        with self._lock:
            self._lately[key] = text
            self._size += len(text)
            if self._size > MOST:
                self._lately, self._before, self._size = {}, self._lately, 0
