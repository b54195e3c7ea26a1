"""Fixtures for whole cycles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.compiled import compile_once
from tests.flow.firm import Clock, Firm, a_firm
from tests.sampled import leave_out
from tests.simulated import simulated

compile_once()

ONE_IN = 12  # of a test's rows, those over Graph and on PostgreSQL among them: each is a whole cycle or more


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items, Path(__file__).parent, ONE_IN)


@pytest.fixture(params=["exchange", "cloud"])
def where(request: pytest.FixtureRequest) -> str:
    """Where the firm's mailboxes are; overridden with "exchange" in modules whose promises are about EWS."""
    return str(request.param)


@pytest.fixture
def database() -> str:
    """The url of the firm's database; "" for a SQLite file in the test's folder."""
    return ""


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> str:
    """For modules whose promises are to hold on both: `database` is overridden with this."""
    return str(request.getfixturevalue("postgres_url")) if request.param == "postgresql" else ""


@pytest.fixture
def firm(tmp_path: Path, database: str, where: str) -> Iterator[Firm]:
    clock, is_in_cloud = Clock(), where == "cloud"
    with (
        simulated(clock=clock, tls=is_in_cloud) as simulator,
        a_firm(simulator, clock, tmp_path, database, is_in_cloud=is_in_cloud) as found,
    ):
        yield found
        assert simulator.sent == []
