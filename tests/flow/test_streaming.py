"""Told at once: from arrival in the mailbox to the stamp in a moment, and nothing is lost when the line is cut."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from connectors.ews.mailbox import open_mailbox
from connectors.ews.news.ears import Ears
from connectors.ews.server import Server
from connectors.mailbox import Heard
from daemon.bell import Bell
from daemon.news import written_down
from daemon.service.loop import Loop
from simulator.faults import Fault, FaultKind
from simulator.subscriptions import Subscription
from tests.flow.firm import ANN, BOB, EVE, Clock, Firm, a_firm
from tests.flow.service import ENDS, Log
from tests.service.process import until as wait_until
from tests.simulated import simulated

SERVICE, SECRET = "service@us.example", "its password"
OPENED = 436  # bytes of an answer's beginning; cuts go beyond its end
CUTS = (1, OPENED, 1000)


@pytest.fixture
def where() -> str:
    """Streaming is EWS's."""
    return "exchange"


@pytest.fixture
def streamed(firm: Firm) -> Firm:
    return told_at_once(firm)


def told_at_once(firm: Firm, *, silence: timedelta = timedelta(minutes=1), **settings: Any) -> Firm:
    """The firm, whose two mailboxes are read by one login that is told at once; the time of other turns never comes.

    After so much `silence` a connection is taken for dead, however busy this machine is.
    """
    bell, simulator = Bell(), firm.simulator
    simulator.add_account(SERVICE, SECRET)
    simulator.allow_impersonation(SERVICE)
    simulator.organization.telling.heart_beat = timedelta(milliseconds=100)
    ears = Ears(timedelta(seconds=30), bell.ring, silence=silence, pace=0.05)
    server = Server(simulator.endpoint, "basic", username=SERVICE, password=SecretStr(SECRET), **settings)
    firm.context = replace(
        firm.context, bell=bell, open_mailbox=lambda address: open_mailbox(server, address, ears=ears), stop=Event()
    )
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    return firm


@contextmanager
def at_work(firm: Firm) -> Iterator[None]:
    """The service runs meanwhile; its clock stands still, but for what a test adds."""
    thread = Thread(target=lambda: Loop(firm.context).forever(lambda: None, timedelta(milliseconds=100)))
    thread.start()
    try:
        yield
    finally:
        firm.context.stop.set()
        thread.join()


def give_turns(firm: Firm, log: Log, count: int) -> None:
    """Time passes until there were so many more of them."""
    before = len(ended(log))
    while len(ended(log)) < before + count:
        firm.clock.tick()
        now = len(ended(log))
        until(lambda now=now: len(ended(log)) > now)


def ended(log: Log) -> list[object]:
    return [one for one in log if one["event"] in ENDS]


def until(claim: Callable[[], object]) -> None:
    """Wait until it holds: others bring it about, and the firm's clock stands still unless the claim turns it."""
    wait_until(claim, "what the test waits for")


def is_told_at_once(firm: Firm, *addresses: str) -> bool:
    """Every mailbox had its turns up to the one in which it was told at once."""
    firm.clock.tick(timedelta(seconds=1))
    with firm.store.read() as unit:
        return all(written_down(unit, one).get("heard") == Heard.AT_ONCE for one in addresses or (BOB, EVE))


def stamped(firm: Firm, item_id: str, address: str = BOB) -> bool:
    return bool(firm.categories(item_id, address))


def subscribed(firm: Firm) -> list[Subscription]:
    return list(firm.simulator.organization.subscriptions.values())


def test_news_is_stamped_before_any_time_goes_by_and_many_mailboxes_share_one_connection(streamed: Firm):
    with at_work(streamed):
        until(lambda: is_told_at_once(streamed))
        connections = len({one.stream for one in subscribed(streamed) if one.stream})
        for number in range(8):
            address = (BOB, EVE)[number % 2]
            mail = streamed.outlook(address).deliver_mail(ANN, f"mail {number}")
            until(lambda mail=mail, address=address: stamped(streamed, mail, address))

    assert connections == 1


def test_a_turn_without_news_asks_nothing_at_all(streamed: Firm):
    with capture_logs() as log, at_work(streamed):
        until(lambda: is_told_at_once(streamed))
        give_turns(streamed, log, 4)  # our own writing is told, too
        streamed.simulator.journal.clear()
        give_turns(streamed, log, 10)

        assert set(streamed.simulator.journal.counts()) <= {"GetStreamingEvents"}


def test_over_tls_it_is_the_same(tmp_path: Path):
    clock = Clock()
    with simulated(clock=clock, tls=True) as simulator, a_firm(simulator, clock, tmp_path) as firm:
        told_at_once(firm, ca_file=simulator.ca_file)
        with at_work(firm):
            until(lambda: is_told_at_once(firm))
            mail = firm.outlook().deliver_mail(ANN, "news")
            until(lambda: stamped(firm, mail))


