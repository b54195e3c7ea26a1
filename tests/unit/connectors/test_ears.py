"""Which connection tells which mailbox of its news."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.ews.news.ears import Ears
from connectors.ews.news.stream import Stream
from connectors.ews.server import Server
from connectors.ews.wire.connection import Connection

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
