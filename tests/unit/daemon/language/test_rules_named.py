"""Rules of linking have words for people, whatever the documents of linking name."""

import re
from pathlib import Path

from daemon.language.vocabulary import WORDS
from daemon.link.rules import EXCLUSIONS

LINKING = Path(__file__).parents[4] / "docs/linking.md"


def test_every_rule_that_decides_has_a_word():
    rows = re.findall(r"^\| \d* ?\| ((?:`[^`]+`(?:, )?)+) \|", LINKING.read_text(encoding="utf-8"), re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert len(named) > 12
    assert named | EXCLUSIONS <= WORDS["Rule"].keys()
