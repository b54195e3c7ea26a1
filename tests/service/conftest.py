"""Of the service as it is installed, each commit runs a share of what repeats a claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.server import Simulator
from tests.sampled import leave_out
from tests.service.site import Site, a_site

ONE_IN = 4  # of a test's rows: each starts processes, or types a dozen commands


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items, Path(__file__).parent, ONE_IN)


@pytest.fixture
def site(tmp_path: Path, simulator: Simulator) -> Site:
    return a_site(tmp_path, simulator)


@pytest.fixture(params=["sqlite", "postgresql"])
def site_of_either(tmp_path: Path, simulator: Simulator, request: pytest.FixtureRequest) -> Site:
    """The same on either database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    return a_site(tmp_path, simulator, url)
