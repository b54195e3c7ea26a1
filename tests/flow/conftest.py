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
FLOW = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of whole cycles on PostgreSQL, leave the others out, where all tests run; those that are named run."""
    if list(config.args) != list(config.getini("testpaths")):
        return
    left_out = {item for item in items if is_repeated(item) and not is_among("databases", item.nodeid, EVERY)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def is_repeated(item: pytest.Item) -> bool:
    """Whether it is a whole cycle on PostgreSQL, which runs on SQLite as well."""
    called = getattr(item, "callspec", None)
    return called is not None and "postgresql" in called.params.values() and item.path.is_relative_to(FLOW)


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
