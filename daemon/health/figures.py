"""The figures of a service, by the names that Prometheus' conventions give: worked out when they are asked for."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from connectors.gates import GateState
from connectors.measured import MEASURED, Requests
from daemon.progress import BOUNDS, Progress, Turns
from store.database import Store
from store.errors import StoreError
from store.values import Queue, Standing

STATES = ("waiting", "working", "parked", "inactive")


@dataclass(frozen=True)
class Figures(Collector):
    """`addresses`: a mailbox is named by its address; else by its number in the database, which tells nobody who."""

    store: Store
    progress: Progress
    clock: Callable[[], datetime]
    version: str
    addresses: bool = False
    gates: Callable[[], Sequence[GateState]] = tuple

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("dealtrail_build", "The program's version.", {"version": self.version})
        yield from _process()
        yield from _requests(MEASURED.requests())
        yield from self._limits(self.gates())
        yield from _transactions(self.store)
        turns = self.progress.turns()
        yield from _turns(turns)
        try:
            with self.store.read() as unit:
                standing = unit.watching.standing()
                jobs = unit.jobs.queue(self.clock())
                running = [one for one in unit.processes.all() if one.is_heard_of(self.clock())]
        except StoreError:
            yield GaugeMetricFamily("dealtrail_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("dealtrail_database_up", "Whether the database answers.", 1)
        yield from _owed(standing, self.clock())
        ahead = "Seconds that this machine's clock is ahead of the database's; behind, where it is negative."
        yield GaugeMetricFamily("dealtrail_clock_ahead_seconds", ahead, self.store.clock.ahead.total_seconds())
        kinds = {"service": 0.0, "worker": 0.0}
        for one in running:
            kinds["worker" if one.is_worker else "service"] += 1
        yield from _jobs(jobs, self.clock())
        yield _gauges("dealtrail_processes", "Processes that give mailboxes their turns.", "kind", kinds)
        yield from self._mailboxes(standing, turns)

    def _limits(self, gates: Sequence[GateState]) -> Iterator[Metric]:
        """What this process holds of limits that all processes share: the figures of all of them come to the whole."""
        known = {one.limit.says if self.addresses else one.limit.key: one for one in gates}
        for name, what, values in (
            (
                "limit",
                "Requests that may be under way at once, by all processes together.",
                {name: float(one.limit.most) for name, one in known.items() if one.limit.most is not None},
            ),
            (
                "share",
                "Those of them that this process may have.",
                {name: float(one.share) for name, one in known.items() if one.limit.most is not None},
            ),
            ("under_way", "Those that it has.", {name: float(one.under_way) for name, one in known.items()}),
            ("waiting", "Those that wait for a place.", {name: float(one.waiting) for name, one in known.items()}),
        ):
            if values:
                yield _gauges(f"dealtrail_requests_{name}", what, "limit", values)

    def _mailboxes(self, standing: Standing, turns: Turns) -> Iterator[Metric]:
        now = self.clock()
        states = dict.fromkeys(STATES, 0.0) | {"inactive": float(standing.inactive)}
        for one in standing.mailboxes:
            states["parked" if one.is_parked else "working" if one.is_leased else "waiting"] += 1
        yield _gauges("dealtrail_mailboxes", "Mailboxes by how they stand.", "state", states)
        names = {one.address: one.address if self.addresses else str(one.id) for one in standing.mailboxes}
        late = {names[one.address]: max(0.0, (now - one.due_at).total_seconds()) for one in standing.mailboxes}
        yield _gauges("dealtrail_mailbox_lag_seconds", "How long a mailbox's turn has been due.", "mailbox", late)
        failures = {names[one.address]: float(one.failures) for one in standing.mailboxes}
        yield _gauges("dealtrail_mailbox_failures", "Failures of a mailbox in a row.", "mailbox", failures)
        well = {names[one]: at.timestamp() for one, at in turns.went_well_at.items() if one in names}
        what = "When a mailbox's latest turn ended well, since this process started."
        yield _gauges("dealtrail_mailbox_last_success_timestamp_seconds", what, "mailbox", well)


def _turns(turns: Turns) -> Iterator[Metric]:
    count = turns.done + turns.failed
    how = {"done": float(turns.done), "failed": float(turns.failed)}
    yield _counters("dealtrail_turns_total", "Turns of mailboxes by how they ended.", "outcome", how)
    what = "How long turns of mailboxes took."
    yield _histogram("dealtrail_turn_duration_seconds", what, BOUNDS, turns.within, count, turns.seconds)
    longest = max(turns.running.values(), default=0.0)
    yield GaugeMetricFamily(
        "dealtrail_turn_longest_running_seconds", "How long the longest turn that is under way takes.", longest
    )
    seen = {outcome: float(count) for outcome, count in turns.seen.items()}
    yield _counters("dealtrail_items_seen_total", "Items that came in, by what became of them.", "outcome", seen)
    paid = {kind: float(count) for kind, count in turns.paid.items()}
    yield _counters("dealtrail_errands_paid_total", "What was written to Outlook.", "kind", paid)


def _owed(standing: Standing, now: datetime) -> Iterator[Metric]:
    for name, what, counted in (
        ("dealtrail_errands_owed", "What waits to be written to Outlook.", standing.owed),
        ("dealtrail_errands_given_up", "What is not tried any more, and needs a person.", standing.given_up),
    ):
        kinds = {kind: float(counted.get(kind, 0)) for kind in ("stamp", "task", "categories", "draft", "wording")}
        yield _gauges(name, what, "kind", kinds)
    if standing.oldest_due is not None and standing.oldest_due <= now:  # what is for later does not wait
        what = "When the errand was due first that waits for longest."
        yield GaugeMetricFamily("dealtrail_errands_oldest_due_timestamp_seconds", what, standing.oldest_due.timestamp())
    held = {
        "false": float(standing.quarantined - standing.dismissed),
        "true": float(standing.dismissed),
    }
    what = "Items that could not be understood; dismissed: a person said that they do not matter."
    yield _gauges("dealtrail_quarantine_items", what, "dismissed", held)
    yield GaugeMetricFamily(
        "dealtrail_webhook_messages_waiting", "Messages that wait for webhooks.", standing.undelivered
    )


def _jobs(jobs: Queue, now: datetime) -> Iterator[Metric]:
    states = {"waiting": float(jobs.waiting), "working": float(jobs.working), "failing": float(jobs.failing)}
    what = "Work that is done once, beside the turns of mailboxes; failing: it did not go well, and is tried again."
    yield _gauges("dealtrail_jobs", what, "state", states)
    lag = max(0.0, (now - jobs.due_since).total_seconds()) if jobs.due_since else 0.0
    yield GaugeMetricFamily("dealtrail_jobs_lag_seconds", "How long the job waits that waits for longest.", lag)


def _requests(made: Requests) -> Iterator[Metric]:
    what = 'Requests to mail servers, by what was asked and the HTTP status; "none" where nothing came.'
    answers = CounterMetricFamily("dealtrail_requests_total", what, labels=("server", "request", "answer"))
    for labels, count in sorted(made.answers.items()):
        answers.add_metric(labels, count)
    yield answers
    what = "How long mail servers took to answer, all requests together."
    seconds = CounterMetricFamily("dealtrail_request_seconds_total", what, labels=("server", "request"))
    for labels_of_all, took in sorted(made.seconds.items()):
        seconds.add_metric(labels_of_all, took)
    yield seconds
    yield _counters("dealtrail_throttled_total", "How often a server asked to wait.", "server", dict(made.waits))
    yield _counters("dealtrail_throttled_seconds_total", "For how long it asked to.", "server", dict(made.waited))


def _transactions(store: Store) -> Iterator[Metric]:
    spent = {"read": store.spent.reading, "write": store.spent.writing}
    for name, what, values in (
        ("transactions_total", "Transactions of the database.", {how: float(one.count) for how, one in spent.items()}),
        ("transactions_failed_total", "Those that failed.", {how: float(one.failed) for how, one in spent.items()}),
        ("seconds_total", "How long all of them took.", {how: one.seconds for how, one in spent.items()}),
    ):
        yield _counters(f"dealtrail_database_{name}", what, "kind", values)


def _process() -> Iterator[Metric]:
    """What every process tells, under the names that everybody gives it.

    The library's own collector tells nothing where a unit shows processes alone in /proc: it wants the boot's time.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    what = "Seconds of the processor that it used."
    yield CounterMetricFamily("process_cpu_seconds_total", what, used.ru_utime + used.ru_stime)
    for name, what, value in (
        ("process_resident_memory_bytes", "Memory that it has.", _statm() * resource.getpagesize()),
        ("process_open_fds", "Files that it has open.", _entries("fd")),
        ("process_threads", "Threads that it has.", _entries("task")),
        ("process_start_time_seconds", "When it started.", _started()),
    ):
        if value:
            yield GaugeMetricFamily(name, what, value)


