"""docs/reliability.md: `python -m tests.flow.faults.document > docs/reliability.md` lives through all that it tells.

With names of connectors and databases behind it, it tells those parts alone.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

from tests.flow.faults import database_life
from tests.flow.faults.database_life import DatabaseTold
from tests.flow.faults.database_troubles import DATABASES, DatabaseTrouble
from tests.flow.faults.life import Told
from tests.flow.faults.living import CONNECTORS, lived_through
from tests.flow.faults.troubles import Trouble
from tests.postgres import running_postgres

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
    return _line(cells)


DATABASE_HEAD = """
## What a database may do

The same life with a trouble of the database instead, which is that of both mailboxes: a real file, or a real server of
PostgreSQL. Nothing is restarted but what the line says; the service itself never is. It pauses for 150 seconds at the
most, as under the shipped unit.

- **the log says**: the first sentence, and how many lines there are: one for each try.
- **`/readyz`**: what it answers with 503; *ready*, where mailboxes have their turns. `systemctl status` has the same
  sentence. Pages answer 503 with it, and programs 503 without.
- **`status --check`**: the last answer that is not OK. A service that cannot write to the database cannot say there
  that it lives: `status` tries to write, too, and says what comes of it.
"""
DATABASE_COLUMNS = (
    "what goes wrong",
    "the log says",
    "times",
    "`/readyz`",
    "`status --check`",
    "back after",
    "lost",
    "doubled",
    "sent",
)


def database_row(trouble: DatabaseTrouble, told: DatabaseTold) -> str:
    """Its line in the table."""
    ready = "the same" if told.ready and told.ready == told.logged else told.ready or "ready"
    return _line(
        (
            *(trouble.name, told.logged, told.lines, ready, told.checked),
            "never" if told.back_after is None else _in_words(told.back_after),
            *(told.lost, told.doubled, told.sent),
        )
    )


def _line(cells: tuple[object, ...]) -> str:
    return f"| {' | '.join(str(cell).replace('|', ' ') for cell in cells)} |"


def _in_words(time: timedelta) -> str:
    """In minutes, begun ones as whole."""
    minutes = -(-int(time.total_seconds()) // 60)
    return f"{minutes} min"


def written(only: Collection[str] = ()) -> Iterator[str]:
    """The page, piece by piece, or some parts of it."""
    if not only:
        yield HEAD
    for connector, troubles in CONNECTORS.items():
        if connector in (only or CONNECTORS):
            yield _beginning(f"## {connector}", COLUMNS)
            for trouble in troubles:
                with tempfile.TemporaryDirectory() as folder:
                    yield row(trouble, lived_through(trouble, connector, Path(folder))) + "\n"
    if not only:
        yield DATABASE_HEAD
    for database, harms in DATABASES.items():
        if database in (only or DATABASES):
            yield _beginning(f"### {database}", DATABASE_COLUMNS)
            is_server = database == "PostgreSQL"
            with running_postgres(loses_a_moment=False) if is_server else nullcontext() as server:
                for harm in harms:
                    with tempfile.TemporaryDirectory() as folder:
                        Path(folder).chmod(0o755)  # the server is another user
                        yield database_row(harm, database_life.lived_through(harm, Path(folder), server)) + "\n"


def _beginning(title: str, columns: tuple[str, ...]) -> str:
    return f"\n{title}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"


if __name__ == "__main__":
    for piece in written(sys.argv[1:]):
        print(piece, end="", flush=True)
