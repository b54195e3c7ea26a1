"""Databases with dealtrail's tables: copies of one that each test process makes; migrations cost more than a test."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from store.database import migrate


@cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory(prefix="dealtrail-template-") as folder:
        path = Path(folder, "template.sqlite")
        migrate(f"sqlite:///{path}")
        return path.read_bytes()


def a_file(path: Path) -> str:
    """Write a SQLite file with the newest tables and nothing in them; its url."""
    path.write_bytes(_migrated_file())
    return f"sqlite:///{path}"
