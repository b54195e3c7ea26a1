"""However the statements of several processes come among each other, the end is that of one after the other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.flow.firm import Firm
from tests.flow.writers.several import Mail, a_firm_of, at_once, deliver, in_turns, is_sound, settled, state
from tests.postgres import PostgresServer

BOTH = frozenset({0, 1})
ONE, OTHER = frozenset({0}), frozenset({1})

# One after the other by so many statements: coarse, one by one, and with one far ahead.
EVEN, FINE, AHEAD = (12, 12) * 8, (1, 1) * 60, (25, 8, 1, 1) * 6

SHARED = (Mail(BOTH), Mail(BOTH), Mail(BOTH, is_known=False))
ANSWERED = (Mail(ONE), Mail(OTHER, (0,)), Mail(ONE, (1, 0)))
CUT_SHORT = (Mail(ONE), Mail(OTHER, (0,)), Mail(ONE, (1,)), Mail(OTHER, (2, 0)))
NAMELESS = (Mail(BOTH, is_named=False), Mail(BOTH, (0,), is_named=False))
SET_BY_HAND = (Mail(ONE, is_known=False, is_set=True), Mail(OTHER, (0,), is_known=False), Mail(BOTH, (0,)))
APART = (Mail(ONE), Mail(OTHER), Mail(OTHER), Mail(ONE))
BELOW = (Mail(BOTH), Mail(BOTH, (0,)), Mail(BOTH, (0,)))
THREAD_SET_BY_HAND = (*BELOW, Mail(ONE, (1,), is_known=False, is_set=True), Mail(OTHER, (2,), is_known=False))
DECIDED_AGAIN = (Mail(BOTH), Mail(BOTH, (0,)), Mail(BOTH, is_known=False), Mail(ONE, (1,)), Mail(OTHER, (2, 0)))
CROSSED = (Mail(BOTH), Mail(BOTH, (0,)), Mail(BOTH, (1, 0)), Mail(BOTH, is_known=False))


@st.composite
def mails(draw: st.DrawFn) -> tuple[Mail, ...]:
    found: list[Mail] = []
    for number in range(draw(st.integers(3, 6))):
        above = draw(st.lists(st.integers(0, number - 1), max_size=2, unique=True)) if number else []
        found.append(
            Mail(
                draw(st.sampled_from([ONE, OTHER, BOTH, BOTH])),
                tuple(sorted(above, reverse=True)),
                is_known=draw(st.booleans()),
                is_named=draw(st.integers(0, 4)) > 0,
                is_set=draw(st.integers(0, 5)) == 0,
            )
        )
    return tuple(found)


RUNS = st.lists(st.integers(1, 30), max_size=24).map(tuple)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(sent=mails(), runs=RUNS, stored=st.integers(0, 2))
def test_whatever_is_sent_two_processes_come_to_what_one_comes_to(
    postgres_server: PostgresServer, sent: tuple[Mail, ...], runs: tuple[int, ...], stored: int
):
    come_to_the_same(postgres_server, sent, runs, stored)


CASES = {
    "shared": (SHARED, FINE, 0),
    "apart": (APART, FINE, 0),
    "answered": (ANSWERED, EVEN, 0),
    "cut short": (CUT_SHORT, FINE, 0),
    "nameless": (NAMELESS, EVEN, 0),
    "set by hand": (SET_BY_HAND, FINE, 0),
    "a thread set by hand": (THREAD_SET_BY_HAND, FINE, 3),
    "crossed": (CROSSED, AHEAD, 0),
    "decided again, one far ahead": (DECIDED_AGAIN, AHEAD, 3),
    "decided again, one by one": (DECIDED_AGAIN, FINE, 3),
}


@pytest.mark.sampled(one_in=4)
@pytest.mark.parametrize(("sent", "runs", "stored"), CASES.values(), ids=CASES)
def test_two_processes_come_to_what_one_comes_to(
    postgres_server: PostgresServer, sent: tuple[Mail, ...], runs: tuple[int, ...], stored: int
):
    come_to_the_same(postgres_server, sent, runs, stored)


def come_to_the_same(server: PostgresServer, sent: tuple[Mail, ...], runs: tuple[int, ...], stored: int) -> None:
    """Of what is sent, the first were stored before, and wait to be decided again."""

    def by_one(order: tuple[int, ...]) -> object:
        with a_firm_of(server, 2) as firm:
            with_stored(firm, sent, stored)
            in_turns(firm, order)
            settled(firm)
            return state(firm)

    with a_firm_of(server, 2) as firm:
        with_stored(firm, sent, stored)
        at_once(firm, 2, sent[stored:], runs)
        settled(firm)

        is_sound(firm, sent, 2)
        come_to = state(firm)
    assert come_to == by_one((0, 1)) or come_to == by_one((1, 0))  # mostly it is as the first


def with_stored(firm: Firm, sent: Sequence[Mail], stored: int) -> None:
    deliver(firm, sent[:stored], 2)
    settled(firm)
    with firm.store.write() as unit:
        unit.again.queue(unit.connection.scalars(text("SELECT id FROM items")).all())
    deliver(firm, sent, 2, stored)


MANY = tuple(
    Mail(frozenset({number % 8, (number * 3) % 8, (number * 5 + 1) % 8}), (number - 3,) if number > 2 else ())
    for number in range(24)
)


@pytest.mark.parametrize("processes", [2, 4, 8])
def test_eight_mailboxes_that_share_their_mail_are_stored_at_once(postgres_server: PostgresServer, processes: int):
    with a_firm_of(postgres_server, 8) as firm:
        deliver(firm, MANY, 8)

        at_once(firm, processes, MANY, (5,) * 100)
        settled(firm)

        is_sound(firm, MANY, 8)
