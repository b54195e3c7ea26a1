"""Who asks the Graph face, each at a simulator of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sampled import leave_out
from tests.simulator.graph_asking import Desk, at_desk
from tests.simulator.graph_client import Client, a_client

ONE_IN = 1  # what is marked as taking long runs by a share


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items, Path(__file__).parent, ONE_IN)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with at_desk() as one:
        yield one


@pytest.fixture
def client() -> Iterator[Client]:
    with a_client() as one:
        yield one
