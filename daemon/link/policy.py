"""What a firm decided about linking, as plain values for the rules. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from store.addresses import domain_of


class Ambiguous(StrEnum):
    """What happens when an address leads to several opportunities."""

    ASK = "ask"
    NEWEST = "newest"
    ALL = "all"


class KeptBody(StrEnum):
    """What history keeps of the text of an e-mail or appointment."""

    FULL = "full"
    TEXT = "text"  # without what it quotes
    PREVIEW = "preview"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class KeptText:
    """What is kept of a text today; nothing of what happened before `since`."""

    body: KeptBody = KeptBody.FULL
    since: datetime | None = None

    def of(self, occurred_at: datetime | None) -> KeptBody:
        is_old = self.since is not None and occurred_at is not None and occurred_at < self.since
        return KeptBody.NONE if is_old else self.body


WHOLE = KeptText()


@dataclass(frozen=True, slots=True)
class HistoryPolicy:
    body: KeptBody = KeptBody.FULL
    retention: timedelta | None = None  # how long texts are kept; None: for ever

    def at(self, now: datetime) -> KeptText:
        return KeptText(self.body, now - self.retention if self.retention else None)


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    prefix: str = "OPP"
    former_prefixes: tuple[str, ...] = ()  # of categories that we made and that mean nothing any more
    own_domains: frozenset[str] = frozenset()
    block: frozenset[str] = frozenset()  # addresses and domains, normalised
    ambiguous: Ambiguous = Ambiguous.ASK
    lookback: timedelta = timedelta(days=30)
    contact_history: bool = True
    new_per_day: int = 25  # opportunities that are made in a mailbox; a rule gone wild sets its category on hundreds

    def is_own(self, address: str) -> bool:
        return _within(domain_of(address), self.own_domains)

    def is_own_domain(self, domain: str) -> bool:
        return _within(domain, self.own_domains)

    def is_blocked(self, address: str) -> bool:
        return bool(self.block) and (address in self.block or _within(domain_of(address), self.block))


@lru_cache(maxsize=4096)  # the same few are asked for with every item, several times
def _within(domain: str, domains: frozenset[str]) -> bool:
    """True for one of the domains and for everything below it."""
    while domain:
        if domain in domains:
            return True
        domain = domain.partition(".")[2]
    return False
