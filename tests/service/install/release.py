"""What a release consists of, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

DAY = datetime(2026, 3, 4, tzinfo=UTC)  # of which it says that it is


@dataclass(frozen=True)
class Release:
    tree: Path

    @property
    def share(self) -> Path:
        """Pages of the manual and completions."""
        return self.tree / "made"

    @property
    def wheel(self) -> Path:
        (found,) = (self.tree / "dist").glob("*.whl")
        return found

    @property
    def source(self) -> Path:
        (found,) = (self.tree / "dist").glob("*.tar.gz")
        return found
