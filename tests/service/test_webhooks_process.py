"""Webhooks of the running service: told beside its work, and no reason not to stop."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from daemon.webhooks import Keys
from simulator.server import Simulator
from store.database import open_store
from store.values import EVENTS, Actor, DeliveryState
from tests.receiver import Receiver, receiving, says, silent
from tests.service.site import BOB, Site, a_site

KEY = "k" * 32


@pytest.fixture
def site(tmp_path: Path, simulator: Simulator) -> Site:
    site = a_site(tmp_path, simulator)
    with site.config.open("a") as file:
        file.write('[webhooks]\nallow = ["localhost"]\n')
    (site.credentials / "dealtrail.webhooks.key").write_text(f"{KEY}\n")
    return site


def registered(site: Site, receiver: Receiver) -> str:
    """The secret of a webhook that leads there."""
    salts = Keys(KEY).new()
    assert salts is not None
    with closing(open_store(f"sqlite:///{site.database}")) as store, store.write() as unit:
        unit.act_as(Actor.of(unit.users.find("Bob")))
        unit.webhooks.add(receiver.url, EVENTS, salts)
    return Keys(KEY).shown(salts)


def test_a_mail_that_comes_in_is_told_with_the_key_from_a_credential(site: Site):
    with receiving() as receiver:
        secret = registered(site, receiver)
        with site.run() as daemon:
            site.deliver()
            message = receiver.next()
            assert daemon.stop() == 0

    assert (message.told["type"], message.told["data"]["number"]) == ("linked", site.number)
    assert message.is_signed_with(secret)
    assert KEY not in "".join(daemon.lines)


def test_a_cycle_tells_what_it_brought(site: Site):
    with receiving() as receiver:
        registered(site, receiver)
        site.deliver()
        with site.run("--once", "--json") as ended:
            assert ended.wait() == 0
        with site.run("--once") as quiet:
            assert quiet.wait() == 0

    assert [message.told["type"] for message in receiver.came] == ["linked"]
    assert json.loads(ended.out)["webhooks"] == {"delivered": 1, "failed": 0}
    assert "webhooks:" not in quiet.out


def test_a_cycle_says_what_did_not_arrive_and_is_no_failure_of_the_mailboxes(site: Site):
    with receiving() as receiver, receiving(says(500)) as broken:
        registered(site, receiver)
        registered(site, broken)
        site.deliver()
        with site.run("--once") as ended:
            assert ended.wait() == 0

    assert "webhooks: 1 message arrived" in ended.out
    assert "webhooks: 1 message did not arrive, to be tried again" in "".join((ended.out, *ended.lines))


def test_a_receiver_that_never_answers_keeps_neither_mail_nor_the_end_waiting(site: Site):
    with receiving(silent) as mute:
        registered(site, mute)
        site.deliver()
        with site.run() as daemon:
            mute.next()
            daemon.logs("turn done", mailbox=BOB)
            assert daemon.stop() == 0

    assert len(mute.came) == 1
    with closing(open_store(f"sqlite:///{site.database}")) as store, store.read() as unit:
        [told] = unit.deliveries.of(1, 9)
    assert (told.state, told.attempts) == (DeliveryState.WAITING, 0)  # no time-out came before the end
