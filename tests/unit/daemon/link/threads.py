"""An answer, the messages of its thread, and what is decided of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from connectors.mailbox import Email
from daemon.link import Copy, Decision, Linkable, decide, facts_of
from daemon.link.policy import Ambiguous
from store.values import (
    Candidates,
    KnownItem,
    KnownPage,
    Link,
    Member,
)
from tests.unit.daemon.items import (
    BOX,
    ME,
    NOON,
    POLICY,
    a_span,
    an_email,
    candidates,
    known,
)

ABOVE, TOP = "<above@x>", "<top@x>"


BY_HAND, BY_RULE = "category", "address"


REPLY = an_email(message_id="<reply@x>", in_reply_to=ABOVE, references=(TOP, ABOVE))


def a_member(identity: str = ABOVE, *numbers: int, rule: str = BY_RULE, **changes: Any) -> Member:
    links = tuple(Link(number, rule, "why") for number in numbers)
    id = {ABOVE: 101, TOP: 100}.get(identity, 102)
    return replace(Member(id, identity, NOON - timedelta(hours=3), links), **changes)


def decided(
    item: Linkable,
    *members: Member,
    world: Candidates | None = None,
    before: KnownItem | None = None,
    talk: tuple[Member, ...] = (),
    inherited: frozenset[int] = frozenset(),
    is_news: bool = False,
    users: Mapping[int, int] = MappingProxyType({}),
    **policy: Any,
) -> Decision:
    page = KnownPage((), (), {"thread": list(members)}, {"talk": list(talk)})
    copy = Copy(facts_of(item, "OPP"), BOX, ME, before, thread="thread", inherited=inherited, users=users)
    world = world if world is not None else candidates(a_span(17), a_span(18))
    return decide(copy, world, replace(POLICY, **policy), page, is_news=is_news)


def numbers(decision: Decision) -> list[int]:
    return [link.number for link in decision.links]


CLOSED = a_span(17, closed_at=NOON - timedelta(days=2))


def withdrawn(number: int) -> Any:
    from tests.unit.daemon.items import withdrawn_in

    return [withdrawn_in(BOX, number)]


def stored(
    n: int, thread: list[Email], state: dict[int, KnownItem | None], world: Candidates, ambiguous: Ambiguous
) -> KnownItem:
    members = [
        Member(k, thread[k].message_id, thread[k].sent_at, one.links, people=frozenset({"ann@client.example"}))
        for k, one in state.items()
        if one and k != n
    ]
    page = KnownPage((), (), {"thread": members})
    copy = Copy(facts_of(thread[n], "OPP"), BOX, ME, state[n], thread="thread")
    decision = decide(copy, world, replace(POLICY, ambiguous=ambiguous), page)
    held = known(*decision.links, marks=decision.marks, confirmed=tuple(decision.confirmed), receipt=decision.receipt)
    return replace(held, item_id=n)
