"""Whatever lacks in what a server tells of news: the turns go on, nothing is lost, and it is asked no more for it."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from simulator.mutations import Mutation, Place, Way
from tests.flow.firm import ANN, BOB, MORNING, Firm
from tests.flow.service import serve_rounds
from tests.flow.test_streaming import at_work, is_told_at_once, stamped, told_at_once, until

REFRESH = timedelta(minutes=16)  # after which every folder is looked into, whatever is told
LOOKED = 4  # folders that every mailbox has
EVERY = bool(os.environ.get("EVERY_WAY"))  # as `make soak` has it


@pytest.fixture
def where() -> str:
    """What is left out of EWS's notifications."""
    return "exchange"


def sampled(places: set[Place], one_in: int) -> list[Mutation]:
    mutations = [Mutation(place, way) for place in sorted(places) for way in Way]
    return mutations if EVERY else mutations[::one_in]


def arrive(firm: Firm, subject: str) -> None:
    """Something of every kind: new, changed, moved, deleted, in mail folders and in the calendar."""
    outlook = firm.outlook()
    mail, other = outlook.deliver_mail(ANN, subject), outlook.deliver_mail("zoe@else.example", "other")
    outlook.set_categories(mail, ["Red"])
    outlook.move(other, "Inbox/Projects")
    outlook.appoint(f"{subject}, a date", MORNING + timedelta(days=1), attendees=[ANN])
    outlook.delete(outlook.deliver_mail(ANN, "gone"), for_good=True)


def test_whatever_lacks_in_answers_about_subscriptions_nothing_is_lost(firm: Firm):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.outlook().make_folder("Inbox/Projects")
    mutations, journal = firm.simulator.mutations, firm.simulator.journal
    mutations.is_recording = True
    serve_rounds(firm, lambda: arrive(firm, "recorded"), lambda: None)
    mutations.is_recording = False
    chosen = sampled({place for place in mutations.seen if place.operation in ("Subscribe", "GetEvents")}, 9)
    asked: list[int] = []

    def begin(mutation: Mutation, number: int) -> None:
        journal.clear()
        mutations.set(mutation)
        arrive(firm, f"mail {number}")

    def go_on() -> None:
        firm.clock.tick(REFRESH)

    def end() -> None:
        asked.append(len(journal.requests))
        mutations.set(None)

    for start in range(0, len(chosen), 6):
        firm.clock.tick(REFRESH)
        some = list(enumerate(chosen))[start : start + 6]
        serve_rounds(firm, *(act for n, one in some for act in (lambda n=n, one=one: begin(one, n), go_on, end)))

    expected = {f"mail {n}{what}" for n in range(len(chosen)) for what in ("", ", a date")}
    with firm.store.read() as unit:
        found = {line.subject for line in unit.opportunities.history(deal.number, limit=10_000)}
    assert expected - found == set()
    assert len(chosen) > 3
    # Twice everything that there is to read, in two mailboxes, and one try to subscribe anew in each turn.
    assert max(asked) <= 2 * 2 * (3 * (LOOKED + 1) + 6)


def test_whatever_lacks_in_what_is_streamed_nothing_is_lost(firm: Firm):
    streamed = told_at_once(firm)
    streamed.outlook().make_folder("Inbox/Projects")
    mutations, journal = streamed.simulator.mutations, streamed.simulator.journal
    mutations.is_recording = True
    with at_work(streamed):
        until(lambda: is_told_at_once(streamed))
        arrive(streamed, "recorded")
        until(lambda: is_told_at_once(streamed) and bool(streamed.history(1)))
        mutations.is_recording = False
        places = {place for place in mutations.seen if place.operation == "GetStreamingEvents"}
        asked = []
        for number, mutation in enumerate(sampled(places, 9)):
            journal.clear()
            mutations.set(mutation)
            mail = streamed.outlook().deliver_mail(ANN, f"mail {number}")

            def has_come(mail: str = mail) -> bool:
                streamed.clock.tick(timedelta(seconds=20))
                return stamped(streamed, mail)

            until(has_come)
            asked.append(journal.counts()["GetStreamingEvents"])
            mutations.set(None)

    assert len(asked) > 3
    assert max(asked) < 20
