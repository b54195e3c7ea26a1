"""`OPP new` on an e-mail or appointment: an opportunity is made out of it, once, whoever asks for it and how often.

All of it happens in the transaction that stores the item. What tells that it has happened is the link between the two:
as long as that is there, the wish for another is the wish for this one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import structlog

from daemon.context import Cycle
from daemon.link import PUBLIC_DOMAINS, RULE, Copy, Decision, Facts, Linkable, is_usable, is_wish
from daemon.text import bare, tidy
from store.addresses import domain_of
from store.errors import StoreError
from store.rules.forgetting import ERASED_ADDRESS
from store.rules.tasks import local
from store.text import shows
from store.unit import Unit
from store.values import DAEMON, NEW, Actor, ItemKind, Mark, MarkKind, Participant, Record

log = structlog.get_logger()

LOOKED_AT = 1_000  # copies that wait for a new opportunity, at a time
_OVER = "were made"  # in the reason of what is over the day's limit

MADE = "made out of this item"  # the evidence of the link
TITLE = 200  # characters: the number and the rest of a category want their place
NAME = 255


def grant(cycle: Cycle, unit: Unit, copy: Copy, item: Linkable) -> Copy:
    """The copy as the rules are to see it: with the opportunity's number in place of the wish that a user set on it.

    A wish that cannot be granted stays, with the reason. Any other copy is given back as it is.
    """
    facts = copy.facts
    if not is_wish(copy):
        return copy
    number = _made_before(copy)
    if number is None:
        outside = _outside(cycle, facts)
        if not outside:
            return copy
        if full := _is_full(cycle, unit):
            return replace(copy, refused=full)
        try:
            with unit.attempt(), unit.acting_as(_user(cycle, unit)):
                number = _make(cycle, unit, facts, item, outside)
                _count(cycle, unit)
        except StoreError as refusal:
            log.warning("no opportunity made", item=facts.identity, reason=str(refusal))
            return replace(copy, refused=str(refusal))
    named = dict.fromkeys((*(n for n in facts.named if n != NEW), number))
    return replace(copy, facts=replace(facts, named=tuple(named)), granted=number)


def granted(decision: Decision, copy: Copy, seen: Facts) -> Decision:
    """The decision on a copy whose wish was granted, as the copy stands in the mailbox: with the wish, and no stamp."""
    number = copy.granted
    if number is None:
        return decision
    links = tuple(replace(link, evidence=MADE) if link.number == number else link for link in decision.links)
    marks = (*(m for m in decision.marks if m.number != number), Mark(copy.mailbox_id, number, MarkKind.SET))
    confirmed = (decision.confirmed - {number}.difference(seen.named)) | {NEW}
    return replace(decision, links=links, marks=marks, confirmed=confirmed)


def _made_before(copy: Copy) -> int | None:
    """The opportunity that was made out of the item, in whatever mailbox; None once its user took it off."""
    known = copy.known
    numbers = [link.number for link in known.links if link.evidence == MADE] if known else []
    stamped = known.pointer.confirmed if known and known.pointer else frozenset[int]()
    here = [number for number in numbers if number in copy.facts.named or number not in stamped]
    return max(here, default=None)


def _make(cycle: Cycle, unit: Unit, facts: Facts, item: Linkable, outside: Sequence[Participant]) -> int:
    contact_id, person = _contact(unit, outside)
    opportunity = unit.opportunities.add(
        "(private)" if facts.sensitivity else title_of(item.subject),
        contact_id=contact_id,
        assigned_to=cycle.due.user_id,
        currency=cycle.context.currency,
        initiated_contact_id=contact_id if person.role in ("from", "organizer") else None,
    )
    kind = "e-mail" if facts.kind is ItemKind.EMAIL else "appointment"
    unit.audit.did(
        Record.OPPORTUNITY, opportunity.number, f"made in {cycle.due.address} out of {kind} {facts.identity}"
    )
    log.info("opportunity made", opportunity=opportunity.number, item=facts.identity)
    return opportunity.number


def _contact(unit: Unit, outside: Sequence[Participant]) -> tuple[int, Participant]:
    """Whoever of them is known, the sender before others; else the first of them, who is known from now on."""
    candidates = unit.links.candidates(
        {person.address for person in outside}, set(), {domain_of(person.address) for person in outside}
    )
    for person in outside:
        if (contact := candidates.contacts.get(person.address)) is not None:
            return contact.id, person
    new = outside[0]
    domain = domain_of(new.address)
    accounts = candidates.domains.get(domain, ()) if domain not in PUBLIC_DOMAINS else ()
    account_id = next(iter(accounts)) if len(accounts) == 1 else None
    called = _line(new.name, NAME)
    name = called if shows(called) else new.address
    return unit.contacts.add(name, addresses=(new.address,), account_id=account_id).id, new


def _outside(cycle: Cycle, facts: Facts) -> list[Participant]:
    policy = cycle.context.policy
    found = [one for one in facts.people if is_usable(one.address) and not policy.is_own(one.address)]
    return [one for one in found if one.address != ERASED_ADDRESS]  # nobody is made anew who was to be forgotten


def _made_today(cycle: Cycle, unit: Unit) -> tuple[str, int]:
    """The mailbox's own day, and how many opportunities were made in it on that day."""
    today = f"{local(cycle.now, cycle.plan.zone):%Y-%m-%d}"
    day, _, count = unit.state.get(_name(cycle)).partition(" ")
    return today, int(count) if day == today else 0


