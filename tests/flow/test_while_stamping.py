"""What its user changes between our reading of an item and our stamp on it is news, and no echo of the stamp."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.mailbox import Stamp
from tests.flow.firm import ANN, BOB, MORNING, Firm


class Meddled:
    """A mailbox that stays open, in which something happens before the next stamps are written."""

    def __init__(self, inner: Any, act: Callable[[], object]) -> None:
        self._inner, self._acts = inner, [act]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def stamp(self, stamps: Sequence[Stamp]) -> Any:
        if self._acts:
            self._acts.pop()()
        return self._inner.stamp(stamps)

    def close(self) -> None:
        """It is used on in the next turn."""


@pytest.mark.parametrize("is_mail", [True, False])
def test_what_a_user_does_before_our_stamp_is_noticed_in_the_next_turn(firm: Firm, is_mail: bool):
    firm.opportunity("200 seats")
    outlook = firm.outlook()
    firm.cycle(BOB)
    if is_mail:
        item = outlook.deliver_mail(ANN, "Offer")
    else:
        item = outlook.appoint("Offer", MORNING + timedelta(days=1), attendees=[ANN])
    opened = Meddled(firm.context.open_mailbox(BOB), lambda: outlook.set_sensitivity(item, "Private"))
    firm.context = replace(firm.context, open_mailbox=lambda _: opened)

    for _ in range(2):
        firm.cycle(BOB)

    with firm.store.read() as unit:
        (found,) = unit.history.explain("Offer")
    assert [copy.pointer.is_private for copy in found.copies] == [True]


@pytest.mark.parametrize("where", ["exchange"])  # whose own requests are counted
def test_a_stamp_on_an_appointment_is_not_read_again_and_one_on_a_series_is(firm: Firm):
    firm.opportunity("200 seats")
    outlook = firm.outlook()
    firm.cycle(BOB)
    opened = Meddled(firm.context.open_mailbox(BOB), lambda: None)
    firm.context = replace(firm.context, open_mailbox=lambda _: opened)
    read = []

    for title, rule in (("Demo", ""), ("Weekly", "FREQ=WEEKLY;COUNT=3")):
        outlook.appoint(title, MORNING + timedelta(days=1), attendees=[ANN], rule=rule)
        firm.cycle(BOB)
        firm.simulator.journal.clear()
        firm.cycle(BOB)
        read.append(firm.simulator.journal.count("GetItem"))

    assert read[0] == 0
    assert read[1] > 0
