"""`python -m tests.flow.week.service CONFIG CLOCK`: the service as it is built from a configuration, on that clock.

All but the clock is that of `dealtrail run`. It ends as that does, or dies when it is killed.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from config import log
from config.renewal import Renewal
from config.settings import load
from daemon import bootstrap
from daemon.service import Notifier, serve
from store.database import Store
from tests.flow.week.clock import PassingOn, SharedClock

POOLED = "pooled"  # the file, beside the clock, with how many threads and files are in pools when somebody looks
_FILES = {"sqlite": 2, "postgresql": 1}  # of a connection: the database and its write-ahead log, or a socket
_POOLS = ("mailbox", "beside")  # of the loop: bounded, and started one by one as they are needed


def main(config: Path, clock_file: Path) -> None:
    clock, loaded = SharedClock(clock_file), load(config)
    log.configure("json", "warning")
    renewal = Renewal(loaded, lambda: load(config))
    with closing(bootstrap.open_store(loaded.settings, clock)) as store:
        signal.signal(signal.SIGUSR1, lambda _number, _frame: _is_looked_at(clock_file.with_name(POOLED), store))
        context = bootstrap.context(loaded.settings, store, renewal, clock)
        stop = PassingOn(clock, lambda: bool(context.progress.turns().running))
        with closing(replace(context, stop=stop)) as context:
            serve(context, Notifier.from_environment(os.environ))


def _is_looked_at(pooled: Path, store: Store) -> None:
    """Forget what only refers to itself, before memory is looked at, and tell what psutil cannot see."""
    gc.collect()
    threads = sum(one.name.startswith(_POOLS) for one in threading.enumerate())
    engines = {store._reading, store._looking, store._writing}  # what rests in them nobody else can tell
    files = sum(_FILES[one.dialect.name] * one.pool.checkedin() for one in engines)
    pooled.write_text(f"{threads} {files}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
