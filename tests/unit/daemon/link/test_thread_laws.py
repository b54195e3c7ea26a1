"""Laws of threads, whatever mail there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Email
from daemon.link.policy import Ambiguous
from store.rules.threads import tied
from store.values import (
    KnownContact,
    KnownItem,
)
from tests.unit.daemon.items import (
    NOON,
    a_span,
    an_email,
    candidates,
)
from tests.unit.daemon.link.threads import (
    a_member,
    decided,
    stored,
)

IDENTITIES = ["<1@x>", "<2@x>", "<3@x>", "<4@x>"]


MESSAGES = st.lists(
    st.tuples(st.sampled_from(IDENTITIES), st.lists(st.sampled_from(["<far@x>", *IDENTITIES]), max_size=4).map(tuple)),
    max_size=5,
)


@given(MESSAGES, st.randoms())
def test_what_messages_name_ties_them_together_in_any_order_and_in_any_pages(
    messages: list[tuple[str, tuple[str, ...]]], random: Any
):
    at_once = tied(messages, {})
    shuffled = random.sample(messages, len(messages))
    threads: dict[str, str] = {}
    for message in shuffled:
        page = tied([message], threads)
        threads = {name: page.joined.get(thread, thread) for name, thread in page.names.items()}

    assert grouped(threads) == grouped(dict(at_once.names))
    assert [at_once.names[identity] for identity, _ in messages] == list(at_once.threads)
    assert not {*at_once.names.values()} & at_once.joined.keys()


def grouped(threads: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(name for name in threads if threads[name] == thread) for thread in threads.values()}


def mails() -> st.SearchStrategy[list[Email]]:
    """A thread: each message answers to one before it, some by hand linked to one of two opportunities."""
    one = st.tuples(st.integers(0, 3), st.sampled_from([(), ("OPP-17",), ("OPP-18",), ("OPP-17", "OPP-18")]))
    return st.lists(one, min_size=1, max_size=4).map(
        lambda drawn: [
            an_email(
                message_id=IDENTITIES[n],
                references=tuple(IDENTITIES[: min(above, n)]),
                sent_at=NOON + timedelta(hours=n),
                categories=categories,
            )
            for n, (above, categories) in enumerate(drawn)
        ]
    )


@given(mails(), st.sampled_from(Ambiguous), st.randoms())
def test_adding_an_unrelated_contact_changes_no_decision(thread: list[Email], ambiguous: Ambiguous, random: Any):
    world = candidates(a_span(17), a_span(18))
    stranger = KnownContact(99, 98, "stranger@far.example")
    wider = replace(
        world,
        contacts={**world.contacts, stranger.address: stranger},
        by_contact={**world.by_contact, 99: (a_span(77, contact_id=99),)},
    )
    members = [a_member(mail.message_id, item_id=n) for n, mail in enumerate(thread)]
    mail = random.choice(thread)

    assert decided(mail, *members, world=wider, ambiguous=ambiguous) == decided(
        mail, *members, world=world, ambiguous=ambiguous
    )


@given(mails(), st.sampled_from(Ambiguous))
def test_the_order_in_which_a_thread_is_decided_makes_no_difference_once_nothing_changes(
    thread: list[Email], ambiguous: Ambiguous
):
    world, ends = candidates(a_span(17), a_span(18)), []

    for order in permutations(range(len(thread))):
        state: dict[int, KnownItem | None] = dict.fromkeys(order)
        for _ in range(len(thread) + 2):  # deciding again whatever may follow, until it stands
            for n in order:
                state[n] = stored(n, thread, state, world, ambiguous)
        ends.append({n: [link.number for link in one.links] for n, one in state.items() if one})

    assert all(end == ends[0] for end in ends)
