"""Places beside the database in which the contents of files are kept, by names that are never used twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Place(Protocol):
    """A name has letters, digits, dots, and one slash; what is under one never changes."""

    @property
    def told(self) -> str:
        """What people call it: "folder /var/lib/dealtrail/files"."""
        ...

    def put(self, name: str, content: bytes) -> None:
        """Write it, whole and for good. Raises PlaceFails."""
        ...

    def get(self, name: str, largest: int) -> bytes:
        """What is there, or the beginning of what is larger than it may be; raises NotThere and PlaceFails."""
        ...

    def remove(self, name: str) -> None:
        """Take it away, where it is there; raises PlaceFails."""
        ...

    def names(self) -> Iterator[str]:
        """Of all that is there; raises PlaceFails."""
        ...

    def open_to_others(self) -> str:
        """Who may look into it that should not, as far as that can be seen, and what to do; "" for nobody."""
        ...


class PlaceFails(Exception):
    """It cannot be worked with: `str()` reads "folder /…: reason; remedy". No secret is part of it."""

    def __init__(self, place: str, reason: str, remedy: str = "", *, is_passing: bool = False) -> None:
        super().__init__(place, reason, remedy)
        self.place, self.reason, self.remedy = place, reason, remedy
        self.is_passing = is_passing  # a moment later it may work

    def __str__(self) -> str:
        sentence = f"{self.place}: {self.reason}"
        return f"{sentence}; {self.remedy}" if self.remedy else sentence


class NotThere(Exception):
    """The place answers, and there is nothing by that name."""
