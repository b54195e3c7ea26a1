"""What the daemon does once a day, at night if it runs then; the database remembers what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from daemon.context import Context
from daemon.jobs import Again, Came
from daemon.sync import forget_private
from store.persons import REMAINS
from store.persons.pieces import go_on
from store.values import Job

log = structlog.get_logger()

KIND = "daily"
LEFT = timedelta(minutes=10)  # without a piece of an erasure: whoever began it has died
TOLD = timedelta(days=2)  # for which it is told what came of a job
NIGHT = timedelta(hours=2)  # a day's jobs are done from 02:00 UTC on


@dataclass(frozen=True, slots=True)
class Daily:
    """Done again on the same day when its settings changed. Two processes doing it at once must do no harm."""

    name: str
    settings: Callable[[Context], str]  # what it is told to do, in a word; "" to do nothing
    run: Callable[[Context], bool]  # False when it was cut short: it goes on at the next look


def keep(context: Context) -> None:
    """Have what is done every day done, by whichever process takes it, once a day for all of them."""
    wanted = {job.name: settings for job in JOBS if (settings := job.settings(context))}
    with context.store.read() as unit:
        if unit.jobs.is_kept(KIND, wanted):
            return
    with context.store.write(is_quiet=True) as unit:
        unit.jobs.keep(KIND, wanted, context.clock())


def work(context: Context, job: Job) -> Came:
    """Do one of them. Ends early, between two pieces of work, when the daemon is to stop."""
    daily = next(one for one in JOBS if one.name == job.key)
    if not daily.run(context):
        return Again(context.clock())
    log.info("daily job done", job=daily.name)
    return Again(_next_night(context.clock()))


def _next_night(now: datetime) -> datetime:
    today = (now - NIGHT).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1) + NIGHT


# --- emptying old texts -----------------------------------------------------------------------------------------------

_EMPTIED = "texts emptied"  # with which setting, and how far


def empty_old_texts(context: Context) -> bool:
    """Empty what is older than the retention period; from the beginning when the period is another than before."""
    told, since = _retention(context), context.history.at(context.clock()).since
    if since is None:
        with context.store.write() as unit:
            unit.state.put(_EMPTIED, "")  # what is taken in from now on keeps its text, however old
        return True
    with context.store.read() as unit:
        before, _, place = unit.state.get(_EMPTIED).partition(" ")
    after = int(place) if place and before == told else 0
    while not context.stop.is_set():
        with context.store.write() as unit:
            reached = unit.redacting.empty_old(since, after)
            if reached is None:
                return True
            unit.state.put(_EMPTIED, f"{told} {reached}")
        after = reached
    return False


def _retention(context: Context) -> str:
    return f"{context.history.retention.days}d" if context.history.retention else ""


# --- what is kept for a time ------------------------------------------------------------------------------------------


def let_old_go(context: Context) -> bool:
    """Let go what is older than the firm keeps it, some at a time; False when it was cut short."""
    from store.retention import AT_ONCE  # for who runs at night

    for kind, kept in context.kept.items():
        before, place, are_more = context.clock() - kept, (), True
        while are_more:
            with context.store.read() as unit:
                found, place = unit.retention.found(kind, before, place)
            for start in range(0, len(found), AT_ONCE):
                if context.stop.is_set():
                    return False
                with context.store.write() as unit:
                    unit.retention.let_go(kind, before, found[start : start + AT_ONCE])
            are_more = bool(place)
    return True


def _kept(context: Context) -> str:
    return " ".join(f"{kind}:{kept.days}d" for kind, kept in context.kept.items())


# --- what was erased --------------------------------------------------------------------------------------------------


def wipe_erased(context: Context) -> bool:
    """Overwrite what the database's file may hold still of people who were erased since the last time."""
    with context.store.read() as unit:
        since = unit.state.get(REMAINS)
    if since:
        context.store.wipe()
        with context.store.write() as unit:
            if unit.state.get(REMAINS) == since:
                unit.state.put(REMAINS, "")
    return True


def erasures_left(context: Context) -> str:
    """Those on which nobody has worked for a while."""
    with context.store.read() as unit:
        return " ".join(str(one.id) for one in unit.erasing.left_alone(context.clock() - LEFT))


def go_on_erasing(context: Context) -> bool:
    """End what somebody began whose process died; False when it was cut short."""
    is_own = context.policy.is_own
    with context.store.read() as unit:
        left = unit.erasing.left_alone(context.clock() - LEFT)
    for erasure in left:
        done = go_on(context.store, erasure, is_own, context.stop.wait)
        if done is None:
            return False
        with context.store.write(erasure.by) as unit:
            unit.erasing.end(done)
        log.info("an erasure that was cut short is over", asked_by=erasure.by.name)
    return True


def forget_jobs(context: Context) -> bool:
    """What came of that which people asked for was looked at by now."""
    with context.store.write(is_quiet=True) as unit:
        unit.jobs.forget(context.clock() - TOLD)
    return True


JOBS = (
    Daily("go on erasing", erasures_left, go_on_erasing),
    Daily("empty old texts", _retention, empty_old_texts),
    Daily("let go what is old", _kept, let_old_go),
    Daily("forget what became private", lambda context: "always", forget_private),
    Daily("forget what was asked for", lambda context: "always", forget_jobs),
    Daily("overwrite what was erased", lambda context: "always", wipe_erased),
)
