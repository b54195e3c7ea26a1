"""`python -m daemon.cli.manual FOLDER`: writes man1/ and man5/ below it."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

from daemon.cli.manual.commands import pages
from daemon.cli.manual.configuration import configuration


def write(folder: Path, day: date) -> None:
    """All pages, as those of a day."""
    program = f"dealtrail {version('dealtrail')}"
    for name, text in (*pages(day, program), ("dealtrail.toml.5", configuration(day, program))):
        path = folder / f"man{name[-1]}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    # The day of the release, for whoever makes the same pages once more; else today.
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    write(Path(sys.argv[1]), (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date())
