"""The installed program: its packages are nobody else's, and its pins name no index."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from daemon.cli.version import EXTRAS
from shipping.debian.control import version_of

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


def test_the_version_is_semantic_and_the_newest_that_the_changelog_tells_of():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", told)
    released = [line for line in headings if line != "Unreleased"]
    assert [line for line in released if not re.fullmatch(r"\d+\.\d+\.\d+\S* — \d{4}-\d\d-\d\d", line)] == []
    assert headings[:1] == ["Unreleased"] or released[0].split()[0] == told


def test_a_report_of_a_fault_tells_of_every_extra():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]

    assert all(any(one.startswith(EXTRAS[name]) for one in extras[name]) for name in ("s3", "telemetry", "web"))
    assert EXTRAS.keys() == extras.keys()


@pytest.mark.parametrize(
    ("wheel", "debian"),
    [
        ("dealtrail-0.1.0-py3-none-any.whl", "0.1.0"),
        ("dealtrail-0.2.0rc1-py3-none-any.whl", "0.2.0~rc1"),
        ("dealtrail-1.0.0.dev3-py3-none-any.whl", "1.0.0~dev3"),
    ],
)
def test_what_comes_before_a_release_sorts_before_it_in_debian(wheel: str, debian: str):
    assert version_of(Path(wheel)) == debian
