"""The rules, one after the other: the first that answers wins, and every answer says why. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from daemon.link.automatic import is_of_a_round
from daemon.link.case import (
    Answer,
    Case,
    for_contacts,
    is_closed_at,
    numbers_named,
    review,
    skipped,
)
from daemon.link.category import unclear_in
from daemon.link.facts import AUTOMATIC, LIST, NEVER, UNUSABLE, Copy
from daemon.link.people import WRITERS, is_usable
from daemon.link.policy import Ambiguous, LinkPolicy
from daemon.link.public import PUBLIC_DOMAINS
from daemon.link.thread import by_person, inherited, is_named, settled
from daemon.link.wish import who_set_it, wish_from_sender, wish_refused
from store.addresses import domain_of
from store.values import KnownContact, Link, OpenSpan, Outcome, Receipt

# What no change of the records makes an item of history.
EXCLUSIONS = frozenset(
    {"meeting message", "draft", "private", "before backfill", "blocked", "automatic", "nobody", "inside"}
)
CHOSEN_BY = "chosen_by"  # in a receipt: what the choice between several rested on
THREAD_AND = "thread and "  # begins the level at which addresses choose where what is above is linked to what is closed


class Level(StrEnum):
    """By whose opportunities addresses choose: the contacts', else their accounts'."""

    CONTACT = "contact"
    ACCOUNT = "account of"
    CONTACT_TOO = f"{THREAD_AND}contact"
    ACCOUNT_TOO = f"{THREAD_AND}account of"


SETTLED = "as people linked its thread"  # why a link is there that comes from no message above it
# What waits for a person.
REVIEWED = (
    "ambiguous",
    "account's domain",
    "unknown category",
    "unclear category",
    "category in recycle bin",
    "category from sender",
    "new opportunity",
)
_NEVER = {"meeting message": "a meeting request or response: the appointment is the record", "draft": "not sent yet"}


def _never_history(case: Case) -> Answer | None:
    why = case.copy.facts.traits.get(NEVER)
    return skipped(why, _NEVER.get(why, why)) if why else None


def by_category(case: Case) -> Answer | None:
    hand = case.hand
    if not hand.chosen:
        return None
    links = tuple(Link(n, "category", f"set by hand as {case.policy.prefix}-{n}") for n in hand.chosen)
    names = numbers_named(hand.chosen, case.policy)
    evidence: dict[str, Any] = {"categories": list(case.copy.facts.categories), "unknown": list(hand.unknown)}
    if hand.in_bin:
        evidence["in_bin"] = list(hand.in_bin)
    return Answer(Receipt(Outcome.LINKED, "category", f"a user set the category of {names}", evidence), links)


def _category_in_bin(case: Case) -> Answer | None:
    numbers = case.hand.in_bin
    if not numbers:
        return None
    verb = "is" if len(numbers) == 1 else "are"
    reason = f"a user set the category of {numbers_named(numbers, case.policy)}, which {verb} in the recycle bin"
    return review("category in recycle bin", reason, {"numbers": list(numbers)})


def _unknown_category(case: Case) -> Answer | None:
    unknown = case.hand.unknown
    if not unknown:
        return None
    reason = f"a category names {numbers_named(unknown, case.policy)}, which does not exist"
    return review("unknown category", reason, {"numbers": list(unknown)})


def _unclear_category(case: Case) -> Answer | None:
    """What a user wrote is near a category of ours, and could mean anything: nobody guesses."""
    if not case.hand.is_unclear:
        return None
    facts, known, prefix = case.copy.facts, case.copy.known, case.policy.prefix
    names = [name[:100] for name in unclear_in(facts.categories, prefix)]
    if not names and known and known.receipt and known.receipt.rule == "unclear category":
        names = list(known.receipt.evidence.get("unclear", ()))
    named = f" '{names[0]}'" if names else ""
    reason = f"the category{named} resembles one of ours, and names no opportunity: set {prefix}-… as it is offered"
    return review("unclear category", reason, {"unclear": names})


def _series_by_hand(case: Case) -> Answer | None:
    """An occurrence of a series that a person linked: the category of the series passes the exclusions, too."""
    if not case.copy.facts.is_occurrence:
        return None
    numbers, source = inherited(case)
    chosen = set(numbers) & by_person(source) if source else set()
    return _thread(case) if chosen else None


def _excluded(case: Case) -> Answer | None:
    facts = case.copy.facts
    if facts.sensitivity:
        return skipped("private", f"marked {facts.sensitivity} in Outlook")
    if _is_old(case.copy):
        return skipped("before backfill", "older than the first pass looks back")
    blocked = next((p.address for p in facts.people if case.policy.is_blocked(p.address)), None)
    if blocked:
        return skipped("blocked", f"{blocked} is on the block list", {"address": blocked})
    if (sign := facts.traits.get(AUTOMATIC)) and not _wrote_to_our_list(case):
        return skipped("automatic", f"an automatic message: {sign}", {"sign": sign})
    if not facts.people:
        return skipped("nobody", "no usable address in it")
    if not case.outside and (written := facts.traits.get(UNUSABLE)):
        reason = f"the address {written!r} cannot be used: nobody knows whose it is, and whether they are ours"
        return skipped("unusable address", reason, {"unusable": [written]})
    if not case.outside:
        return skipped("inside", "only people of our own domains")
    return None


def _wrote_to_our_list(case: Case) -> bool:
    """Somebody wrote to a list of our own: what came by way of that is a person's mail.

    Whom to answer says so only of mail that went to us: a newsletter of ours, to others, may name whoever sends it. Of
    our own people's mail, that it went to us and to somebody outside: they wrote to their team and a customer.
    """
    facts, policy = case.copy.facts, case.policy
    if not policy.is_own_domain(facts.traits.get(LIST, "")):
        return False
    outside = {one.role for one in facts.people if is_usable(one.address) and not policy.is_own(one.address)}
    is_to_us = any(one.role in ("to", "cc") and policy.is_own(one.address) for one in facts.people)
    if not outside.isdisjoint(WRITERS) or ("reply_to" in outside and is_to_us):
        return True
    return is_to_us and not outside.isdisjoint(("to", "cc")) and is_of_a_round(facts.traits.get(AUTOMATIC, ""))


def _category_from_sender(case: Case) -> Answer | None:
    numbers = case.hand.by_sender
    if not numbers:
        return None
    named = numbers_named(numbers, case.policy)
    reason = f"the category of {named} {who_set_it(case.copy.facts)}"
    return review("category from sender", reason, {"numbers": list(numbers)})


def _thread(case: Case) -> Answer | None:
    numbers, source = inherited(case)
    if source is None:
        return None
    here = tuple(n for n in numbers if n not in case.hand.withdrawn)
    if not here:
        return _left_alone(case, numbers)
    spans = [case.candidates.by_number[number] for number in here]
    if all(is_closed_at(span, case.copy.facts.at) for span in spans) and not _is_known_to_be_closed(case, here):
        open_ones, level = _candidates_at(case)
        if open_ones:
            return _several(case, (*open_ones, *spans), Level(f"{THREAD_AND}{level.value}"))
    is_series = case.copy.facts.is_occurrence
    rule, why = ("series", "occurs in") if is_series else ("thread", "answers to")
    if not is_named(case, source):
        why = "is in the conversation of"
    links = tuple(Link(n, rule, f"{why} {source.identity}") for n in here)
    reason = f"{why} {'a series' if is_series else 'a message'} of {numbers_named(here, case.policy)}"
    if not is_series and source.at is not None and source.at == case.copy.facts.at:
        reason += ", of the same second: the answer comes second"
    return Answer(Receipt(Outcome.LINKED, rule, reason, {"parent": source.identity}), links)


def _address(case: Case) -> Answer | None:
    if not case.contacts:
        return None
    found, level = _candidates_at(case)
    if not found:
        return None
    passed_over = sorted(case.hand.withdrawn & {span.number for span in found})
    if passed_over:
        return _left_alone(case, passed_over)
    return _several(case, found, level)


def _domain(case: Case) -> Answer | None:
    """A company's mail domain alone never links: it only ever asks."""
    if case.contacts:
        return None
    by_domain = {domain: case.candidates.domains.get(domain, ()) for domain in map(domain_of, case.outside)}
    accounts = {id for domain, ids in by_domain.items() if domain not in PUBLIC_DOMAINS for id in ids}
    found = _open_at(case, (case.candidates.by_account.get(id, ()) for id in sorted(accounts)))
    found = tuple(span for span in found if span.number not in case.hand.withdrawn)
    if not found or case.is_dismissed:
        return None
    domains = sorted(domain for domain, ids in by_domain.items() if accounts.intersection(ids))
    numbers = [span.number for span in found]
    reason = f"{domains[0]} is the domain of an account with {numbers_named(numbers, case.policy)}, nobody is a contact"
    return review("account's domain", reason, {"domains": domains, "candidates": numbers})


