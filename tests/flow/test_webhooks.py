"""Webhooks from end to end: what happens in Outlook and on the record is told to real receivers, at least once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.webhooks.posting import Poster
from daemon.webhooks import Deliverer, Keys, Sender, Sent
from store.database import Store, open_store
from store.rules.webhooks import GIVEN_UP_AFTER
from store.unit import Unit
from store.values import EVENTS, Actor, DeliveryState, Role, Webhook
from tests.contract.store.conftest import Clock
from tests.contract.store.records import an_opportunity
from tests.databases import a_file
from tests.flow.firm import ANN, BOB, MORNING, Firm
from tests.receiver import WAIT, Answer, Handler, Receiver, receiving, says, silent

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["pytest", "daemon.webhooks.deliver", "store.database", "tests.flow.firm"])
KEY = "k" * 32
OWNER = Actor("Ann", 1, Role.OWNER)


on_both_databases = pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if getattr(request, "param", "sqlite") == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return a_file(tmp_path / "store.sqlite")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    opened = open_store(url, clock=clock, lock_wait=timedelta(seconds=5))
    yield opened
    opened.close()


@contextmanager
def a_deliverer(store: Store, clock: Any, key: str | None = KEY, **given: Any) -> Iterator[Deliverer]:
    sender = Sender(Poster(["localhost"], timeout=timedelta(seconds=WAIT)), Keys(key), clock)
    given = {"owner": "test", "is_dead": lambda owner: True} | given
    with closing(Deliverer(store, lambda: sender, clock, stop=threading.Event(), **given)) as made:
        yield made


def sent_once(store: Store, clock: Any, key: str | None = KEY, **given: Any) -> Sent:
    """What came of a turn."""
    with a_deliverer(store, clock, key, **given) as deliverer:
        return deliverer.once()


@contextmanager
def owning(store: Store) -> Iterator[Unit]:
    with store.write() as unit:
        if not unit.users.all():
            unit.users.add("Ann", "ann@us.example")
        unit.act_as(OWNER)
        yield unit


def registered(store: Store, *receivers: Receiver) -> list[tuple[int, str]]:
    """Webhooks that lead there, and their secrets."""
    with owning(store) as unit:
        made = [unit.webhooks.add(one.url, EVENTS, Keys(KEY).new()) for one in receivers]
    return [(one.id, Keys(KEY).shown(one.salts)) for one in made]


def a_closed_deal(store: Store, title: str = "200 seats") -> int:
    with owning(store) as unit:
        number = an_opportunity(unit, title)
        unit.opportunities.edit(number, stage_id=unit.stages.find("Qualification").id)
        unit.opportunities.close(number, True, unit.clock())
    return number


def found(store: Store, webhook: int) -> Webhook:
    with store.read() as unit:
        return unit.webhooks.get(webhook)


# --- what arrives -----------------------------------------------------------------------------------------------------


@on_both_databases
def test_what_happened_arrives_signed_and_in_its_order(store: Store, clock: Clock):
    with receiving() as receiver:
        [(_, secret)] = registered(store, receiver)
        number = a_closed_deal(store)
        sent = sent_once(store, clock)

        again = sent_once(store, clock)

    moved, closed = receiver.came
    assert (sent.delivered, again.delivered) == (2, 0)
    assert all(one.is_signed_with(secret) for one in receiver.came)
    assert not moved.is_signed_with("whsec_AAAA")
    assert closed.told == {
        "type": "closed",
        "timestamp": clock.now.isoformat(),
        "data": {
            "sequence": moved.told["data"]["sequence"] + 1,
            "opportunity": f"OPP-{number}",
            "number": number,
            "stage": {"from": "Qualification", "to": "Closed Won"},
            "won": True,
            "closed_at": clock.now.isoformat(),
            "user_id": 1,
        },
    }
    assert moved.told["type"] == "stage_changed"
    assert moved.id != closed.id


def test_a_mail_that_is_linked_in_a_turn_is_told_without_a_word_of_it(firm: Firm):
    with receiving() as receiver:
        registered(firm.store, receiver)
        deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
        firm.outlook().deliver_mail(ANN, "Our secret offer", body="Nobody may know", sent_at=MORNING)
        firm.cycle()
        sent_once(firm.store, firm.clock)
        firm.cycle()
        sent_once(firm.store, firm.clock)

    [linked] = receiver.came
    assert linked.told["type"] == "linked"
    assert linked.told["data"]["opportunity"] == f"OPP-{deal.number}"
    assert linked.told["data"]["item"]["kind"] == "email"
    assert linked.told["data"]["user_id"] is None
    for word in (b"secret", b"know", ANN.encode(), b"200 seats"):
        assert word not in linked.body


def test_while_a_secret_is_replaced_both_hold(store: Store, clock: Clock):
    with receiving() as receiver:
        [(webhook, old)] = registered(store, receiver)
        with owning(store) as unit:
            new = Keys(KEY).shown(unit.webhooks.new_secret(webhook, Keys(KEY).new()).salts)
        a_closed_deal(store)
        sent_once(store, clock)
        clock.forward(timedelta(days=1))
        a_closed_deal(store, "Support")
        sent_once(store, clock)

    held = [(one.is_signed_with(old), one.is_signed_with(new)) for one in receiver.came]
    assert held == [(True, True), (True, True), (False, True), (False, True)]


def test_the_receiver_of_the_documentation_takes_what_is_signed_a_moment_ago_and_nothing_else(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    text = Path("docs/webhooks.md").read_text(encoding="utf-8")
    program = text.partition("```python\n")[2].partition("```")[0].rpartition("HTTPServer((")[0]
    clock.now = datetime.now(UTC)
    with receiving() as place:
        [(webhook, secret)] = registered(store, place)
        monkeypatch.setenv("SECRET", secret)
        names: dict[str, Any] = {}
        exec(program, names)  # noqa: S102 - ours
        place.answer = lambda handler: again_by(names["is_signed"], handler, place)
        a_closed_deal(store)
        assert sent_once(store, clock).delivered == 2
        clock.forward(timedelta(minutes=10))
        a_closed_deal(store, "Support")
        assert sent_once(store, clock).failed == 1
    assert found(store, webhook).reason == "it answers with 401: check what it expects of a signature"


def again_by(is_signed: Any, handler: Handler, place: Receiver) -> None:
    message = place.came[-1]
    assert not is_signed(message.headers, message.body + b" ")
    assert not is_signed(message.headers | {"webhook-id": "evt_other"}, message.body)
    handler.say(204 if is_signed(message.headers, message.body) else 401)


# --- what does not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (says(500), "it answers with 500"),
        (says(401), "it answers with 401: check what it expects of a signature"),
        (
            says(302, Location="https://evil.example/"),
            "it answers with a redirect (302), which is not followed; register the address that it leads to",
        ),
    ],
)
def test_what_did_not_arrive_is_sent_again_under_the_same_id(store: Store, clock: Clock, answer: Answer, words: str):
    with receiving(answer) as receiver:
        [(webhook, _)] = registered(store, receiver)
        a_closed_deal(store)
        assert sent_once(store, clock).failed == 1
        assert (found(store, webhook).reason, found(store, webhook).waiting) == (words, 2)
        assert sent_once(store, clock).failed == 0  # not yet
        receiver.answer = says(200)
        clock.forward(timedelta(seconds=5))
        assert sent_once(store, clock).delivered == 2

    refused, moved, closed = receiver.came
    assert refused.id == moved.id != closed.id
    assert refused.body == moved.body
    assert (found(store, webhook).waiting, found(store, webhook).failing_since) == (0, None)


def test_a_receiver_that_is_gone_is_told_nothing_more(store: Store, clock: Clock):
    with receiving(says(410)) as receiver:
        [(webhook, _)] = registered(store, receiver)
        a_closed_deal(store)
        sent_once(store, clock)
        clock.forward(timedelta(days=1))
        sent_once(store, clock)
    assert len(receiver.came) == 1
    assert found(store, webhook).paused_why == "it answers that it is gone (410)"


def test_a_receiver_is_left_alone_as_long_as_it_asks(store: Store, clock: Clock):
    with receiving(says(429, Retry_After="600")) as receiver:
        registered(store, receiver)
        a_closed_deal(store)
        for seconds in (0, 599, 1):
            clock.forward(timedelta(seconds=seconds))
            sent_once(store, clock)
    assert len(receiver.came) == 2


def test_a_silent_receiver_keeps_no_other_waiting(store: Store, clock: Clock):
    with receiving(silent) as mute, receiving() as receiver:
        registered(store, mute, receiver)
        a_closed_deal(store)
        with a_deliverer(store, clock) as deliverer, deliverer.beside():
            assert mute.next().told["type"] == "stage_changed"
            assert [receiver.next().told["type"] for _ in range(2)] == ["stage_changed", "closed"]
        assert len(mute.came) == 1


def test_a_silent_receiver_keeps_no_turn_waiting(firm: Firm):
    with receiving(silent) as mute:
        registered(firm.store, mute)
        firm.opportunity("200 seats", assigned_to=firm.people[BOB])
        firm.outlook().deliver_mail(ANN, "first", sent_at=MORNING)
        firm.cycle()
        with a_deliverer(firm.store, firm.clock) as deliverer, deliverer.beside():
            mute.next()
            firm.outlook().deliver_mail(ANN, "second", sent_at=MORNING)
            firm.cycle()
    with firm.store.read() as unit:
        assert unit.webhooks.get(1).waiting == 2
    assert len(mute.came) == 1


def test_what_was_given_up_goes_out_once_an_owner_resumes_the_webhook(store: Store, clock: Clock):
    with receiving(says(500)) as receiver:
        [(webhook, _)] = registered(store, receiver)
        a_closed_deal(store)
        sent_once(store, clock)
        clock.forward(GIVEN_UP_AFTER)
        sent_once(store, clock)
        assert (found(store, webhook).waiting, found(store, webhook).given_up) == (0, 2)
        receiver.answer = says(200)
        with owning(store) as unit:
            unit.webhooks.resume(webhook)
        assert sent_once(store, clock).delivered == 2


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (None, "webhooks.key is not set in the configuration"),
        ("x" * 32, "webhooks.key of the configuration is not the one that its secret was made with"),
    ],
)
def test_without_the_key_nothing_is_sent_and_it_is_said(store: Store, clock: Clock, key: str | None, words: str):
    with receiving() as receiver:
        [(webhook, _)] = registered(store, receiver)
        a_closed_deal(store)
        assert sent_once(store, clock, key).failed == 1
    assert receiver.came == []
    assert found(store, webhook).reason == words


@on_both_databases
def test_two_daemons_on_one_database_tell_everything_once(store: Store, clock: Clock):
    with receiving() as receiver:
        registered(store, receiver)
        for place in range(5):
            a_closed_deal(store, f"deal {place}")
        threads = [
            threading.Thread(
                target=sent_once, args=(store, clock), kwargs={"owner": owner, "is_dead": lambda owner: False}
            )
            for owner in ("one", "other")
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(WAIT)
        sent_once(store, clock)
    assert len(receiver.came) == len({one.id for one in receiver.came}) == 10


# --- death at any border ----------------------------------------------------------------------------------------------


def close_and_die(url: str, commits: bool) -> None:
    """In a process of its own: close a deal, and die before the commit or right after it."""
    store = open_store(url, clock=Clock())
    with owning(store) as unit:
        unit.opportunities.close(1, True, unit.clock())
        if not commits:
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def deliver(url: str) -> None:
    store = open_store(url, clock=Clock())
    sent_once(store, Clock(), owner="who dies")


def ended(target: Any, *arguments: object) -> int | None:
    process = CONTEXT.Process(target=target, args=arguments)
    process.start()
    process.join(WAIT)
    return process.exitcode


@on_both_databases
@pytest.mark.parametrize("commits", [False, True])
def test_a_death_around_the_commit_tells_what_was_stored_and_nothing_else(
    url: str, store: Store, clock: Clock, commits: bool
):
    with receiving() as receiver:
        registered(store, receiver)
        with owning(store) as unit:
            an_opportunity(unit)
        assert ended(close_and_die, url, commits) == -signal.SIGKILL
        sent_once(store, clock)
    with store.read() as unit:
        assert unit.opportunities.get(1).is_open is not commits
    assert [one.told["type"] for one in receiver.came] == ["closed"] * commits


@on_both_databases
def test_a_death_between_sending_and_writing_it_down_sends_it_once_more_under_the_same_id(
    url: str, store: Store, clock: Clock
):
    victim: list[int] = []

    def kills(handler: Handler) -> None:
        """The receiver has it, and whoever sent it is dead before the answer comes."""
        os.kill(victim[0], signal.SIGKILL)
        handler.say(200)

    with receiving() as receiver:
        [(webhook, _)] = registered(store, receiver)
        a_closed_deal(store)
        begin = threading.Event()
        receiver.answer = lambda handler: (begin.wait(WAIT), kills(handler))[1]
        process = CONTEXT.Process(target=deliver, args=(url,))
        process.start()
        victim.append(process.pid or 0)
        begin.set()
        process.join(WAIT)
        assert process.exitcode == -signal.SIGKILL
        assert found(store, webhook).waiting == 2
        receiver.answer = says(200)
        sent_once(store, clock)

    first, again, closed = receiver.came
    assert first.id == again.id != closed.id
    with store.read() as unit:
        states = {one.state for one in unit.deliveries.of(webhook, 9)}
    assert states == {DeliveryState.DELIVERED}
