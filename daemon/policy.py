"""What a firm decided about linking, as plain values for the rules. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from store.addresses import domain_of


class Ambiguous(StrEnum):
    """What happens when an address leads to several opportunities."""

    ASK = "ask"
    NEWEST = "newest"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    prefix: str = "OPP"
    own_domains: frozenset[str] = frozenset()
    block: frozenset[str] = frozenset()  # addresses and domains, normalised
    ambiguous: Ambiguous = Ambiguous.ASK
    lookback: timedelta = timedelta(days=30)
    contact_history: bool = True

    def is_own(self, address: str) -> bool:
        return _within(domain_of(address), self.own_domains)

    def is_blocked(self, address: str) -> bool:
        return address in self.block or _within(domain_of(address), self.block)


def _within(domain: str, domains: frozenset[str]) -> bool:
    """True for one of the domains and for everything below it."""
    while domain:
        if domain in domains:
            return True
        domain = domain.partition(".")[2]
    return False