def _contact_only(case: Case) -> Answer | None:
    if not case.contacts:
        return None
    return for_contacts(case, "contact", f"{_named(case.contacts)} has no open opportunity at that time", {})


def _unknown_people(case: Case) -> Answer | None:
    unusable = [address for address in case.outside if not is_usable(address)]
    evidence: dict[str, Any] = {"addresses": list(case.outside[:20])}
    if not unusable:
        return skipped("unknown people", "no outside address belongs to a contact", evidence)
    evidence["unusable"] = unusable[:20]
    first = f"the address {unusable[0][:200]} cannot be used: X.500, and the server does not say whose it is"
    if len(unusable) == len(case.outside):
        return skipped("unusable address", first, evidence)
    return skipped("unknown people", f"no outside address belongs to a contact, and {first}", evidence)


# The whole table. A person's category passes every exclusion, a sender's none.
RULES: tuple[Callable[[Case], Answer | None], ...] = (
    _never_history,
    by_category,
    _category_in_bin,
    _unknown_category,
    _unclear_category,
    _series_by_hand,
    wish_refused,
    _excluded,
    _category_from_sender,
    wish_from_sender,
    _thread,
    _address,
    _domain,
    _contact_only,
    _unknown_people,
)


# --- several candidates -----------------------------------------------------------------------------------------------


