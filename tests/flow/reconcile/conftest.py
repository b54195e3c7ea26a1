"""A firm to reconcile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flow.firm import ANN, Firm
from tests.flow.reconcile.reconciling import gaps, reconcile


@pytest.fixture
def settled(firm: Firm) -> Iterator[Firm]:
    """A firm with an opportunity whose mailboxes were read."""
    firm.opportunity("200 seats")
    firm.outlook().deliver_mail(ANN, "known")
    firm.cycle()
    firm.cycle()  # our own stamps come back
    yield firm
    with firm.store.read() as unit:
        assert all(one.adds_up for one in unit.mailboxes.status())
    assert gaps(reconcile(firm)) == {}, "reconciled twice, nothing is found"
