"""A turn that took too long: another process has its mailbox by then, and nothing that it read is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.mailbox import Mailbox
from daemon.service.loop import Loop
from tests.flow.contents import Contents, contents, differences
from tests.flow.firm import ANN, BOB, Firm

OTHER = "mail.us.example/17/5"
SLOW = timedelta(minutes=11)  # a lease lasts for ten


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


class Slow:
    """A mailbox whose server takes its time over one page: until then another process has taken the mailbox over."""

    def __init__(self, inner: Mailbox, firm: Firm, page: int) -> None:
        self._inner, self._firm, self._left = inner, firm, page
        self.then: Contents = {}

    def changes(self, *arguments: Any, **named: Any) -> Any:
        found = self._inner.changes(*arguments, **named)
        self._left -= 1
        if self._left == 0:
            now = self._firm.clock.tick(SLOW)
            with self._firm.store.write() as unit:
                taken = unit.mailboxes.claim(
                    owner=OTHER,
                    lease=timedelta(minutes=10),
                    every=timedelta(minutes=1),
                    now=now,
                    address=BOB,
                    only_due=False,
                )
            assert taken
            self.then = contents(self._firm.url)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.fixture
def settled(firm: Firm) -> Iterator[Firm]:
    """A first mail is linked and stamped, a second one is there."""
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.outlook().deliver_mail(ANN, "first")
    firm.cycle()
    firm.cycle()
    firm.outlook().deliver_mail(ANN, "second")
    yield firm
    assert firm.simulator.sent == []


@pytest.mark.parametrize("page", [1, 2])
def test_who_lost_the_mailbox_stores_nothing_and_who_has_it_does_all_once(settled: Firm, page: int):
    firm, opened = settled, []

    def open_slowly(address: str) -> Any:
        opened.append(Slow(firm.context.open_mailbox(address), firm, page))
        return opened[-1]

    loser = replace(firm.context, owner="mail.us.example/16/4", open_mailbox=open_slowly)
    [turn] = Loop(loser).once(BOB)

    assert turn.failure == f"{BOB}: was taken over by {OTHER}; this turn ends here and what it read is read again"
    assert differences(opened[0].then, contents(firm.url)) == {}
    with firm.store.write() as unit:
        unit.mailboxes.release_owner(OTHER)
    for _ in range(2):
        firm.cycle()
    assert sorted(firm.history(1)) == ["first", "second"]
    items = firm.simulator.mailbox(BOB).folder("inbox").items.values()
    assert [item.categories for item in items] == [["OPP-1 200 seats"]] * 2