def _several(case: Case, found: Sequence[OpenSpan], level: Level) -> Answer:
    """One of these, or all, or a question: as people settled it, as it is assigned, as the policy says."""
    numbers = sorted(span.number for span in found)
    who = _named(case.contacts)
    evidence: dict[str, Any] = {
        "addresses": [contact.address for contact in case.contacts],
        "candidates": numbers,
        "level": level.value,
    }
    owned = [span for span in found if span.assigned_to in case.copy.owners]
    owners = [span.assigned_to for span in owned]
    preferred = [span for span in owned if owners.count(span.assigned_to) == 1]  # each colleague's only one
    if len(found) > 1 and not preferred and (by_hand := settled(case)):
        evidence["passed_over"] = sorted(set(numbers) - set(by_hand))
        evidence[CHOSEN_BY] = _grounds(case, found)
        links = tuple(Link(n, "thread", SETTLED) for n in by_hand)
        reason = f"people linked its thread to {numbers_named(by_hand, case.policy)}"
        return Answer(Receipt(Outcome.LINKED, "thread", reason, evidence), links)
    is_theirs = bool(preferred)
    preferred = preferred or owned or list(found)
    if len(found) == 1:
        why = "the only open opportunity"
    elif is_theirs:
        why = (
            "the only one of this mailbox's user" if len(preferred) == 1 else "the only ones of their mailboxes' users"
        )
    elif case.policy.ambiguous is Ambiguous.NEWEST:
        preferred, why = [max(preferred, key=lambda span: span.number)], "the newest of several"
    elif case.policy.ambiguous is Ambiguous.ALL:
        why = "all that are open"
    elif case.is_dismissed:
        reason = f"a person said that it belongs to none of {numbers_named(numbers, case.policy)}"
        return for_contacts(case, "none of them", reason, evidence)
    else:
        reason = f"{who} has several opportunities: {numbers_named(numbers, case.policy)}"
        evidence["assignees"] = sorted({span.assigned_to for span in found if span.assigned_to is not None})
        return review("ambiguous", reason, evidence)
    links = tuple(Link(span.number, "address", f"{level.value} {who}") for span in preferred)
    chosen = numbers_named((span.number for span in preferred), case.policy)
    evidence["passed_over"] = sorted(set(numbers) - {span.number for span in preferred})
    if len(found) > 1:
        evidence[CHOSEN_BY] = _grounds(case, found)
    return Answer(Receipt(Outcome.LINKED, "address", f"{level.value} {who}: {chosen}, {why}", evidence), links)


def _grounds(case: Case, found: Sequence[OpenSpan]) -> dict[str, Any]:
    return {
        "policy": case.policy.ambiguous.value,
        "assigned": [[span.number, span.assigned_to] for span in sorted(found, key=lambda span: span.number)],
        "owners": sorted(case.copy.owners),
    }


def as_chosen(now: Receipt, kept: Iterable[Link], was: Receipt | None) -> Receipt:
    """The receipt of today; what stays of an earlier choice, or settlement, rests on what that rested on."""
    if CHOSEN_BY not in now.evidence or is_superseded(was, now):
        return now
    if all(link.rule != "address" and link.evidence != SETTLED for link in kept) and not _is_settled_again(was, now):
        return now
    evidence = {name: value for name, value in now.evidence.items() if name != CHOSEN_BY}
    if was and (before := was.evidence.get(CHOSEN_BY)):
        evidence[CHOSEN_BY] = before
    return replace(now, evidence=evidence)


