"""Mail of somebody who was erased: history gets the fact, and not the person.

They are known by hashes of their addresses. Of what they write, and of what is written to them alone, nothing is kept
but that it was; where others take part, a neutral word stands for them in the lists of people and in the texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from connectors.mailbox import Appointment
from daemon.context import Cycle
from daemon.link import Facts, Linkable
from daemon.text import readable
from store.rules.forgetting import ERASED, ERASED_ADDRESS, WRITERS, Terms, addresses_in
from store.rules.likeness import made
from store.unit import Unit
from store.values import Participant, Sketch

Read = tuple[Linkable, Facts]


def without_forgotten(cycle: Cycle, unit: Unit, read: Sequence[Read]) -> tuple[list[Read], frozenset[str]]:
    """The items without anybody who was erased, and the ids of those of which only the fact is left."""
    if not unit.forgotten.is_anybody():
        return list(read), frozenset()
    named = {id(facts): _named_in(item, facts) for item, facts in read}
    gone = unit.forgotten.among({address for some in named.values() for address in some})
    if not gone:
        return list(read), frozenset()
    own = {*(status.address for status in unit.mailboxes.status()), *(user.email for user in unit.users.all())}
    found, bare = [], set()
    for item, facts in read:
        mine = gone.keys() & named[id(facts)]
        if mine:
            is_bare = _is_theirs(cycle, facts, mine, own)
            item, facts = _bare(item, facts) if is_bare else _masked(item, facts, _terms(facts, mine))
            facts = replace(facts, people=tuple(_people(facts.people, mine)))
            bare |= {item.item_id} if is_bare else set()
        found.append((item, facts))
    return found, frozenset(bare)


def _named_in(item: Linkable, facts: Facts) -> set[str]:
    texts = (item.subject, item.body, item.location if isinstance(item, Appointment) else "")
    return {person.address for person in facts.people}.union(*map(addresses_in, texts))


def _is_theirs(cycle: Cycle, facts: Facts, mine: Collection[str], own: Collection[str]) -> bool:
    """Whether they wrote it, or it was for them alone among people outside."""
    policy = cycle.context.policy
    if any(one.address in mine and one.role in WRITERS for one in facts.people):
        return True
    outside = [one for one in facts.people if not (policy.is_own(one.address) or one.address in own)]
    return bool(outside) and all(one.address in mine for one in outside)


def _terms(facts: Facts, mine: Collection[str]) -> Terms:
    names = {one.name for one in facts.people if one.address in mine and one.name and "@" not in one.name}
    return Terms(tuple(sorted(mine)), tuple(sorted(names)))


def _people(people: Iterable[Participant], mine: Collection[str]) -> list[Participant]:
    shown = (Participant(one.role, ERASED_ADDRESS, ERASED) if one.address in mine else one for one in people)
    return list(dict.fromkeys(shown))


def _bare(item: Linkable, facts: Facts) -> Read:
    nothing: dict[str, Any] = {"subject": "", "body": "", "has_attachments": False, "attachments": (), "size": 0}
    if isinstance(item, Appointment):
        return replace(item, **nothing, location=""), replace(facts, traits=_told(facts), sketch=None)
    return replace(item, **nothing), replace(facts, traits=_told(facts), sketch=None)


def _masked(item: Linkable, facts: Facts, terms: Terms) -> Read:
    attachments = tuple(replace(one, name=terms.masked(one.name)) for one in item.attachments)
    texts: dict[str, Any] = {
        "subject": terms.masked(item.subject),
        "body": terms.masked(item.body),
        "attachments": attachments,
    }
    sketch = facts.sketch and replace(
        _sketch(facts.sketch, item, texts["body"]),
        sender=terms.masked(facts.sketch.sender),
        subject=terms.masked(facts.sketch.subject),
    )
    facts = replace(facts, sketch=sketch, traits=terms.masked_in(dict(facts.traits)))
    if isinstance(item, Appointment):
        return replace(item, **texts, location=terms.masked(item.location)), facts
    return replace(item, **texts), facts


def _sketch(sketch: Sketch, item: Linkable, masked: str) -> Sketch:
    """Of what is kept of the text no sketch could be made that is like those of copies which came before."""
    return sketch if masked == item.body else replace(made(sketch), whole=partial(readable, masked, item.body_is_html))


def _told(facts: Facts) -> dict[str, str]:
    """What rules look at, without what was written."""
    return {name: said for name, said in facts.traits.items() if name != "unusable"}
