"""What contract tests of both connectors share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.compiled import compile_once
from tests.sampled import leave_out

compile_once()

ONE_IN = 8  # of a test's rows, the two databases among them


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items, Path(__file__).parent, ONE_IN)


@pytest.fixture
def waits() -> list[float]:
    """The seconds that a connector waited; nobody really waits."""
    return []
