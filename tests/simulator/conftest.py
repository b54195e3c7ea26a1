"""Who asks the Graph face, each at a simulator of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator.graph_asking import Desk, at_desk
from tests.simulator.graph_client import Client, a_client


@pytest.fixture
def desk() -> Iterator[Desk]:
    with at_desk() as one:
        yield one


@pytest.fixture
def client() -> Iterator[Client]:
    with a_client() as one:
        yield one
