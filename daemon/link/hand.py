"""What users did by hand to an item, read off its categories and what we know to have written ourselves. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from daemon.link.facts import Copy
from store.rules.history import BY_A_PERSON
from store.values import (
    GOING,
    NEW,
    QUESTION,
    UNCLEAR,
    Candidates,
    KnownItem,
    Mark,
    MarkKind,
    Outcome,
    Pointer,
    loose_in,
    loosely,
    numbers_named_in,
)

UNSEEN = "unseen"  # in a receipt: rules linked the item, when none had, after the copy was looked at


@dataclass(frozen=True, slots=True)
class Hand:
    """The categories on the copy, read against what we know to have written ourselves."""

    present: frozenset[int]  # opportunities whose category is on the copy
    chosen: tuple[int, ...]  # set by hand, here or in another mailbox
    chosen_first: bool  # set by hand on this copy before it was ever looked at
    chosen_unseen: bool  # set by hand on this copy, before anything that rules link was seen on it
    in_bin: tuple[int, ...]  # set by hand while the opportunity is in the recycle bin
    silent: frozenset[int]  # old stamps of opportunities that were deleted: neither they nor their absence mean a thing
    withdrawn: frozenset[int]  # taken off by hand, here or in another mailbox
    going: frozenset[int]  # the category is gone, here or in another mailbox, and it is not known yet what that means
    unknown: tuple[int, ...]  # categories that name no opportunity
    by_sender: tuple[int, ...]  # categories that came with the message
    written: frozenset[int]  # opportunities whose category is on the copy as we write it, or is to go in any spelling
    is_unclear: bool  # a user set what resembles a category of ours
    marks: tuple[Mark, ...]  # of this mailbox from now on


UNTOUCHED = Hand(
    present=frozenset(),
    chosen=(),
    chosen_first=False,
    chosen_unseen=False,
    in_bin=(),
    silent=frozenset(),
    withdrawn=frozenset(),
    going=frozenset(),
    unknown=(),
    by_sender=(),
    written=frozenset(),
    is_unclear=False,
    marks=(),
)


def hand_of(copy: Copy, candidates: Candidates) -> Hand:
    facts, known = copy.facts, copy.known
    if known is None and not facts.named:  # most of what is new
        return UNTOUCHED
    named = numbers_named_in(facts.named)
    proper, loose = set(facts.named), loose_in(facts.named)
    sent_along = set(numbers_named_in(facts.sent_along))
    existing = [number for number in named if number in candidates.by_number]
    pointer = known.pointer if known else None
    was_loose = loose_in(pointer.named) if pointer else set[int]()
    is_unsettled = pointer is not None and pointer.is_unsettled
    confirmed = (pointer.confirmed if pointer else frozenset[int]()) - {QUESTION, NEW}
    mine = {mark.number: mark.kind for mark in known.marks if mark.mailbox_id == copy.mailbox_id} if known else {}
    others = [mark for mark in known.marks if mark.mailbox_id != copy.mailbox_id] if known else []
    linked = {link.number for link in known.links} if known else set[int]()
    spans = (
        (n, candidates.by_number.get(n)) for n in {*named, *confirmed, *mine, *linked, *(m.number for m in others)}
    )
    deleted = {n for n, span in spans if span and span.is_deleted}
    by_person = {link.number for link in known.links if link.rule in BY_A_PERSON} if known else set[int]()
    # What this copy should carry by our own doing: a stamp of it that appears, or its removal, is our echo. So is what
    # an occurrence shows because its series carries it.
    # That is never what was only linked, and a user marked before we did.
    stamped = _stamped(known, copy) if known else frozenset[int]()
    ours = (stamped - {number for number, kind in mine.items() if kind is not MarkKind.SET}) | copy.inherited

    # Only what exists can have been judged: a number that names nothing stays its sender's, whatever was there before.
    held = linked | ({mark.number for mark in known.marks} if known else set())
    judged = set(existing) & (confirmed | held)
    by_sender = tuple(n for n in named if n in sent_along and n not in judged)
    # What is written otherwise than we do a person wrote, also beside our stamp.
    other = set[int]()
    if pointer is not None and not facts.is_occurrence:
        going = {n for n, kind in mine.items() if kind in GOING}
        other = (loose - was_loose) | (going & proper.difference(pointer.named))  # and ours, beside one that had stayed
    newly_set = [n for n in existing if n not in by_sender and (n in other or (n not in confirmed and n not in ours))]
    # Of what was deleted, marks and links stay as they are: it may be restored, or is gone for good with its stamps.
    gone_for_good = {n for n in named if n in confirmed and n not in candidates.by_number} - held - set(by_sender)
    silent = (confirmed & deleted) | {n for n in named if n in deleted and n in ours} | gone_for_good
    newly_open = set(newly_set) - deleted

    present = frozenset(existing) - deleted
    questions = {QUESTION} & set(facts.named)
    came_back = {
        n
        for n, kind in mine.items()
        if kind in GOING and n in present | questions and (n not in confirmed or n in other)
    }
    # Only what rules made was lost and is back: nobody chose it.
    newly_open -= came_back - by_person
    # A copy that never carried the stamp, a second one in the same mailbox, says nothing about what was set on another.
    unstamped = (linked - confirmed) | deleted
    set_here = {n for n, kind in mine.items() if kind is MarkKind.SET and n in present | unstamped} | newly_open
    # Our stamp, or another spelling that its user had put beside it: taking off either means both.
    taken_off = {n for n in confirmed.difference(proper) | (confirmed & (was_loose - loose)) if n in ours} - deleted
    if facts.is_occurrence:  # what its series has lost as well is not this one's loss
        taken_off &= copy.inherited
    going_here = {n for n, kind in mine.items() if kind in GOING} - came_back
    lost = taken_off | ({QUESTION} if _is_question_off(copy) and not newly_open else set())
    set_here -= lost
    withdrawn_here = {n for n, kind in mine.items() if kind is MarkKind.WITHDRAWN} - newly_open
    set_elsewhere = {mark.number for mark in others if mark.kind is MarkKind.SET}
    marks = dict.fromkeys(set_here, MarkKind.SET) | dict.fromkeys(withdrawn_here, MarkKind.WITHDRAWN)
    marks |= {n: mine[n] for n in going_here} | dict.fromkeys(lost, MarkKind.LOST)
    return Hand(
        present=present - set(by_sender),
        chosen=tuple(sorted((set_here | set_elsewhere) - deleted)),
        chosen_first=bool(newly_open) and (known is None or known.receipt is None or is_unsettled),
        chosen_unseen=bool(newly_open) and _is_unseen(copy, newly_open),
        in_bin=tuple(n for n in newly_set if n in deleted),
        silent=frozenset(silent),
        withdrawn=frozenset(withdrawn_here | {mark.number for mark in others if mark.kind is MarkKind.WITHDRAWN}),
        going=frozenset(lost | going_here | {mark.number for mark in others if mark.kind in GOING}) - {QUESTION},
        unknown=tuple(
            n for n in named if n not in candidates.by_number and n not in by_sender and n not in gone_for_good
        ),
        by_sender=by_sender,
        written=(present & (proper | lost | going_here | withdrawn_here)) - set(by_sender),
        is_unclear=UNCLEAR in facts.named and UNCLEAR not in facts.sent_along,
        marks=tuple(Mark(copy.mailbox_id, n, kind) for n, kind in sorted(marks.items())),
    )


def _is_unseen(copy: Copy, set_now: set[int]) -> bool:
    """Whether rules linked the item, when none had, after the copy was looked at, and before its user saw any of that.

    Had the copy been read first, there would have been nothing but what its user set.
    """
    known, named = copy.known, set(copy.facts.named)
    pointer, receipt = (known.pointer, known.receipt) if known else (None, None)
    by_rules = {link.number for link in known.links if link.rule not in BY_A_PERSON} if known else set[int]()
    if not by_rules or pointer is None or receipt is None or copy.facts.is_occurrence:
        return False
    is_other_now = receipt.outcome is not Outcome.LINKED and receipt.rule not in ("private", "unclear category")
    if not is_other_now and UNSEEN not in receipt.evidence:
        return False
    if pointer.is_being_stamped:
        return by_rules.isdisjoint(named)
    return by_rules.isdisjoint(pointer.confirmed) or set_now <= set(pointer.named)  # that was there when ours came


def _stamped(known: KnownItem, copy: Copy) -> frozenset[int]:
    """Opportunities whose stamp the copy may carry by our doing.

    Of one that turned up beside others in its mailbox: what was copied with it. A copy that was never looked at before
    carries none.
    """
    pointer, linked = known.pointer, frozenset(link.number for link in known.links)
    here = [other for other in known.pointers if other.mailbox_id == copy.mailbox_id]
    if pointer is None or copy.facts.is_occurrence:
        return linked if here else frozenset()
    if pointer.is_unsettled:
        return frozenset(number for other in here for number in other.confirmed)
    return linked if pointer.is_being_stamped else linked & pointer.confirmed


def shown_after_all(copy: Pointer, gone: Collection[int], named: Collection[int]) -> frozenset[int]:
    """Of the categories that were gone from a copy, those of which what was missing is there when asked once more.

    Where our spelling was shown all along, it was its user's own that was missing.
    """
    shown = set(copy.named)
    return frozenset(
        number
        for number in set(gone).intersection(named)
        if number not in shown
        or number not in copy.confirmed
        or (number != QUESTION and loosely(number) in set(named) - shown)
    )


def _is_question_off(copy: Copy) -> bool:
    """Our question was on the copy, and its user took it off."""
    pointer = copy.known.pointer if copy.known else None
    was_asked = pointer is not None and pointer.is_asked and QUESTION in pointer.confirmed
    return was_asked and QUESTION not in copy.facts.named
