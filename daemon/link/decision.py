"""What becomes of a copy: the table's answer, with what is linked already and stays. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from daemon.link.case import Answer, Case, contacts_among, numbers_named, outside_of
from daemon.link.facts import Copy
from daemon.link.hand import UNSEEN, hand_of
from daemon.link.policy import LinkPolicy
from daemon.link.rules import (
    EXCLUSIONS,
    RULES,
    SETTLED,
    as_chosen,
    by_category,
    is_chosen_by_more,
    is_led_by_thread,
    is_settled_late,
    is_superseded,
)
from daemon.link.thread import held_above, settled
from daemon.link.wish import is_granted
from store.rules.history import BY_A_PERSON
from store.values import NEW, QUESTION, Candidates, KnownPage, Link, Mark, Outcome, Pointer, Receipt
from store.values.making import dataclass

# Rules whose links follow the items above, as long as only rules made them.
FROM_ABOVE = frozenset({"thread", "series"})
ALONE = KnownPage((), ())


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a copy: the state of its item and of itself after it, whole."""

    receipt: Receipt
    links: tuple[Link, ...] = ()
    contacts: frozenset[int] = frozenset()
    marks: tuple[Mark, ...] = ()
    confirmed: frozenset[int] = frozenset()
    outside: tuple[str, ...] = ()  # addresses by which it may be found again: it is linked to nothing, and could be


def decide(
    copy: Copy,
    candidates: Candidates,
    policy: LinkPolicy,
    page: KnownPage = ALONE,
    *,
    is_relinking: bool = False,
    is_news: bool = False,
) -> Decision:
    """The decision on one copy. Deciding again with its result stored gives the same.

    Relinking keeps what people linked only, and lets addresses add nothing to that: what rules linked once is what
    rules say now. News of the copy alone says nothing new of what is above it in its thread: what rules linked, follows
    that only where it is decided again because of it.
    """
    hand = hand_of(copy, candidates)
    outside = outside_of(copy, policy)
    case = Case(copy, outside, hand, contacts_among(outside, candidates), candidates, page, policy)
    answer = _dismissed(case, next(found for rule in RULES if (found := rule(case))))
    followed = answer if is_news else _followed(case, answer, is_relinking=is_relinking)
    is_held = answer.receipt.rule == "thread" and (is_news or (not is_relinking and _is_settled_late(case, answer)))
    kept = tuple(
        link
        for link in _links(copy)
        if _stays(link, case, followed, is_relinking=is_relinking, is_held=is_held, is_news=is_news)
    )
    if not (is_news or is_relinking) and all(link.rule in BY_A_PERSON for link in kept):
        followed = _instead(case, followed)
    is_held &= any(link.rule not in BY_A_PERSON for link in kept)
    said = () if is_held or _is_in_doubt(case, kept) else (*followed.links, *answer.links)
    links = _merged(kept, _beside_a_persons(kept, said, copy) if is_relinking else said)
    was = copy.known.receipt if copy.known and not is_relinking else None
    receipt, is_private = as_chosen(answer.receipt, kept, was), bool(copy.facts.sensitivity)
    is_address = receipt.rule == "address" and not is_relinking
    if kept and is_address and _waits_for_relink(case, kept, answer) and len(links) > len(kept):
        links = _merged(kept, ())
        receipt = _still_linked(links, receipt)
    elif links and receipt.rule == "unclear category":  # what its user meant by it is still to be said
        receipt = replace(receipt, reason=f"{receipt.reason}; linked as before to {_named(links, policy)}")
    elif (
        links and receipt.rule != "private" and (receipt.outcome is not Outcome.LINKED or not _is_among(answer, links))
    ):
        receipt = _still_linked(links, receipt)
    with_contacts = not is_private and (receipt.outcome is Outcome.CONTACT or bool(links))
    # A category that its user set and that links nothing, on a meeting request say, is theirs and no stamp of ours.
    confirmed = (hand.written - (set(hand.chosen) - {link.number for link in links})) | hand.silent
    return Decision(
        receipt=receipt,
        links=links,
        contacts=frozenset(contact.id for contact in case.contacts) if with_contacts else frozenset(),
        marks=hand.marks,
        confirmed=confirmed | _question(copy) | (frozenset({NEW}) if is_granted(copy) else frozenset()),
        outside=() if links or receipt.rule in EXCLUSIONS else outside,
    )


