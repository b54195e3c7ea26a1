"""What contract tests of both connectors share."""

from __future__ import annotations

import pytest


@pytest.fixture
def waits() -> list[float]:
    """The seconds that a connector waited; nobody really waits."""
    return []
