"""The handbook's configuration is one that works."""

import re
from pathlib import Path

import pytest

from tests.unit.config.desk import Desk

ROOT = Path(__file__).parents[3]
HANDBOOK = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", re.findall(r"(?ms)^```toml\n(.*?)^```", HANDBOOK))
def test_the_configuration_in_the_handbook_can_be_used(desk: Desk, text: str) -> None:
    desk.credential("dealtrail.exchange.password", "secret")

    desk.load(text).require_servers()


def test_the_files_that_the_handbook_installs_exist() -> None:
    named = set(re.findall(r"systemd/[\w.-]+/?[\w.-]*\.(?:conf|service)", HANDBOOK))

    assert named
    assert [
        name for name in sorted(named) if not (ROOT / name).exists() and not name.startswith("systemd/system")
    ] == []
