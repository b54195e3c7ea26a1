"""Fixtures for whole cycles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.firm import Clock, Firm, a_firm
from tests.simulated import simulated


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    clock = Clock()
    with simulated(clock=clock) as simulator, a_firm(simulator, clock, tmp_path) as found:
        yield found
        assert simulator.sent == []
