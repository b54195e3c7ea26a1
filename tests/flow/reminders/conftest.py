"""An opportunity with a reminder, on both databases."""

from __future__ import annotations

import pytest

from store.values import Opportunity
from tests.flow.firm import BOB, Firm
from tests.flow.reminders.reminding import TOMORROW, remind


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


@pytest.fixture
def deal(firm: Firm) -> Opportunity:
    """Bob's opportunity with a reminder tomorrow, already a task in his Outlook."""
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    remind(firm, deal, TOMORROW)
    firm.cycle()
    return deal
