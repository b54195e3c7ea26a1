"""A stream of bytes cut into the whole answers that stand in it one after the other. Pure."""

from __future__ import annotations

import re

from connectors.ews.wire.xml import BadAnswer

MOST = 4 << 20  # bytes of one answer
_END = re.compile(rb"</(?:[A-Za-z_][\w.-]{0,50}:)?Envelope\s{0,50}>")
_LONGEST_END = 120


class Pieces:
    """Each byte is looked at a bounded number of times, however they come."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._looked = 0

    def add(self, content: bytes) -> list[bytes]:
        """The answers that are whole by now; raises BadAnswer for one that does not come to an end."""
        self._rest += content
        whole: list[bytes] = []
        while found := _END.search(self._rest, self._looked):
            whole.append(bytes(self._rest[: found.end()]).strip())
            del self._rest[: found.end()]
            self._looked = 0
        self._looked = max(0, len(self._rest) - _LONGEST_END)
        if len(self._rest) > MOST:
            raise BadAnswer("an answer with events does not come to an end")
        return whole
