"""Webhooks: what is written down for them in the transaction in which it happens, and in which order it goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest

from store.database import Store
from store.errors import Invalid, NotAllowed, NotFound
from store.rules.webhooks import GIVEN_UP_AFTER, MOST
from store.unit import Unit
from store.values import (
    EVENTS,
    Actor,
    Close,
    Delivery,
    DeliveryState,
    EventKind,
    HistoryOf,
    MoveTo,
    Record,
    Role,
    Salts,
    Webhook,
)
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import a_folder, a_mailbox, an_opportunity, linked

URL = "https://erp.us.example/hook"
SALTS = Salts("5a17", "519n")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OWNER = Actor("Ann", 1, Role.OWNER)
LINKED, STAGE_CHANGED, CLOSED, REOPENED = EVENTS


@contextmanager
def owning(store: Store) -> Iterator[Unit]:
    with store.write() as unit:
        if not unit.users.all():
            unit.users.add("Ann", "ann@us.example")
        unit.act_as(OWNER)
        yield unit


def a_webhook(unit: Unit, *events: EventKind, url: str = URL) -> int:
    return unit.webhooks.add(url, events or EVENTS, SALTS).id


def told(store: Store, webhook: int) -> list[tuple[str, int | None]]:
    """What waits for the webhook, the oldest first."""
    with store.read() as unit:
        found = unit.deliveries.of(webhook, 999)
    return [(one.event.value, one.number) for one in reversed(found) if one.state is DeliveryState.WAITING]


def next_of(store: Store, webhook: int, clock: Clock) -> Delivery:
    with store.read() as unit:
        found = unit.deliveries.next(webhook, clock.now)
    assert found is not None
    return found


def known(store: Store, webhook: int) -> Webhook:
    with store.read() as unit:
        return unit.webhooks.get(webhook)


# --- what is told -----------------------------------------------------------------------------------------------------


def stage_named(unit: Unit, name: str) -> int:
    return unit.stages.find(name).id


def moved_by_itself(unit: Unit, number: int) -> None:
    unit.opportunities.edit(number, stage_id=stage_named(unit, "Qualification"))


def moved_with_others(unit: Unit, number: int) -> None:
    unit.bulk.carry_out([number], MoveTo(stage_named(unit, "Qualification")))


def stage_deleted(unit: Unit, number: int) -> None:
    unit.stages.delete(stage_named(unit, "Prospecting"), stage_named(unit, "Qualification"))


def closed_by_itself(unit: Unit, number: int) -> None:
    unit.opportunities.close(number, True, NOON)


def closed_with_others(unit: Unit, number: int) -> None:
    unit.bulk.carry_out([number], Close(True, NOON))


@pytest.mark.parametrize(
    ("act", "event", "to"),
    [
        (moved_by_itself, STAGE_CHANGED, "Qualification"),
        (moved_with_others, STAGE_CHANGED, "Qualification"),
        (stage_deleted, STAGE_CHANGED, "Qualification"),
        (closed_by_itself, CLOSED, "Closed Won"),
        (closed_with_others, CLOSED, "Closed Won"),
    ],
)
def test_every_way_to_another_stage_is_told_with_what_it_was_and_is(
    store: Store, act: Callable[[Unit, int], None], event: EventKind, to: str
):
    with owning(store) as unit:
        webhook, number = a_webhook(unit), an_opportunity(unit)
        act(unit, number)

    with store.read() as unit:
        [one] = unit.deliveries.of(webhook, 9)
    assert (one.event, one.number, one.at, one.state) == (event, number, NOON, DeliveryState.WAITING)
    assert one.data["stage"] == {"from": "Prospecting", "to": to}
    assert one.data["user_id"] == 1
    assert one.data.get("won") is (True if event is CLOSED else None)


def test_reopening_is_told_and_what_changes_no_stage_is_not(store: Store):
    with owning(store) as unit:
        webhook, number = a_webhook(unit), an_opportunity(unit)
        unit.opportunities.edit(number, title="300 seats", probability=40)
        unit.opportunities.comment(number, "They ask for more")
        unit.opportunities.close(number, False, NOON)
        unit.opportunities.reopen(number)

    assert told(store, webhook) == [("closed", number), ("reopened", number)]
    with store.read() as unit:
        reopened, closed = unit.deliveries.of(webhook, 9)
    assert closed.data["won"] is False
    assert reopened.data["stage"] == {"from": "Closed Lost", "to": "Prospecting"}


def test_an_item_is_told_once_for_each_history_that_it_comes_into(store: Store):
    with owning(store) as unit:
        webhook, first, second = a_webhook(unit), an_opportunity(unit), an_opportunity(unit, "Support")
        mailbox = a_mailbox(unit).id
        folder = a_folder(unit, mailbox).id
        for _ in range(2):  # the same page once more, as after a crash
            unit.history.save(mailbox, folder, [linked("S1", first), linked("S2", first)], now=NOON)
        item = unit.items.history(HistoryOf(number=first))[0].item_id
        unit.items.link(item, second)
        note = unit.notes.add(HistoryOf(number=second), "They call back").id

    assert told(store, webhook) == [("linked", first), ("linked", first), ("linked", second), ("linked", second)]
    with store.read() as unit:
        by_note, by_hand, *_ = unit.deliveries.of(webhook, 9)
    assert by_hand.data["item"] == {"id": item, "kind": "email"}
    assert by_note.data["item"] == {"id": note, "kind": "note"}
    assert {"subject", "author", "body", "evidence"} & {*by_hand.data, *by_hand.data["item"]} == set()


def test_each_webhook_is_told_what_it_asked_for_in_messages_of_its_own(store: Store):
    with owning(store) as unit:
        all_of_it = a_webhook(unit)
        closed = a_webhook(unit, CLOSED, url="https://crm.us.example/")
        number = an_opportunity(unit)
        moved_by_itself(unit, number)
        unit.opportunities.close(number, True, NOON)

    assert told(store, all_of_it) == [("stage_changed", number), ("closed", number)]
    assert told(store, closed) == [("closed", number)]
    with store.read() as unit:
        messages = [one.message for webhook in (all_of_it, closed) for one in unit.deliveries.of(webhook, 9)]
    assert len(set(messages)) == 3


def test_what_was_taken_back_is_not_told(store: Store):
    with owning(store) as unit:
        webhook, number = a_webhook(unit), an_opportunity(unit)

    with suppress(NotFound), owning(store) as unit:
        unit.opportunities.close(number, True, NOON)
        unit.opportunities.get(999)  # and the whole transaction is undone

    assert told(store, webhook) == []


# --- in which order ---------------------------------------------------------------------------------------------------


def test_of_one_opportunity_nothing_overtakes_and_others_do_not_wait_for_it(store: Store, clock: Clock):
    with owning(store) as unit:
        webhook, first, second = a_webhook(unit), an_opportunity(unit), an_opportunity(unit, "Support")
        moved_by_itself(unit, first)
        unit.opportunities.close(first, True, NOON)
        moved_by_itself(unit, second)
    moved = next_of(store, webhook, clock)
    with store.write() as unit:
        unit.deliveries.failed(moved, "it answers with 400", clock.now, 400)

    assert known(store, webhook).due_at == clock.now + timedelta(seconds=5)
    with store.read() as unit:
        assert unit.deliveries.next(webhook, clock.now) is None
        assert unit.deliveries.webhooks_due(clock.now) == []

    clock.forward(timedelta(seconds=5))
    again = next_of(store, webhook, clock)
    assert (again.id, again.message, again.attempts) == (moved.id, moved.message, 1)
    with store.write() as unit:
        unit.deliveries.failed(again, "it answers with 400", clock.now, 400)
    clock.forward(timedelta(seconds=9))
    with store.read() as unit:
        assert unit.deliveries.next(webhook, clock.now) is None  # the webhook waits 10 s after two failures
    clock.forward(timedelta(seconds=1))
    with store.write() as unit:
        unit.deliveries.arrived(next_of(store, webhook, clock), 200, clock.now)
    assert next_of(store, webhook, clock).event is CLOSED
    assert (known(store, webhook).failures, known(store, webhook).failing_since) == (0, None)


def test_an_opportunity_whose_message_is_refused_holds_back_itself_alone(store: Store, clock: Clock):
    with owning(store) as unit:
        webhook, first, second = a_webhook(unit), an_opportunity(unit), an_opportunity(unit, "Support")
        moved_by_itself(unit, first)
        unit.opportunities.close(first, True, NOON)
        moved_by_itself(unit, second)
    for _ in range(4):
        with store.write() as unit:
            unit.deliveries.failed(next_of(store, webhook, clock), "no", clock.now)
        clock.now = known(store, webhook).due_at or clock.now
    with store.write() as unit:
        unit.deliveries.failed(next_of(store, webhook, clock), "no", clock.now, asked=10 * HOUR)

    assert known(store, webhook).due_at == clock.now + HOUR  # as long as is asked for, within reason
    clock.forward(HOUR - MINUTE)
    with store.write() as unit:
        unit.act_as(OWNER)
        unit.webhooks.pause(webhook)
        unit.webhooks.resume(webhook)
    assert next_of(store, webhook, clock).number in (first, second)


@pytest.mark.parametrize("failures", range(1, 16))
def test_the_wait_doubles_up_to_an_hour(store: Store, clock: Clock, failures: int):
    with owning(store) as unit:
        webhook = a_webhook(unit)
        moved_by_itself(unit, an_opportunity(unit))
    for _ in range(failures):
        clock.now = known(store, webhook).due_at or clock.now
        with store.write() as unit:
            unit.deliveries.failed(next_of(store, webhook, clock), "no answer", clock.now)
    due = known(store, webhook).due_at
    assert due is not None
    assert due - clock.now == min(timedelta(seconds=5 * 2 ** (failures - 1)), HOUR)


def test_two_processes_do_not_send_to_one_webhook_at_once(store: Store, clock: Clock):
    with owning(store) as unit:
        webhook = a_webhook(unit)

    def claimed(owner: str, *dead: str) -> bool:
        with store.write() as unit:
            return unit.deliveries.claim(webhook, owner, MINUTE, clock.now, lambda one: one in dead)

    assert claimed("a")
    assert claimed("a")
    assert not claimed("b")
    assert claimed("b", "a")
    assert not claimed("a")
    clock.forward(2 * MINUTE)
    assert claimed("a")
    with store.write() as unit:
        unit.deliveries.release(webhook, "b")
        assert not unit.deliveries.claim(webhook, "b", MINUTE, clock.now, lambda one: False)
        unit.deliveries.release(webhook, "a")
        assert unit.deliveries.claim(webhook, "b", MINUTE, clock.now, lambda one: False)
        assert not unit.deliveries.claim(999, "b", MINUTE, clock.now, lambda one: False)


# --- what is given up, and what an owner does -------------------------------------------------------------------------


def test_a_receiver_that_is_silent_for_days_is_given_up_on_and_what_is_newer_is_not(store: Store, clock: Clock):
    with owning(store) as unit:
        webhook, first = a_webhook(unit), an_opportunity(unit)
        moved_by_itself(unit, first)
        unit.opportunities.close(first, True, NOON)
    with store.write() as unit:
        assert not unit.deliveries.failed(next_of(store, webhook, clock), "no answer", clock.now)
    clock.forward(GIVEN_UP_AFTER)
    with owning(store) as unit:
        moved_by_itself(unit, an_opportunity(unit, "Support"))
    with store.write() as unit:
        assert unit.deliveries.failed(next_of(store, webhook, clock), "no answer", clock.now)

    found = known(store, webhook)
    assert (found.waiting, found.given_up, found.reason) == (1, 2, "no answer")
    assert [one for one, _ in told(store, webhook)] == ["stage_changed"]

    with owning(store) as unit:  # who put it right has them sent once more
        assert (unit.webhooks.resume(webhook).waiting, unit.webhooks.get(webhook).given_up) == (3, 0)
    assert next_of(store, webhook, clock).attempts == 0


def test_a_daemon_that_was_away_for_days_gives_nothing_up_untried(store: Store, clock: Clock):
    with owning(store) as unit:
        webhook = a_webhook(unit)
        moved_by_itself(unit, an_opportunity(unit))
    clock.forward(2 * GIVEN_UP_AFTER)
    with store.write() as unit:
        assert not unit.deliveries.failed(next_of(store, webhook, clock), "no answer", clock.now)
    assert known(store, webhook).waiting == 1


def test_a_paused_webhook_is_sent_nothing_and_what_happens_meanwhile_waits(store: Store, clock: Clock):
    with owning(store) as unit:
        webhook, number = a_webhook(unit), an_opportunity(unit)
        assert unit.webhooks.pause(webhook).paused_at == NOON
        moved_by_itself(unit, number)
        assert unit.deliveries.webhooks_due(NOON) == []
        assert unit.deliveries.next(webhook, NOON) is None
        unit.webhooks.resume(webhook)
        assert unit.deliveries.webhooks_due(NOON) == [webhook]
        unit.webhooks.pause(webhook)
        assert unit.webhooks.resume(webhook, drops=True).waiting == 0
        assert [(one.record_id, one.after) for one in unit.audit.latest(9, record=Record.WEBHOOK)] == [
            (webhook, act) for act in ("resumed", "paused", "resumed", "paused", "added")
        ]


def test_a_receiver_that_is_gone_pauses_its_webhook(store: Store, clock: Clock):
    with owning(store) as unit:
        webhook = a_webhook(unit)
        moved_by_itself(unit, an_opportunity(unit))
    with store.write() as unit:
        unit.deliveries.gone(next_of(store, webhook, clock), "it answers that it is gone (410)", clock.now, 410)
    found = known(store, webhook)
    assert (found.paused_at, found.paused_why, found.waiting) == (NOON, "it answers that it is gone (410)", 1)


def test_what_was_done_is_forgotten_after_a_while_and_what_waits_is_not(store: Store, clock: Clock):
    with owning(store) as unit:
        webhook, paused = a_webhook(unit), a_webhook(unit, url="https://crm.us.example/")
        first, second = an_opportunity(unit), an_opportunity(unit, "Support")
        moved_by_itself(unit, first)
        moved_by_itself(unit, second)
    with store.write() as unit:
        unit.deliveries.arrived(next_of(store, webhook, clock), 204, clock.now)
    with owning(store) as unit:
        unit.webhooks.pause(paused)
        assert unit.deliveries.forget(NOON) == 0
        assert unit.deliveries.forget(NOON + MINUTE) == 3
    assert told(store, webhook) == [("stage_changed", second)]
    assert told(store, paused) == []


def test_a_test_waits_for_nothing(store: Store, clock: Clock):
    with owning(store) as unit:
        webhook = a_webhook(unit, CLOSED)
        unit.telling.test(webhook)
    assert next_of(store, webhook, clock).event is EventKind.TEST
    assert told(store, webhook) == [("test", None)]


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        lambda unit: unit.webhooks.add("https://other.example/", EVENTS, SALTS),
        lambda unit: unit.webhooks.all(),
        lambda unit: unit.webhooks.find("1"),
        lambda unit: unit.webhooks.pause(1),
        lambda unit: unit.webhooks.resume(1),
        lambda unit: unit.webhooks.new_secret(1, SALTS),
        lambda unit: unit.webhooks.delete(1),
    ],
)
def test_webhooks_are_owners_affair(store: Store, act: Callable[[Unit], object]):
    with owning(store) as unit:
        a_webhook(unit)
    with store.write() as unit:
        unit.act_as(Actor("Bob", 2, Role.MEMBER))
        with pytest.raises(NotAllowed):
            act(unit)
    assert known(store, 1).paused_at is None


def test_there_are_only_so_many_and_none_twice(store: Store):
    with owning(store) as unit:
        first = a_webhook(unit)
        with pytest.raises(Invalid, match="another webhook has the same"):
            a_webhook(unit)
        for place in range(1, MOST):
            a_webhook(unit, url=f"{URL}/{place}")
        with pytest.raises(Invalid, match="as many as can be"):
            a_webhook(unit, url=f"{URL}/more")
        moved_by_itself(unit, an_opportunity(unit))
        unit.webhooks.delete(first)
        with pytest.raises(NotFound):
            unit.webhooks.find(str(first))
        assert unit.deliveries.of(first, 9) == []
        assert a_webhook(unit) > MOST  # an id is never given twice


def test_a_secret_that_was_replaced_holds_for_a_day_unless_the_key_is_another(store: Store):
    with owning(store) as unit:
        webhook = a_webhook(unit)
        replaced = unit.webhooks.new_secret(webhook, Salts("ne7", "519n")).salts
        assert (replaced.now, replaced.before, replaced.before_until) == ("ne7", "5a17", NOON + timedelta(days=1))
        other_key = unit.webhooks.new_secret(webhook, Salts("2nd", "07he2")).salts
        assert (other_key.now, other_key.key_sign, other_key.before, other_key.before_until) == (
            "2nd",
            "07he2",
            "",
            None,
        )
