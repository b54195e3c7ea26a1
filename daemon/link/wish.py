"""The wish for a new opportunity, `OPP new`: whose it is, and what stands in its way. Pure."""

from __future__ import annotations

from daemon.link.case import Answer, Case, review
from daemon.link.facts import NEVER, UNTOLD, Copy, Facts
from store.values import NEW

RULE = "new opportunity"


def is_wish(copy: Copy) -> bool:
    """A user set it on this copy. What came with the message is its sender's, until it was off and is back.

    An occurrence shows what its series carries: the wish is the series'.
    """
    facts, pointer = copy.facts, copy.known.pointer if copy.known else None
    if NEW not in facts.named or NEVER in facts.traits or facts.is_occurrence:
        return False
    was_off = pointer is not None and (NEW in pointer.confirmed or NEW not in pointer.named)
    return NEW not in facts.sent_along or was_off


def is_granted(copy: Copy) -> bool:
    """The opportunity was made; only the category is still on the copy."""
    pointer = copy.known.pointer if copy.known else None
    return pointer is not None and NEW in pointer.confirmed and NEW in copy.facts.named


def wish_refused(case: Case) -> Answer | None:
    """A wish that could not be granted waits for a person."""
    if not is_wish(case.copy) or is_granted(case.copy):
        return None
    wish, evidence = f"{case.policy.prefix} new", {}
    if not case.outside:
        reason = f"{wish} is set, and nobody from outside takes part whom the opportunity could be with"
    else:
        refused = case.copy.refused or _refused_before(case.copy)
        evidence = {"refused": refused}
        reason = f"{wish} is set, and no opportunity could be made: {refused or 'take it off and set it again'}"
    return review(RULE, reason, evidence)


def _refused_before(copy: Copy) -> str:
    receipt = copy.known.receipt if copy.known else None
    return str(receipt.evidence.get("refused", "")) if receipt and receipt.rule == RULE else ""


def wish_from_sender(case: Case) -> Answer | None:
    facts = case.copy.facts
    if NEW not in facts.sent_along or NEW not in facts.named or is_wish(case.copy):
        return None
    return review("category from sender", f"{case.policy.prefix} new {who_set_it(facts)}", {})


def who_set_it(facts: Facts) -> str:
    if UNTOLD not in facts.sent_along:
        return "came with the message: its sender set it, no user"
    return (
        "was on the message when it was first seen: a stranger wrote it, and the server keeps no headers to tell "
        "whether its sender set the category; take it off, wait a turn, and set it again"
    )
