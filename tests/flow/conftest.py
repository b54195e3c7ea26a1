"""Fixtures for whole cycles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.firm import Clock, Firm, a_firm
from tests.sampled import is_among
from tests.simulated import simulated

# Each promise is held on SQLite every time. What the store does alike on PostgreSQL its own contract says, whole; that
# cycles come to the same there, too, each commit shows for others of them, and `make soak` for all.
EVERY = 3
# The same of Microsoft 365: its connector's contract is whole, and whole cycles over Graph are others with each commit.
EVERY_IN_CLOUD = 12
# What a server may do is lived through by each commit for others of them: two seconds each.
EVERY_TROUBLE = 4
FLOW = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of whole cycles on PostgreSQL and over Graph, leave the others out, where all tests run; what is named runs."""
    if list(config.args) != list(config.getini("testpaths")):
        return
    left_out = {item for item in items if is_repeated(item) and not is_among("databases", item.nodeid, EVERY)}
    left_out |= {item for item in items if is_in_cloud(item) and not is_among("clouds", item.nodeid, EVERY_IN_CLOUD)}
    left_out |= {item for item in items if is_trouble(item) and not is_among("troubles", item.nodeid, EVERY_TROUBLE)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def is_repeated(item: pytest.Item) -> bool:
    """Whether it is a whole cycle on PostgreSQL, which runs on SQLite as well."""
    called = getattr(item, "callspec", None)
    return called is not None and "postgresql" in called.params.values() and item.path.is_relative_to(FLOW)


def is_trouble(item: pytest.Item) -> bool:
    """Whether it lives through something that a server does."""
    called = getattr(item, "callspec", None)
    return called is not None and "trouble" in called.params


def is_in_cloud(item: pytest.Item) -> bool:
    """Whether it is a whole cycle over Graph, which runs over EWS as well."""
    called = getattr(item, "callspec", None)
    return called is not None and called.params.get("where") == "cloud"


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
