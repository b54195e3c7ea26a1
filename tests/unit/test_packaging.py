"""The installed program: its packages are nobody else's, and its pins name no index."""

from __future__ import annotations

import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("package", ["config", "connectors", "daemon", "simulator", "store"])
def test_no_other_distribution_installs_a_package_of_the_same_name(package: str):
    assert set(packages_distributions().get(package, [])) <= {"dealtrail"}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_hashes_and_no_host_is_named(name: str):
    text = (ROOT / name).read_text()
    pinned = re.findall(r"^\S+==\S+.*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE)

    assert len(pinned) == len(re.findall(r"^[a-z]", text, re.MULTILINE)) > 30
    assert "://" not in text
