"""Which opportunities does an item belong to? A pure function from the item and what the store knows to a decision.

The first rule that answers wins; every answer carries the receipt that explains it. Links that exist stay, unless a
person withdrew them: what only a rule would change today waits for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors.mailbox import Appointment, AppointmentKind, Email, Sensitivity
from daemon.category import numbers_in
from daemon.people import addresses, participants
from daemon.policy import Ambiguous, LinkPolicy
from store.values import (
    Candidates,
    KnownContact,
    KnownItem,
    Link,
    Mark,
    MarkKind,
    OpenSpan,
    Outcome,
    Participant,
    Receipt,
)

Linkable = Email | Appointment


@dataclass(frozen=True, slots=True)
class Copy:
    """One mailbox's copy of an item, and what the store holds of it."""

    item: Linkable
    mailbox_id: int
    user_id: int | None  # whose mailbox it is
    known: KnownItem | None = None
    oldest: datetime | None = None  # items before it are left alone when they are first seen


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a copy: the state of its item and of itself after it, whole."""

    receipt: Receipt
    links: tuple[Link, ...] = ()
    contacts: frozenset[int] = frozenset()
    marks: tuple[Mark, ...] = ()
    confirmed: frozenset[int] = frozenset()


def decide(copy: Copy, candidates: Candidates, policy: LinkPolicy) -> Decision:
    """The decision on one copy. Deciding again with its result stored gives the same."""
    people = participants(copy.item)
    hand = _hand(copy, candidates, policy)
    contacts = _contacts(people, candidates, policy)
    case = _Case(copy, people, hand, contacts, candidates, policy)
    answer = next(found for rule in RULES if (found := rule(case)))
    kept = _kept(case)
    links = _merged(kept, answer.links)
    receipt = answer.receipt
    if kept and receipt.rule == "address" and _was_linked(copy) and len(links) > len(kept):
        links = _merged(kept, ())
        receipt = _still_linked(links, receipt)
    elif links and receipt.outcome is not Outcome.LINKED:
        receipt = _still_linked(links, receipt)
    with_contacts = receipt.outcome is Outcome.CONTACT or (bool(links) and not _is_private(copy.item))
    return Decision(
        receipt=receipt,
        links=links,
        contacts=frozenset(contact.id for contact in contacts) if with_contacts else frozenset(),
        marks=hand.marks,
        # A category that its user set and that links nothing, on a series say, is theirs and no stamp of ours.
        confirmed=(hand.present - (set(hand.chosen) - {link.number for link in links})) | hand.silent,
    )


# --- what the user did by hand ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hand:
    """The categories on the copy, read against what we know to have written ourselves."""

    present: frozenset[int]  # opportunities whose category is on the copy
    chosen: tuple[int, ...]  # set by hand, here or in another mailbox
    in_bin: tuple[int, ...]  # set by hand while the opportunity is in the recycle bin
    silent: frozenset[int]  # old stamps of opportunities that were deleted: neither they nor their absence mean a thing
    withdrawn: frozenset[int]  # taken off by hand, here or in another mailbox
    unknown: tuple[int, ...]  # categories that name no opportunity
    by_sender: tuple[int, ...]  # categories that came with the message
    marks: tuple[Mark, ...]  # of this mailbox from now on


def _hand(copy: Copy, candidates: Candidates, policy: LinkPolicy) -> Hand:
    named = numbers_in(copy.item.categories, policy.prefix)
    sent_along = set(numbers_in(getattr(copy.item, "keywords", ()), policy.prefix))
    deleted = {number for number, span in candidates.by_number.items() if span.is_deleted}
    existing = [number for number in named if number in candidates.by_number]
    known = copy.known
    pointer = known.pointer if known else None
    confirmed = pointer.confirmed if pointer else frozenset[int]()
    mine = {mark.number: mark.kind for mark in known.marks if mark.mailbox_id == copy.mailbox_id} if known else {}
    others = [mark for mark in known.marks if mark.mailbox_id != copy.mailbox_id] if known else []
    linked = {link.number for link in known.links} if known else set[int]()
    # What this copy should carry by our own doing: a stamp of it that appears, or its removal, is our echo.
    ours = linked - {number for number, kind in mine.items() if kind is MarkKind.WITHDRAWN}

    # Only what exists can have been judged: a number that names nothing stays its sender's, whatever was there before.
    held = linked | ({mark.number for mark in known.marks} if known else set())
    judged = set(existing) & (confirmed | held)
    by_sender = tuple(n for n in named if n in sent_along and n not in judged)
    newly_set = [n for n in existing if n not in confirmed and n not in ours and n not in by_sender]
    # Of what was deleted, marks and links stay as they are: it may be restored, or is gone for good with its stamps.
    gone_for_good = {n for n in named if n in confirmed and n not in candidates.by_number} - held - set(by_sender)
    silent = (confirmed & deleted) | {n for n in named if n in deleted and n in ours} | gone_for_good
    newly_open = set(newly_set) - deleted

    present = frozenset(existing) - deleted
    # A copy that never carried the stamp, a second one in the same mailbox, says nothing about what was set on another.
    unstamped = (linked - confirmed) | deleted
    set_here = {n for n, kind in mine.items() if kind is MarkKind.SET and n in present | unstamped} | newly_open
    taken_off = {n for n in confirmed - present if n in ours} - deleted
    withdrawn_here = ({n for n, kind in mine.items() if kind is MarkKind.WITHDRAWN} | taken_off) - newly_open
    set_elsewhere = {mark.number for mark in others if mark.kind is MarkKind.SET}
    return Hand(
        present=present - set(by_sender),
        chosen=tuple(sorted((set_here | set_elsewhere) - deleted)),
        in_bin=tuple(n for n in newly_set if n in deleted),
        silent=frozenset(silent),
        withdrawn=frozenset(withdrawn_here | {mark.number for mark in others if mark.kind is MarkKind.WITHDRAWN}),
        unknown=tuple(
            n for n in named if n not in candidates.by_number and n not in by_sender and n not in gone_for_good
        ),
        by_sender=by_sender,
        marks=tuple(Mark(copy.mailbox_id, n, MarkKind.SET) for n in sorted(set_here))
        + tuple(Mark(copy.mailbox_id, n, MarkKind.WITHDRAWN) for n in sorted(withdrawn_here)),
    )


# --- the rules, in order ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    copy: Copy
    people: tuple[Participant, ...]
    hand: Hand
    contacts: tuple[KnownContact, ...]
    candidates: Candidates
    policy: LinkPolicy


@dataclass(frozen=True, slots=True)
class _Answer:
    receipt: Receipt
    links: tuple[Link, ...] = field(default=())


def _never_history(case: _Case) -> _Answer | None:
    item = case.copy.item
    if item.item_class.startswith("IPM.Schedule.Meeting"):
        return _skipped("meeting message", "a meeting request or response: the appointment is the record")
    if item.is_draft:
        return _skipped("draft", "not sent yet")
    if isinstance(item, Appointment) and item.kind is not AppointmentKind.SINGLE:
        return _skipped("series", "a recurring appointment: only single ones are linked")
    return None


def _category(case: _Case) -> _Answer | None:
    hand = case.hand
    if not hand.chosen:
        return None
    links = tuple(Link(n, "category", f"set by hand as {case.policy.prefix}-{n}") for n in hand.chosen)
    names = _numbers(hand.chosen, case.policy)
    evidence: dict[str, Any] = {"categories": list(case.copy.item.categories), "unknown": list(hand.unknown)}
    if hand.in_bin:
        evidence["in_bin"] = list(hand.in_bin)
    return _Answer(Receipt(Outcome.LINKED, "category", f"a user set the category of {names}", evidence), links)


def _category_in_bin(case: _Case) -> _Answer | None:
    numbers = case.hand.in_bin
    if not numbers:
        return None
    verb = "is" if len(numbers) == 1 else "are"
    reason = f"a user set the category of {_numbers(numbers, case.policy)}, which {verb} in the recycle bin"
    return _review("category in recycle bin", reason, {"numbers": list(numbers)})


def _unknown_category(case: _Case) -> _Answer | None:
    unknown = case.hand.unknown
    if not unknown:
        return None
    reason = f"a category names {_numbers(unknown, case.policy)}, which does not exist"
    return _review("unknown category", reason, {"numbers": list(unknown)})


def _category_from_sender(case: _Case) -> _Answer | None:
    numbers = case.hand.by_sender
    if not numbers:
        return None
    reason = f"the category of {_numbers(numbers, case.policy)} came with the message: its sender set it, no user"
    return _review("category from sender", reason, {"numbers": list(numbers)})


def _excluded(case: _Case) -> _Answer | None:
    item = case.copy.item
    if _is_private(item):
        return _skipped("private", f"marked {item.sensitivity.value} in Outlook")
    if _is_old(case.copy):
        return _skipped("before backfill", "older than the first pass looks back")
    blocked = [person.address for person in case.people if case.policy.is_blocked(person.address)]
    if blocked:
        return _skipped("blocked", f"{blocked[0]} is on the block list", {"address": blocked[0]})
    if isinstance(item, Email) and (sign := _automatic(item)):
        return _skipped("automatic", f"an automatic message: {sign}", {"sign": sign})
    if not case.people:
        return _skipped("nobody", "no usable address in it")
    if not _outside(case.people, case.policy):
        return _skipped("inside", "only people of our own domains")
    return None


def _address(case: _Case) -> _Answer | None:
    if not case.contacts:
        return None
    found, level = _candidates_at(case)
    if not found:
        return None
    passed_over = sorted(case.hand.withdrawn & {span.number for span in found})
    if passed_over:
        reason = f"a user took {_numbers(passed_over, case.policy)} off: the rules leave this item alone"
        return _for_contact(case, "removed by the user", reason, {"withdrawn": passed_over})
    return _chosen(case, found, level)


def _contact_only(case: _Case) -> _Answer | None:
    if not case.contacts:
        return None
    return _for_contact(case, "contact", f"{_named(case.contacts)} has no open opportunity at that time", {})


def _unknown_people(case: _Case) -> _Answer | None:
    outside = _outside(case.people, case.policy)
    return _skipped("unknown people", "no outside address belongs to a contact", {"addresses": list(outside[:20])})


# The whole table. A person's category passes every exclusion, a sender's none. The thread's rule has its place before
# the address.
RULES: tuple[Callable[[_Case], _Answer | None], ...] = (
    _never_history,
    _category,
    _category_in_bin,
    _unknown_category,
    _excluded,
    _category_from_sender,
    _address,
    _contact_only,
    _unknown_people,
)


# --- helpers ----------------------------------------------------------------------------------------------------------


def _chosen(case: _Case, found: Sequence[OpenSpan], level: str) -> _Answer:
    numbers = [span.number for span in found]
    owned = [span for span in found if case.copy.user_id is not None and span.assigned_to == case.copy.user_id]
    preferred = owned or list(found)
    who = _named(case.contacts)
    evidence: dict[str, Any] = {
        "addresses": [contact.address for contact in case.contacts],
        "candidates": numbers,
        "level": level,
    }
    if len(preferred) == 1:
        why = "the only open opportunity" if len(found) == 1 else "the only one of this mailbox's user"
    elif case.policy.ambiguous is Ambiguous.NEWEST:
        preferred, why = [max(preferred, key=lambda span: span.number)], "the newest of several"
    elif case.policy.ambiguous is Ambiguous.ALL:
        why = "all that are open"
    else:
        reason = f"{who} has several open opportunities: {_numbers(numbers, case.policy)}"
        return _review("ambiguous", reason, evidence)
    links = tuple(Link(span.number, "address", f"{level} {who}") for span in preferred)
    chosen = _numbers((span.number for span in preferred), case.policy)
    evidence["passed_over"] = sorted(set(numbers) - {span.number for span in preferred})
    return _Answer(Receipt(Outcome.LINKED, "address", f"{level} {who}: {chosen}, {why}", evidence), links)


def _candidates_at(case: _Case) -> tuple[tuple[OpenSpan, ...], str]:
    """Opportunities open at the item's date: the contacts' own, else those of the contacts' accounts."""
    when = item_time(case.copy.item)
    tables = case.candidates
    by_contact = (tables.by_contact.get(contact.id, ()) for contact in case.contacts)
    if found := _open_at(when, by_contact, case.policy):
        return found, "contact"
    by_account = (tables.by_account.get(contact.account_id, ()) for contact in case.contacts if contact.account_id)
    return _open_at(when, by_account, case.policy), "account of"