def _gauges(name: str, what: str, label: str, values: Mapping[str, float]) -> Metric:
    metric = GaugeMetricFamily(name, what, labels=(label,))
    for one, value in values.items():
        metric.add_metric((one,), value)
    return metric


def _counters(name: str, what: str, label: str, values: Mapping[str, float]) -> Metric:
    metric = CounterMetricFamily(name, what, labels=(label,))
    for one, value in values.items():
        metric.add_metric((one,), value)
    return metric


def _histogram(name: str, what: str, bounds: Sequence[float], within: Sequence[int], count: int, sum: float) -> Metric:
    """`within` counts, for each of `bounds`, what was no more than it."""
    buckets = [(str(bound), value) for bound, value in zip(bounds, within, strict=True)]
    return HistogramMetricFamily(name, what, buckets=[*buckets, ("+Inf", count)], sum_value=sum)


def _statm() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def _entries(folder: str) -> int:
    try:
        return len(os.listdir(f"/proc/self/{folder}"))
    except OSError:
        return 0


def _started() -> float:
    """Seconds since 1970, to the second: the boot by the two clocks, and the kernel's ticks since then."""
    try:
        ticks = int(Path("/proc/self/stat").read_text(errors="replace").rpartition(")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return 0.0
    booted = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    return round(booted + ticks / os.sysconf("SC_CLK_TCK"))
