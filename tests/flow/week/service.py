"""`python -m tests.flow.week.service CONFIG CLOCK`: the service as it is built from a configuration, on that clock.

All but the clock is that of `dealtrail run`. It ends as that does, or dies when it is killed.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from config import log
from config.renewal import Renewal
from config.settings import load
from daemon import bootstrap
from daemon.service import Notifier, serve
from tests.flow.week.clock import PassingOn, SharedClock


def main(config: Path, clock_file: Path) -> None:
    clock, loaded = SharedClock(clock_file), load(config)
    log.configure("json", "warning")
    signal.signal(signal.SIGUSR1, lambda _number, _frame: gc.collect())  # before its memory is looked at
    renewal = Renewal(loaded, lambda: load(config))
    with closing(bootstrap.open_store(loaded.settings, clock)) as store:
        context = bootstrap.context(loaded.settings, store, renewal, clock)
        stop = PassingOn(clock, lambda: bool(context.progress.turns().running))
        with closing(replace(context, stop=stop)) as context:
            serve(context, Notifier.from_environment(os.environ))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