def _open_at(when: datetime | None, groups: Iterable[Iterable[OpenSpan]], policy: LinkPolicy) -> tuple[OpenSpan, ...]:
    spans = {span.number: span for group in groups for span in group if _is_open_at(span, when, policy)}
    return tuple(spans[number] for number in sorted(spans))


def _is_open_at(span: OpenSpan, when: datetime | None, policy: LinkPolicy) -> bool:
    if span.is_deleted:
        return False
    if when is None:
        return span.closed_at is None
    return span.created_at - policy.lookback <= when and (span.closed_at is None or when <= span.closed_at)


def _contacts(people: Iterable[Participant], candidates: Candidates, policy: LinkPolicy) -> tuple[KnownContact, ...]:
    found = (candidates.contacts.get(address) for address in _outside(people, policy))
    return tuple({contact.id: contact for contact in found if contact}.values())


def _outside(people: Iterable[Participant], policy: LinkPolicy) -> tuple[str, ...]:
    return tuple(address for address in addresses(people) if not policy.is_own(address))


def _kept(case: _Case) -> tuple[Link, ...]:
    """Links that exist and stay: a rule's until somebody withdraws it, a user's while one user holds it.

    Those of opportunities in the recycle bin stay as they are.
    """
    known = case.copy.known
    return tuple(link for link in known.links if _stays(link, case)) if known else ()


