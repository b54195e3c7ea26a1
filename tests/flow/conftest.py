"""Fixtures for whole cycles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.firm import Clock, Firm, a_firm
from tests.simulated import simulated


@pytest.fixture
def database() -> str:
    """The url of the firm's database; "" for a SQLite file in the test's folder."""
    return ""


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> str:
    """For modules whose promises are to hold on both: `database` is overridden with this."""
    return str(request.getfixturevalue("postgres_url")) if request.param == "postgresql" else ""


@pytest.fixture
def firm(tmp_path: Path, database: str) -> Iterator[Firm]:
    clock = Clock()
    with simulated(clock=clock) as simulator, a_firm(simulator, clock, tmp_path, database) as found:
        yield found
        assert simulator.sent == []