def _is_settled_again(was: Receipt | None, now: Receipt) -> bool:
    """Whether the same was settled before, as seen when it was decided again for whatever else."""
    is_one = was is not None and now.rule == "thread" and CHOSEN_BY in was.evidence
    return is_one and was is not None and (was.rule, was.reason) == (now.rule, now.reason)


def is_superseded(was: Receipt | None, now: Receipt) -> bool:
    """Whether one of several was chosen before a colleague's copy turned up, and nothing else has changed since.

    Had both been read at once, only the choice of today would have been made.
    """
    return was is not None and was.rule == "address" and is_chosen_by_more(was, now)


def is_led_by_thread(was: Receipt | None, now: Receipt) -> bool:
    """Whether addresses choose beside what the thread says, and chose alone before: what is above was read later.

    Had both been read at once, only the choice of today would have been made.
    """
    levels = [str(one.evidence.get("level", "")) if one and one.rule == "address" else "" for one in (was, now)]
    return bool(levels[0]) and [level.startswith(THREAD_AND) for level in levels] == [False, True]


def is_chosen_by_more(was: Receipt | None, now: Receipt) -> bool:
    """Whether addresses choose today where fewer had a copy when it was chosen or settled, and nothing else changed."""
    before, after = was.evidence.get(CHOSEN_BY) if was else None, now.evidence.get(CHOSEN_BY)
    if was is None or not before or not after or now.rule != "address":
        return False
    if was.evidence.get("level") != now.evidence["level"]:
        return False
    is_same = all(before[what] == after[what] for what in ("policy", "assigned"))
    return is_same and set(before["owners"]) < set(after["owners"])


def is_settled_late(links: Iterable[Link], was: Receipt | None, now: Receipt) -> bool:
    """Whether people settled a choice that there was none of when addresses linked it: records have changed since.

    Then it waits for nobody, and stays. What the policy chose between the same opportunities makes room.
    """
    after = now.evidence.get(CHOSEN_BY)
    if now.rule != "thread" or not after or all(link.rule != "address" for link in links):
        return False
    before = was.evidence.get(CHOSEN_BY) if was else None
    if not before or any(before[what] != after[what] for what in ("policy", "assigned")):
        return True
    return not set(before["owners"]) <= set(after["owners"])


def _left_alone(case: Case, numbers: Iterable[int]) -> Answer:
    withdrawn = sorted(numbers)
    reason = f"a user took {numbers_named(withdrawn, case.policy)} off: the rules leave this item alone"
    return for_contacts(case, "removed by the user", reason, {"withdrawn": withdrawn})


def _is_known_to_be_closed(case: Case, numbers: Iterable[int]) -> bool:
    """A person linked a message of the thread after the closing: they knew."""
    return case.copy.facts.is_occurrence or not set(settled(case)).isdisjoint(numbers)


def _candidates_at(case: Case) -> tuple[tuple[OpenSpan, ...], Level]:
    """Opportunities open at the item's date: the contacts' own, else those of the contacts' accounts."""
    tables = case.candidates
    if found := _open_at(case, (tables.by_contact.get(contact.id, ()) for contact in case.contacts)):
        return found, Level.CONTACT
    accounts = (contact.account_id for contact in case.contacts if contact.account_id)
    return _open_at(case, (tables.by_account.get(account, ()) for account in accounts)), Level.ACCOUNT


def _open_at(case: Case, groups: Iterable[Iterable[OpenSpan]]) -> tuple[OpenSpan, ...]:
    at, policy = case.copy.facts.at, case.policy
    spans = {span.number: span for group in groups for span in group if is_open_at(span, at, policy)}
    return tuple(spans[number] for number in sorted(spans))


def is_open_at(span: OpenSpan, when: datetime | None, policy: LinkPolicy) -> bool:
    if span.is_deleted:
        return False
    if when is None:
        return span.closed_at is None
    return span.created_at - policy.lookback <= when and not is_closed_at(span, when)


def _is_old(copy: Copy) -> bool:
    if copy.known and copy.known.receipt:
        return copy.known.receipt.rule == "before backfill"
    when = copy.facts.received_at or copy.facts.at  # whatever its sender's clock said
    return copy.known is None and copy.oldest is not None and when is not None and when < copy.oldest


def _named(contacts: Sequence[KnownContact]) -> str:
    shown = ", ".join(contact.address for contact in contacts[:3])
    return f"{shown} and {len(contacts) - 3} more" if len(contacts) > 3 else shown