def _stays(link: Link, case: _Case) -> bool:
    span = case.candidates.by_number.get(link.number)
    if link.number in case.hand.chosen or (span and span.is_deleted):
        return True
    return link.rule != "category" and link.number not in case.hand.withdrawn


def _merged(kept: Iterable[Link], found: Iterable[Link]) -> tuple[Link, ...]:
    links = {link.number: link for link in found} | {link.number: link for link in kept}
    return tuple(links[number] for number in sorted(links))


def _was_linked(copy: Copy) -> bool:
    """True for a copy that was decided before as linked: what rules would add to it today waits for a person."""
    return bool(copy.known and copy.known.receipt and copy.known.receipt.outcome is Outcome.LINKED)


def _still_linked(links: Sequence[Link], today: Receipt) -> Receipt:
    first = links[0]
    evidence = {**today.evidence, "today": today.reason}
    return Receipt(Outcome.LINKED, first.rule, f"linked before by {first.evidence or first.rule}", evidence)


def _for_contact(case: _Case, rule: str, reason: str, evidence: dict[str, Any]) -> _Answer:
    outcome = Outcome.CONTACT if case.policy.contact_history else Outcome.SKIPPED
    return _Answer(Receipt(outcome, rule, reason, {**evidence, "addresses": [c.address for c in case.contacts]}))


