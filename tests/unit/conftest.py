"""Tables of rules and values run whole with every commit, but for what is marked as taking long."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.domain_coverage import SHOWN, rows_of
from tests.sampled import leave_out

ONE_IN = 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.stash[SHOWN] = rows_of(items)  # while all are there
    leave_out(config, items, Path(__file__).parent, ONE_IN)