def _is_full(cycle: Cycle, unit: Unit) -> str:
    """Why no further opportunity is made today; "" while there may be one."""
    most = cycle.context.policy.new_per_day
    today, count = _made_today(cycle, unit)
    if count < most:
        return ""
    unit.state.put(_waiting(cycle), today)
    remedy = "it is made on the next day with room, the oldest first, unless somebody dismisses it in dealtrail review"
    return f"{most} {_OVER} in {cycle.due.address} in one day, the limit linking.new_per_day; {remedy}"


def over_the_limit(cycle: Cycle) -> dict[int, list[str]]:
    """Items that wait since an earlier day for an opportunity, as many as this day has room for: ids by folder."""
    with cycle.context.store.read() as unit:
        today, count = _made_today(cycle, unit)
        if unit.state.get(_waiting(cycle)) in ("", today):
            return {}
        waiting = unit.reviewing.copies_waiting(cycle.due.id, RULE, LOOKED_AT)
    over = [(folder, id) for folder, id, evidence in waiting if _OVER in str(evidence.get("refused", ""))]
    if not over:
        with cycle.context.store.write() as unit:
            unit.state.put(_waiting(cycle), "")
    now = over[: max(0, cycle.context.policy.new_per_day - count)]
    found: dict[int, list[str]] = {}
    for folder, id in now:
        found.setdefault(folder, []).append(id)
    return found


def _count(cycle: Cycle, unit: Unit) -> None:
    today, count = _made_today(cycle, unit)
    unit.state.put(_name(cycle), f"{today} {count + 1}")


def _name(cycle: Cycle) -> str:
    return f"opportunities made in {cycle.due.address}"


def _waiting(cycle: Cycle) -> str:
    return f"opportunities to be made in {cycle.due.address}, since"


def _user(cycle: Cycle, unit: Unit) -> Actor:
    """Whose mailbox it is; the daemon itself in one that belongs to nobody."""
    return DAEMON if cycle.due.user_id is None else Actor.of(unit.users.get(cycle.due.user_id))


def title_of(subject: str) -> str:
    """A subject as an opportunity's title: without what answering and forwarding put before it."""
    text = _line(subject, 4 * TITLE)
    title = bare(text)[:TITLE].strip()
    return title if shows(title) else "(no subject)"


def _line(text: str, longest: int) -> str:
    """One line that a record can hold, whatever the message made of it."""
    return " ".join(tidy(_CONTROL.sub(" ", text[: 10 * longest])).split())[:longest].strip()


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