def _skipped(rule: str, reason: str, evidence: dict[str, Any] | None = None) -> _Answer:
    return _Answer(Receipt(Outcome.SKIPPED, rule, reason, evidence or {}))


def _review(rule: str, reason: str, evidence: dict[str, Any]) -> _Answer:
    return _Answer(Receipt(Outcome.REVIEW, rule, reason, evidence))


def _automatic(mail: Email) -> str:
    """The sign by which a message is known to be automatic (RFC 3834, RFC 2919); "" when a person wrote it."""
    if mail.auto_submitted and mail.auto_submitted.partition(";")[0].strip() != "no":
        return f"Auto-Submitted is {mail.auto_submitted.partition(';')[0].strip()}"
    if mail.precedence.strip() in {"bulk", "list", "junk"}:
        return f"Precedence is {mail.precedence.strip()}"
    if mail.list_id:
        return "it comes from a mailing list (List-Id)"
    if mail.item_class.startswith("REPORT."):
        return "a delivery report"
    if mail.item_class.startswith("IPM.Note.Rules."):
        return "an out-of-office answer"
    return ""


def _is_private(item: Linkable) -> bool:
    return item.sensitivity is not Sensitivity.NORMAL


def _is_old(copy: Copy) -> bool:
    if copy.known and copy.known.receipt:
        return copy.known.receipt.rule == "before backfill"
    when = item_time(copy.item)
    return copy.known is None and copy.oldest is not None and when is not None and when < copy.oldest


def item_time(item: Linkable) -> datetime | None:
    """The moment by which an item is placed among opportunities and in history."""
    return item.start if isinstance(item, Appointment) else item.sent_at or item.received_at


def _named(contacts: Sequence[KnownContact]) -> str:
    shown = ", ".join(contact.address for contact in contacts[:3])
    return f"{shown} and {len(contacts) - 3} more" if len(contacts) > 3 else shown


def _numbers(numbers: Iterable[int], policy: LinkPolicy) -> str:
    return ", ".join(f"{policy.prefix}-{number}" for number in numbers)
