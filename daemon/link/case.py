"""One item with all that its rules are asked with, and how they answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from daemon.link.facts import Copy
from daemon.link.hand import Hand
from daemon.link.people import addresses, is_usable
from daemon.link.policy import LinkPolicy
from store.values import Candidates, KnownContact, KnownPage, Link, Member, OpenSpan, Outcome, Receipt
from store.values.making import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    copy: Copy
    outside: tuple[str, ...]  # addresses that are not our own
    hand: Hand
    contacts: tuple[KnownContact, ...]
    candidates: Candidates
    page: KnownPage
    policy: LinkPolicy

    @property
    def thread(self) -> Sequence[Member]:
        """All other known items of its thread."""
        known = self.copy.known.item_id if self.copy.known else None
        return [one for one in self.page.members.get(self.copy.thread, ()) if one.item_id != known]

    @property
    def is_dismissed(self) -> bool:
        """A person said of it, or of its thread, that it belongs to none."""
        own = bool(self.copy.known and self.copy.known.is_dismissed)
        return own or any(member.is_dismissed for member in self.thread)

    def contact(self, address: str) -> KnownContact | None:
        return self.candidates.contacts.get(address)


@dataclass(frozen=True, slots=True)
class Answer:
    receipt: Receipt
    links: tuple[Link, ...] = field(default=())


def skipped(rule: str, reason: str, evidence: dict[str, Any] | None = None) -> Answer:
    return Answer(Receipt(Outcome.SKIPPED, rule, reason, evidence or {}))


def review(rule: str, reason: str, evidence: dict[str, Any]) -> Answer:
    return Answer(Receipt(Outcome.REVIEW, rule, reason, evidence))


def for_contacts(case: Case, rule: str, reason: str, evidence: dict[str, Any]) -> Answer:
    """Kept in the contacts' histories, where there are contacts and the policy says so."""
    is_kept = case.policy.contact_history and bool(case.contacts)
    evidence = {**evidence, "addresses": [contact.address for contact in case.contacts]}
    return Answer(Receipt(Outcome.CONTACT if is_kept else Outcome.SKIPPED, rule, reason, evidence))


def contacts_among(outside: Iterable[str], candidates: Candidates) -> tuple[KnownContact, ...]:
    found = (candidates.contacts.get(address) for address in outside)
    return tuple({contact.id: contact for contact in found if contact}.values())


def outside_of(copy: Copy, policy: LinkPolicy) -> tuple[str, ...]:
    return tuple(
        address for address in addresses(copy.facts.people) if not (is_usable(address) and policy.is_own(address))
    )


def is_closed_at(span: OpenSpan, at: datetime | None) -> bool:
    return span.closed_at is not None and (at is None or at > span.closed_at)


def numbers_named(numbers: Iterable[int], policy: LinkPolicy) -> str:
    """ "OPP-3, OPP-17": for sentences."""
    return ", ".join(f"{policy.prefix}-{number}" for number in numbers)