def as_seen(copy: Pointer, before: Sequence[Link], after: Sequence[Link], was: Receipt | None, now: Receipt) -> Receipt:
    """The receipt of a copy whose item was decided again, saying whether what rules link was ever to be seen on it."""
    if copy.is_private or copy.is_occurrence or all(link.rule in BY_A_PERSON for link in after):
        return now
    by_rules = {link.number for link in before if link.rule not in BY_A_PERSON}
    shown = copy.confirmed - {QUESTION, NEW}
    is_first = not by_rules and shown <= {link.number for link in before}
    is_unseen = is_first or (was is not None and UNSEEN in was.evidence and by_rules.isdisjoint(shown))
    return replace(now, evidence={**now.evidence, UNSEEN: True}) if is_unseen else now


def _is_among(answer: Answer, links: Sequence[Link]) -> bool:
    """Whether all that the rules say today is linked."""
    return {link.number for link in answer.links} <= {link.number for link in links}


def _links(copy: Copy) -> tuple[Link, ...]:
    return copy.known.links if copy.known else ()


def _followed(case: Case, answer: Answer, *, is_relinking: bool) -> Answer:
    """What rules alone had linked follows the thread, also where a person has linked the item as well.

    Relinking, it follows whatever rules say.
    """
    if not _is_beside_rules_links(case, answer):
        return answer
    below = _below(case)
    if is_relinking:
        return below
    return below if below.receipt.rule in FROM_ABOVE and not _is_settled_late(case, below) else answer


def _is_settled_late(case: Case, answer: Answer) -> bool:
    known = case.copy.known
    return known is not None and is_settled_late(known.links, known.receipt, answer.receipt)


def _instead(case: Case, answer: Answer) -> Answer:
    """What addresses say, where the thread took all away that rules had linked beside a person's link.

    They would have said it without that one, too: whether the person was first makes no difference.
    """
    if not _is_beside_rules_links(case, answer):
        return answer
    below = _below(case)
    return below if below.receipt.rule == "address" else answer


def _is_beside_rules_links(case: Case, answer: Answer) -> bool:
    gone = case.hand.withdrawn  # by a person: nothing comes in its place
    has_rules_links = any(link.rule not in BY_A_PERSON and link.number not in gone for link in _links(case.copy))
    is_first = case.hand.chosen_first or case.hand.chosen_unseen
    return answer.receipt.rule == "category" and not is_first and has_rules_links


def _below(case: Case) -> Answer:
    """What rules would say had nobody set a category."""
    return next(found for rule in RULES[RULES.index(by_category) + 1 :] if (found := rule(case)))


def _stays(link: Link, case: Case, answer: Answer, *, is_relinking: bool, is_held: bool, is_news: bool) -> bool:
    """A user's link stays while one user holds it, a rule's until somebody withdraws it.

    `is_held` are those of rules although the thread may say otherwise today. That a copy is private now takes nothing
    away; what a user takes off above it does.

    Links of opportunities in the recycle bin, and those whose category is gone for a reason not known yet, stay as
    they are.
    """
    hand, number = case.hand, link.number
    span = case.candidates.by_number.get(number)
    if number in hand.chosen or number in hand.going or (span and span.is_deleted):
        return True
    if link.rule == "category" or number in hand.withdrawn:
        return False
    if link.rule in BY_A_PERSON:
        return True
    if hand.chosen_unseen:
        return False
    was = case.copy.known.receipt if case.copy.known else None
    is_led = not is_news and is_led_by_thread(was, answer.receipt)
    if link.rule == "address" and (is_led or is_superseded(was, answer.receipt)):
        return number in {found.number for found in answer.links}
    if hand.chosen_first and number in hand.present:  # a copy of one that was stamped
        return True
    if is_relinking or hand.chosen_first or (answer.receipt.rule in FROM_ABOVE and not is_held):
        return False
    if link.rule not in FROM_ABOVE or is_news or number in held_above(case):
        return True
    return link.evidence == SETTLED and number in settled(case) and not is_chosen_by_more(was, answer.receipt)


