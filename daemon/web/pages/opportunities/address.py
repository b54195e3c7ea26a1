"""What is asked for stands in the address: list, board and table share it, and a link changes a part of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from daemon import acts
from store.values import SortBy

KNOWN = (*acts.ASKED, "sort", "desc", "offset", "totals", "view", "shared")
FURTHEST = 10**9  # of what is left out first


@dataclass(frozen=True)
class Address:
    """The pairs of an address that mean something here, in their order, without empty ones."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, query: str) -> Address:
        asked = parse_qsl(query, max_num_fields=1_000)
        return cls(tuple((name, text.strip()) for name, text in asked if name in KNOWN and text.strip()))

    @property
    def given(self) -> Mapping[str, Sequence[str]]:
        given: dict[str, list[str]] = {}
        for name, text in self.pairs:
            given.setdefault(name, []).append(text)
        return given

    def first(self, name: str) -> str:
        return next((text for one, text in self.pairs if one == name), "")

    def all(self, name: str) -> list[str]:
        return [text for one, text in self.pairs if one == name]

    @property
    def sort(self) -> SortBy:
        asked = self.first("sort")
        return SortBy(asked) if asked in set(SortBy) else SortBy.NUMBER

    @property
    def is_descending(self) -> bool:
        """The newest come first unless something else is asked for."""
        return self.first("desc") == "yes" if self.first("sort") else True

    @property
    def offset(self) -> int:
        asked = self.first("offset")
        return min(int(asked), FURTHEST) if asked.isascii() and asked.isdigit() and len(asked) < 12 else 0

    @property
    def filter(self) -> Address:
        """Only what says which are meant."""
        return Address(tuple(pair for pair in self.pairs if pair[0] in acts.ASKED))

    def but(self, **changes: str) -> Address:
        """With other values; "" for none. Whoever asks for something else begins at the first page."""
        dropped = {"offset", *changes}
        kept = tuple(pair for pair in self.pairs if pair[0] not in dropped)
        return Address((*kept, *((name, text) for name, text in changes.items() if text)))

    def without(self, name: str, text: str) -> Address:
        return Address(tuple(pair for pair in self.but().pairs if pair != (name, text)))

    def at(self, path: str) -> str:
        return f"{path}?{urlencode(self.pairs)}" if self.pairs else path
