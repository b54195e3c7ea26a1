"""What contract tests of both connectors share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sampled import leave_out

ONE_IN = 4  # of a test's rows, the two databases among them


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items, Path(__file__).parent, ONE_IN)


@pytest.fixture
def waits() -> list[float]:
    """The seconds that a connector waited; nobody really waits."""
    return []
