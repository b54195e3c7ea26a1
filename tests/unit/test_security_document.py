"""What docs/security.md says is proven has a test of that name."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "security.md").read_text()
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", DOCUMENT)
THREATS = (
    "Hostile mail",
    "A server that lies",
    "A stolen login or token",
    "A curious colleague",
    "A hostile page in a colleague's browser",
    "The supply chain",
    "A stolen backup or disk",
    "An administrator's mistakes",
)


def test_every_test_that_is_named_is_there() -> None:
    assert len(NAMED) >= 30
    missing = [
        f"{file}::{name}"
        for file, name in NAMED
        if not (ROOT / file).exists() or (name and f"def {name}(" not in (ROOT / file).read_text())
    ]
    assert missing == []


def test_every_threat_has_what_is_done_with_its_proof_and_what_remains() -> None:
    parts = dict(re.findall(r"(?ms)^## ([^\n]+)\n(.*?)(?=^## |\Z)", DOCUMENT))

    for threat in THREATS:
        rows = [line for line in parts[threat].splitlines() if line.startswith("| ")][1:]
        assert rows, threat
        assert [row for row in rows if not re.search(r"`tests/", row)] == []
        assert threat == THREATS[-1] or "*What remains:*" in parts[threat], threat