def _is_in_doubt(case: Case, kept: Sequence[Link]) -> bool:
    """Whether all that people linked it to is lost, and it is not known yet what that means: rules add nothing to it.

    What they set on another copy in the same turn counts as well, whichever of the two is read first.
    """
    by_person = {link.number for link in kept if link.rule in BY_A_PERSON}
    return not case.hand.chosen and bool(by_person) and by_person <= case.hand.going


def _beside_a_persons(kept: Sequence[Link], found: Sequence[Link], copy: Copy) -> Sequence[Link]:
    """To what a person linked, addresses add nothing that is not there."""
    if not any(link.rule in BY_A_PERSON for link in (*kept, *found)):
        return found
    held = {link.number for link in _links(copy)}
    return [link for link in found if link.rule != "address" or link.number in held]


def _merged(kept: Sequence[Link], found: Sequence[Link]) -> tuple[Link, ...]:
    """Of two links to the same opportunity the one that is there, unless only rules made it and a person did now."""
    if not kept and len(found) < 2:  # most of what is new
        return tuple(found)
    by_person = {link.number: link for link in found if link.rule in BY_A_PERSON}
    by_rules = {link.number: link for link in kept if link.rule not in BY_A_PERSON}
    links = {link.number: link for link in (*found, *kept)} | {n: by_person[n] for n in by_rules if n in by_person}
    return tuple(links[number] for number in sorted(links))


def _waits_for_relink(case: Case, kept: Sequence[Link], answer: Answer) -> bool:
    """Whether what addresses would add today waits for a person: records have changed since the item was linked.

    A first look at a colleague's copy adds nothing, either, to what addresses chose or people settled before: where
    nothing but the copy is new, the copies that were there are decided again, and make room for what is chosen with it.
    """
    receipt = case.copy.known.receipt if case.copy.known else None
    if receipt is None:
        return any(link.rule == "address" or link.evidence == SETTLED for link in kept)
    was_linked = receipt.outcome is Outcome.LINKED or receipt.rule == "unclear category"
    return was_linked and not is_superseded(receipt, answer.receipt)


def _named(links: Sequence[Link], policy: LinkPolicy) -> str:
    return numbers_named((link.number for link in links), policy)


def _still_linked(links: Sequence[Link], today: Receipt) -> Receipt:
    first = links[0]
    evidence = {**today.evidence, "today": today.reason}
    return Receipt(Outcome.LINKED, first.rule, f"linked before by {first.evidence or first.rule}", evidence)


def _dismissed(case: Case, answer: Answer) -> Answer:
    """What a person dismissed from review does not come back to it."""
    receipt = answer.receipt
    known = case.copy.known
    if receipt.outcome is not Outcome.REVIEW or known is None or not known.is_dismissed:
        return answer
    outcome = Outcome.CONTACT if case.contacts and case.policy.contact_history else Outcome.SKIPPED
    return Answer(Receipt(outcome, "dismissed", f"a person dismissed it: {receipt.reason}", receipt.evidence))


def _question(copy: Copy) -> frozenset[int]:
    """Our question, where it is known to be ours: a user may set that category for reasons of their own."""
    pointer = copy.known.pointer if copy.known else None
    is_ours = pointer is not None and (pointer.is_asked or QUESTION in pointer.confirmed)
    return frozenset({QUESTION}) if is_ours and QUESTION in copy.facts.named else frozenset()
