"""The process that serves pages, for long and at its end: its memory over many answers, and how soon it stops."""

from __future__ import annotations

import itertools
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.web.firm import WHO, firms, middle
from benchmarks.web.served import NAME, a_configuration, a_port, a_process, asking, seconds, signed_in
from store.database import open_store

WARM, ANSWERS = 2_000, 20_000
MB = 1_000_000
STREAMS = 100

PAGES = (
    "/opportunities?state=open",
    "/opportunities/{opportunity}",
    "/opportunities/{opportunity}/history",
    "/accounts/{account}",
    "/contacts/{contact}",
    "/suggest/contacts?q=c{contact}",
    "/search?q=Deal+{opportunity}",
    "/bin",
    "/audit",
)


def measure(part: int = 1, warm: int = WARM, answers: int = ANSWERS) -> Iterator[Figure]:
    with firms(part) as (file,), tempfile.TemporaryDirectory() as folder:
        with closing(open_store(f"sqlite:///{file}")) as store:
            key = signed_in(store, WHO)
        port = a_port()
        config = a_configuration(Path(folder), f"sqlite:///{file}", port)
        with a_process(config, port) as server:
            with asking(port, {NAME: key}) as client:
                pages = itertools.cycle([page.format(**middle(part)) for page in PAGES])
                for path in itertools.islice(pages, warm):
                    seconds(client, path)
                before = server.memory_info().rss / MB
                for path in itertools.islice(pages, answers):
                    seconds(client, path)
                after = server.memory_info().rss / MB
            facts = {"mb": round(after, 1), "before": round(before, 1), "answers": answers}
            yield Figure(
                "memory of the web process, after many answers against before", after / before, 1.05, True, facts
            )
            yield Figure("memory of the web process, MB", after, 150.0, True, facts)
            with asking(port, {NAME: key}) as client, ExitStack() as streams:
                for _ in range(STREAMS):
                    stream = streams.enter_context(client.stream("GET", "/news"))
                    next(stream.iter_lines())
                began = time.monotonic()
                server.send_signal(signal.SIGTERM)
                server.wait(60)
                took = time.monotonic() - began
            yield Figure(f"SIGTERM with {STREAMS} open event streams, seconds", took, 5.0, True)
