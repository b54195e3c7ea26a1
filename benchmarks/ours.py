"""Our side: one full cycle of the daemon over a mailbox, as the service runs it.

Run as a process of its own: `python -m benchmarks.ours CONFIG`. Prints one JSON object: items by outcome, CPU
seconds, peak memory in MiB.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import daemon  # noqa: F401 - first of all, as in the service: it says what libraries load without
from benchmarks.measure import cpu_seconds, peak_mib


def main(config: str) -> None:
    import structlog

    from config.sections import GraphServerSettings
    from config.settings import load
    from daemon import bootstrap
    from daemon.service.loop import Loop
    from daemon.service.owner import this_process  # noqa: F401 - imported before measuring, as is all the rest

    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    settings = load(Path(config)).settings
    for mailbox in settings.mailbox:  # the same of the connectors that it will use
        is_graph = isinstance(settings.server_of(mailbox), GraphServerSettings)
        import_module("connectors.graph.mailbox" if is_graph else "connectors.ews.mailbox")
    context = replace(bootstrap.context(settings, bootstrap.open_store(settings)), reconcile_at=None)  # a night's work
    loop = Loop(context)
    started = cpu_seconds()
    turns = loop.once()
    cost = cpu_seconds() - started
    failures = [turn.failure for turn in turns if turn.failure]
    if failures:
        sys.exit("\n".join(failures))
    print(json.dumps({"seen": turns[0].seen, "paid": turns[0].paid, "cpu": cost, "peak": peak_mib()}))


if __name__ == "__main__":
    main(sys.argv[1])
