"""What becomes of two accounts or contacts that become one, and of undoing it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from store.values.audit import Record
from store.values.making import dataclass


@dataclass(frozen=True, slots=True)
class Merging:
    """What the kept one gets of the other, and what it does not."""

    record: Record  # account or contact
    kept_id: int
    kept: str
    merged_id: int
    merged: str
    counts: Mapping[str, int] = field(default_factory=dict)  # what hangs on the other, by what it is; none is left out
    closed: int = 0  # of the opportunities
    gained: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # addresses, phones, domains that are added
    filled: Mapping[str, str] = field(default_factory=dict)  # fields that were empty
    differing: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # fields: the kept value, and the other's

    @property
    def kept_words(self) -> str:
        return f"{self.record.value} {self.kept_id}, {self.kept}"

    @property
    def merged_words(self) -> str:
        return f"{self.record.value} {self.merged_id}, {self.merged}"


@dataclass(frozen=True, slots=True)
class Unmerging:
    """What came back with one that had been merged, and what did not because it is another's by now."""

    into: str  # who has kept what came later: "contact 3, Ann Client"
    counts: Mapping[str, int] = field(default_factory=dict)
    stayed: tuple[str, ...] = ()  # each as sentences name it: "opportunity 5", "address ann@client.example"
