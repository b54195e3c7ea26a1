"""docs/reliability.md: `python -m tests.flow.faults.document > docs/reliability.md` lives through all that it tells."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tests.flow.faults.life import Told
from tests.flow.faults.living import CONNECTORS, lived_through
from tests.flow.faults.troubles import Trouble

DOCUMENT = Path(__file__).parent.parent.parent.parent / "docs" / "reliability.md"
HEAD = """\
# What a server may do, and what comes of it

Made by `python -m tests.flow.faults.document > docs/reliability.md`. The tests live through a part of it with every
commit and through all of it in `make soak`, and hold each line to this page.

The service's own loop reads two mailboxes, each once a minute. Then the trouble begins for one of them, lasts for
twenty minutes and a half, and is put right. All the while mail comes in to both every four minutes, and a reminder is
owed. Times are those of the test's clock: what is waited for goes by on it.

- **`status` says**: the sentence for the mailbox. The log has it once an hour, however often it is met. Nothing stands
  where the mailbox went on.
- **a minute, in all**: requests for the mailbox, the most in a minute and those of the whole trouble. Without any, they
  are about one a minute, and some more where something came in.
- **back after**: since it was right again, or passed, until everything was in, stamped and owed no more. A mailbox is
  looked at within five minutes; a refused login within an hour, or at once when it is changed or the service restarted.
- **the other**: the longest time between two turns of the other mailbox meanwhile; one login or one server is that of
  both.
- **lost, doubled, sent**: mails that never came into the history; items, tasks and categories that are there twice;
  what went to anybody.
"""
COLUMNS = (
    "what goes wrong",
    "`status` says",
    "a minute",
    "in all",
    "back after",
    "the other",
    "lost",
    "doubled",
    "sent",
)


def row(trouble: Trouble, told: Told) -> str:
    """Its line in the table."""
    cells = (
        *(trouble.name, told.said, told.a_minute, told.in_all),
        "never" if told.back_after is None else _in_words(told.back_after),
        *(_in_words(told.others_wait), told.lost, told.doubled, told.sent),
    )
    return f"| {' | '.join(str(cell).replace('|', ' ') for cell in cells)} |"


def _in_words(time: timedelta) -> str:
    """In minutes, begun ones as whole."""
    minutes = -(-int(time.total_seconds()) // 60)
    return f"{minutes} min"


def written() -> Iterator[str]:
    """The page, piece by piece."""
    yield HEAD
    for connector, troubles in CONNECTORS.items():
        yield f"\n## {connector}\n\n| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}\n"
        for trouble in troubles:
            with tempfile.TemporaryDirectory() as folder:
                yield row(trouble, lived_through(trouble, connector, Path(folder))) + "\n"


if __name__ == "__main__":
    for piece in written():
        print(piece, end="", flush=True)
