"""A mailbox with much to bring in takes no turn away from others for long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from connectors.ews import request
from daemon import context
from tests.flow.firm import ANN, BOB, EVE, Firm
from tests.flow.service import Log, serve_until, turns

MAILS = 20
GIVES_WAY = "other mailboxes wait: the turn goes on after theirs"


@pytest.fixture
def where() -> str:
    return "exchange"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two mails, of which a turn brings in four before others have theirs."""
    monkeypatch.setattr(request, "PAGE", 2)
    monkeypatch.setattr(context, "ENOUGH", 4)


class Seen:
    """A mailbox whose first page comes once the service has looked round twice: by then it knows who waits."""

    def __init__(self, inner: Any, looked_round: Event) -> None:
        self._inner, self._looked_round = inner, looked_round

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def changes(self, *asked: Any) -> Any:
        assert self._looked_round.wait(60)
        return self._inner.changes(*asked)


def served(firm: Firm, workers: int, is_enough: Callable[[Log], bool]) -> Log:
    looked_round, rounds, inner = Event(), 0, firm.context.open_mailbox

    def is_over(log: Log) -> bool:
        nonlocal rounds
        rounds += 1
        if rounds == 4:
            firm.clock.tick(timedelta(seconds=1))
            looked_round.set()
        return is_enough(log)

    def opening(address: str) -> Any:
        return Seen(inner(address), looked_round)

    firm.context = replace(firm.context, workers=workers, open_mailbox=opening)
    return serve_until(firm, is_over)


def a_full_mailbox(firm: Firm) -> list[str]:
    firm.opportunity("200 seats")
    return [firm.outlook(BOB).deliver_mail(ANN, f"m{number}") for number in range(MAILS)]


def gave_way(log: Log) -> list[str]:
    return [one["mailbox"] for one in log if one["event"] == GIVES_WAY]


def is_all_in(firm: Firm, mails: list[str]) -> bool:
    are_stamped = all(firm.categories(mail) == ["OPP-1 200 seats"] for mail in mails)
    return sorted(firm.history(1)) == sorted(f"m{number}" for number in range(MAILS)) and are_stamped


def test_others_have_their_turns_between_and_nothing_is_lost(firm: Firm) -> None:
    mails = a_full_mailbox(firm)

    log = served(firm, 1, lambda log: len(turns(log)) == 3)

    assert turns(log) == [(BOB, True), (EVE, True), (BOB, True)]
    assert gave_way(log) == [BOB]
    assert is_all_in(firm, mails)


def test_where_somebody_is_free_for_the_others_a_turn_goes_on(firm: Firm) -> None:
    mails = a_full_mailbox(firm)

    log = served(firm, 2, lambda log: len(turns(log)) == 2)

    assert sorted(turns(log)) == [(BOB, True), (EVE, True)]
    assert gave_way(log) == []
    assert is_all_in(firm, mails)


def test_nobody_gives_way_to_himself(firm: Firm) -> None:
    """A turn that is longer than the interval is due itself."""
    mails = a_full_mailbox(firm)
    with firm.store.write() as unit:
        unit.mailboxes.register({BOB: False, EVE: False})
        late = firm.clock() + timedelta(days=1)
        assert unit.mailboxes.claim(
            owner=firm.context.owner, lease=timedelta(1), every=timedelta(1), now=late, address=EVE, only_due=False
        )
    firm.context = replace(firm.context, every=timedelta(microseconds=1))

    log = served(firm, 1, lambda log: len(turns(log)) == 1)

    assert gave_way(log) == []
    assert is_all_in(firm, mails)
