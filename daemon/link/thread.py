"""What an item inherits from the messages above it, or an occurrence from its series. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from daemon.link.case import Case
from daemon.link.facts import Facts
from store.rules.history import BY_A_PERSON
from store.values import Member, OpenSpan


def is_named(case: Case, member: Member) -> bool:
    """Whether the item itself says that it answers to this one, and not the server's conversation."""
    return member.identity in case.copy.facts.parents


def ancestors(case: Case) -> Iterator[list[Member]]:
    """The known messages that it answers to, the nearest first; then the older ones of its conversation.

    Two that claim the same Message-ID are equally near, whichever was read first.
    """
    facts, given = case.copy.facts, set[int]()
    if not facts.depth:  # most of what is new answers to nothing
        return
    by_identity: dict[str, list[Member]] = {}
    for member in case.thread:
        by_identity.setdefault(member.identity, []).append(member)
    for parent in facts.parents:
        if members := by_identity.get(parent):
            given.update(member.item_id for member in members)
            yield members
    older = (member for member in _older(case) if member.item_id not in given)
    yield from (list(same) for _, same in groupby(older, key=lambda member: (member.at, member.identity)))


def inherited(case: Case) -> tuple[tuple[int, ...], Member | None]:
    """The opportunities of the nearest ancestor that passes one on, and that ancestor."""
    for member, passed_on in _passed_on(case):
        if numbers := tuple(n for n in passed_on if is_let_through(case, case.candidates.by_number[n])):
            return numbers, member
    return (), None


def held_above(case: Case) -> frozenset[int]:
    """All opportunities that any ancestor still passes on, fence or not: links that came from there may stay."""
    return frozenset(number for _, passed_on in _passed_on(case) for number in passed_on)


def is_let_through(case: Case, span: OpenSpan) -> bool:
    """The fence: somebody from outside is known to the opportunity, or was there when a person linked the thread."""
    if case.copy.facts.is_occurrence:
        return True
    for contact in case.contacts:
        if contact.id == span.contact_id:
            return True
        if contact.account_id is not None and contact.account_id in (span.account_id, span.party_account_id):
            return True
    present: set[str] = set()
    for member in (*case.thread, *_older(case)):
        if span.number in by_person(member):
            present |= member.people
    return not present.isdisjoint(case.outside)


def settled(case: Case) -> tuple[int, ...]:
    """What people linked other messages of the thread to, and what they did not take off this one.

    A message from before the closing of its opportunity does not settle what comes after it.
    """
    at, found = case.copy.facts.at, set[int]()
    for member in case.thread:
        for number in by_person(member):
            span = case.candidates.by_number.get(number)
            if span is None or span.is_deleted or number in case.hand.withdrawn:
                continue
            closed = span.closed_at
            is_over = closed is not None and (at is None or at > closed)
            if not is_over or (closed is not None and member.at is not None and member.at > closed):
                found.add(number)
    return tuple(sorted(found))


def by_person(member: Member) -> set[int]:
    return {link.number for link in member.links if link.rule in BY_A_PERSON}


def _passed_on(case: Case) -> Iterator[tuple[Member, tuple[int, ...]]]:
    """What a user took off a nearer message does not come from a farther one; what is deleted, from none."""
    taken_off: set[int] = set()
    for members in ancestors(case):
        held = list(dict.fromkeys(link.number for member in members for link in member.links))
        taken_off |= {number for member in members for number in member.withdrawn}.difference(held)
        spans = ((number, case.candidates.by_number.get(number)) for number in held)
        numbers = tuple(n for n, span in spans if span and not span.is_deleted and n not in taken_off)
        if numbers:
            yield next(one for one in members if not {link.number for link in one.links}.isdisjoint(numbers)), numbers


def _older(case: Case) -> list[Member]:
    """The latest first: a conversation has no other order.

    A server ties together what has one subject: without a sign of being an answer, that says nothing of a message.
    """
    facts = case.copy.facts
    at = facts.at
    if at is None or not facts.depth:
        return []
    older = [(one.at, one.depth, one.identity, one) for one in _conversation(case) if one.at and _is_before(one, facts)]
    return [found[-1] for found in sorted(older, key=lambda found: found[:-1], reverse=True)]


def _is_before(member: Member, facts: Facts) -> bool:
    """Of two of the same second the answer is the later; where nothing tells which it is, neither follows the other."""
    if member.at == facts.at:
        return member.depth < facts.depth
    return member.at is not None and facts.at is not None and member.at < facts.at


def _conversation(case: Case) -> list[Member]:
    """All others of its conversations, each once: every mailbox that has a copy ties its own."""
    known = case.copy.known
    mine = {case.copy.facts.conversation_id} | ({copy.conversation_id for copy in known.pointers} if known else set())
    found = {one.item_id: one for id in sorted(mine) if id for one in case.page.conversations.get(id, ())}
    return [one for id, one in found.items() if not known or id != known.item_id]
