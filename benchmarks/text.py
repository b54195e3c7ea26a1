"""A hostile megabyte into readable text and its writer's own words, against the CPU time that it may take."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.figures import Figure
from daemon.text.quotes import own_words
from daemon.text.readable import readable
from tests.unit.daemon.text.bombs import HTML, PLAIN

MAY_TAKE = 0.5  # seconds
RUNS = 3  # the best counts: a slow moment of the machine is not the text's doing


def measure() -> Iterator[Figure]:
    bombs = [(f"{name}, as HTML", body, True) for name, body in HTML.items()]
    bombs += [(name, body, False) for name, body in (HTML | PLAIN).items()]
    _seconds("On 1 Jan 2026 Ann wrote:", is_html=False)  # the library is loaded
    costs = {name: min(_seconds(body, is_html) for _ in range(RUNS)) for name, body, is_html in bombs}
    name = max(costs, key=lambda name: costs[name])
    facts = {"seconds": round(costs[name], 3), "worst": name, "bodies": len(costs)}
    yield Figure("text of a hostile megabyte, against half a second", costs[name] / MAY_TAKE, 1.0, True, facts)


def _seconds(body: str, is_html: bool) -> float:
    started = time.process_time()
    own_words(readable(body, is_html))
    return time.process_time() - started