def test_more_mailboxes_than_one_connection_holds_have_another(streamed: Firm, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("connectors.ews.news.ears.MOST_TOGETHER", 1)
    with at_work(streamed):
        until(lambda: is_told_at_once(streamed))
        streams = {one.stream for one in subscribed(streamed) if one.stream}

    assert len(streams) == 2


def test_where_there_may_be_no_more_connections_the_others_are_asked(streamed: Firm, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("connectors.ews.news.ears.MOST_TOGETHER", 1)
    monkeypatch.setattr("connectors.ews.news.ears.MOST_CONNECTIONS", 1)
    with at_work(streamed):
        until(lambda: is_told_at_once(streamed, BOB) or is_told_at_once(streamed, EVE))
        mails = {address: streamed.outlook(address).deliver_mail(ANN, "news") for address in (BOB, EVE)}

        def are_stamped() -> bool:
            streamed.clock.tick(timedelta(seconds=1))
            return all(stamped(streamed, mail, address) for address, mail in mails.items())

        until(are_stamped)


@pytest.mark.parametrize("at", [0, 1, 40, 200, OPENED, 700, 1000, 1500] if os.environ.get("EVERY_BORDER") else CUTS)
def test_cut_at_any_byte_nothing_is_lost(streamed: Firm, at: int):
    outlook = streamed.outlook()
    with at_work(streamed):
        until(lambda: is_told_at_once(streamed))
        streamed.simulator.faults.inject(Fault(FaultKind.CUT, "GetStreamingEvents", times=3, at=at))
        with streamed.simulator.organization.lock:
            for one in streamed.simulator.organization.subscriptions.values():
                one.stream = 0  # the connection of now ends as it should, and the next ones are cut
        mails = [outlook.deliver_mail(ANN, f"mail {number}") for number in range(3)]
        streamed.simulator.journal.clear()

        def are_stamped() -> bool:
            streamed.clock.tick(timedelta(seconds=1))
            return all(stamped(streamed, mail) for mail in mails)

        until(are_stamped)

    assert streamed.simulator.journal.count("GetStreamingEvents") <= 20


@pytest.mark.parametrize("operation", ["Subscribe", "GetStreamingEvents"])
def test_where_there_is_no_streaming_the_turns_go_on(streamed: Firm, operation: str):
    streamed.simulator.organization.telling.unknown_operations = frozenset({operation})
    mail = streamed.outlook().deliver_mail(ANN, "one")
    with at_work(streamed):
        until(lambda: stamped(streamed, mail))
        later = streamed.outlook().deliver_mail(ANN, "two")

        def is_stamped() -> bool:
            streamed.clock.tick(timedelta(seconds=10))
            return stamped(streamed, later)

        until(is_stamped)


def test_a_server_that_only_beats_is_overtaken_by_the_refresh_interval(streamed: Firm):
    streamed.simulator.organization.telling.deaf_streams = True
    with at_work(streamed):
        until(lambda: is_told_at_once(streamed))
        mail = streamed.outlook().deliver_mail(ANN, "unheard")

        def is_stamped() -> bool:
            streamed.clock.tick(timedelta(minutes=5))
            return stamped(streamed, mail)

        until(is_stamped)


def test_silence_ends_a_connection_and_another_one_begins(firm: Firm):
    streamed = told_at_once(firm, silence=timedelta(seconds=1))
    streamed.simulator.organization.telling.heart_beat = timedelta(hours=1)
    with at_work(streamed):
        until(lambda: streamed.simulator.journal.count("GetStreamingEvents") >= 3)
        mail = streamed.outlook().deliver_mail(ANN, "heard")

        def is_stamped() -> bool:
            streamed.clock.tick(timedelta(seconds=1))
            return stamped(streamed, mail)

        until(is_stamped)


def test_subscriptions_that_are_forgotten_are_made_anew(streamed: Firm):
    with at_work(streamed):
        until(lambda: is_told_at_once(streamed))
        streamed.simulator.forget_subscriptions()
        mail = streamed.outlook().deliver_mail(ANN, "meanwhile")

        def is_stamped() -> bool:
            streamed.clock.tick(timedelta(seconds=1))
            return stamped(streamed, mail)

        until(is_stamped)
        until(lambda: is_told_at_once(streamed))


def test_half_an_event_means_everywhere(streamed: Firm):
    streamed.simulator.organization.quirks.leave_out = frozenset({"ParentFolderId"})
    with at_work(streamed):
        until(lambda: is_told_at_once(streamed))
        mail = streamed.outlook().deliver_mail(ANN, "half")

        until(lambda: stamped(streamed, mail))
    streamed.simulator.journal.violations.clear()  # half an event is none


def test_a_group_is_kept_by_one_of_several_servers_also_when_its_first_mailbox_moves_to_another(streamed: Firm):
    telling = streamed.simulator.organization.telling
    telling.servers, telling.homes[BOB], telling.homes[EVE] = 3, 1, 2
    with at_work(streamed):
        until(lambda: is_told_at_once(streamed))
        (kept,) = {one.server for one in subscribed(streamed) if one.stream}
        telling.homes[BOB if kept == 1 else EVE] = 0  # what was subscribed to stays where it is
        for stream in subscribed(streamed):
            stream.stream = 0  # the connection ends: the next one finds the group by its cookie
        mails = [(one, streamed.outlook(one).deliver_mail(ANN, "Offer")) for one in (BOB, EVE)]
        for address, mail in mails:
            until(lambda mail=mail, address=address: stamped(streamed, mail, address))
        streamed.clock.tick(timedelta(seconds=1))
        until(lambda: {one.stream > 0 for one in subscribed(streamed)} == {True})

    assert kept in (1, 2)  # of whoever came first
    assert {one.server for one in subscribed(streamed)} == {kept}
