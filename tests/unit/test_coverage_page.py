"""docs/coverage.md names what is there, in words that the next change does not make wrong."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
FULL = re.findall(r"`((?:config|connectors|daemon|simulator|store)/[\w/.]*)`", PAGE)


def test_each_file_that_is_named_is_there():
    assert len(FULL) > 10
    assert [name for name in FULL if not (ROOT / name).exists()] == []


def test_no_line_of_a_file_is_named_by_its_number():
    assert re.findall(r"`[\w/.]+\.py` \(\d", PAGE) == []
