"""Tables of rules and values run whole with every commit, but for what is marked as taking long."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sampled import leave_out

ONE_IN = 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items, Path(__file__).parent, ONE_IN)
