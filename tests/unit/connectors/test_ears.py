"""Which connection tells which mailbox of its news."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Event, Thread

import pytest
import requests

from connectors.errors import Unreachable
from connectors.ews.news.ears import Ears
from connectors.ews.news.stream import Member, Stream
from connectors.ews.server import Server
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import Element
from tests.service.process import until

SERVER = Server("https://mail.us.example/EWS/Exchange.asmx", "negotiate")


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Ears:
    monkeypatch.setattr("connectors.ews.news.ears.MOST_TOGETHER", 2)
    monkeypatch.setattr("connectors.ews.news.ears.MOST_CONNECTIONS", 2)
    return Ears(timedelta(seconds=30), ring=lambda address: None)


def stream_of(ears: Ears, name: str) -> Stream | None:
    return ears.stream_of(Connection(SERVER, f"{name}@us.example", sleep=lambda seconds: None))


def test_mailboxes_that_ask_before_any_has_joined_take_a_place_each(ears: Ears):
    ann, bob, eve, kim, lee = (stream_of(ears, name) for name in ("ann", "bob", "eve", "kim", "lee"))

    assert ann is bob is not None
    assert eve is kim is not None
    assert ann is not eve
    assert lee is None


def test_who_leaves_makes_room(ears: Ears):
    first, *_ = [stream_of(ears, name) for name in ("ann", "bob", "eve", "kim")]
    assert first is not None

    first.leave("ann@us.example")

    assert stream_of(ears, "lee") is first


def test_nobody_waits_for_a_connection_that_has_yet_to_be_answered() -> None:
    """Each would be waited for by itself: thirty mailboxes with logins of their own, one after the other."""
    streams, answer = [], Event()
    for _ in range(20):
        stream = Stream(lambda address: None, pace=0)
        stream._members[BOB], stream._openers[BOB] = Member("s1"), partial(Unanswered, answer)
        stream._thread = Thread(target=stream._run, daemon=True)
        stream._thread.start()
        streams.append(stream)
    threads = [one._thread for one in streams if one._thread]
    until(lambda: Unanswered.asked == len(streams), "all of them wait for an answer")

    began = time.monotonic()
    for stream in streams:
        stream.leave(BOB)
    took = time.monotonic() - began
    are_waiting = all(one.is_alive() for one in threads)
    answer.set()
    for thread in threads:
        thread.join()

    assert are_waiting
    assert took < 20  # two seconds each, if they were waited for


BOB = "bob@us.example"


class Unanswered(Connection):
    """Of a server that does not begin to answer."""

    asked = 0

    def __init__(self, answer: Event, address: str) -> None:
        super().__init__(SERVER, address, sleep=lambda seconds: None)
        self._answer = answer

    @contextmanager
    def listening(self, request: Element, silence: timedelta) -> Iterator[requests.Response]:
        Unanswered.asked += 1
        self._answer.wait()
        raise Unreachable(self.address, "no answer")
        yield
