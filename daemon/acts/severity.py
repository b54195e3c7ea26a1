"""How bad it is, for systems that ask and know four answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from daemon.acts.needing import troubles
from daemon.acts.silence import look_into_silence
from daemon.acts.status import read_status
from daemon.shapes import Shape
from store.database import Store

LATE = timedelta(minutes=15)  # a turn that has been due for so long: nobody gives it


class Severity(IntEnum):
    """The exit codes of Nagios' plugins."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Answer:
    severity: Severity
    says: str
    figures: Shape

    @property
    def line(self) -> str:
        """One line: how bad, what, and figures behind a bar; a bar in a sentence would end it."""
        told = " ".join(self.says.replace("|", "/").split())
        figures = " ".join(f"{name}={value}" for name, value in self.figures.items())
        return f"{self.severity.name}: {told}" + (f" | {figures}" if figures else "")


def judged(store: Store, prefix: str, zone: ZoneInfo, now: datetime) -> Answer:
    """Critical is what stops all mailboxes; a warning is whatever else needs a person."""
    with store.read() as unit:
        shape, standing = read_status(unit, prefix, now), unit.watching.standing()
    look_into_silence(store, shape)
    late = [one for one in standing.mailboxes if not one.is_parked and now - one.due_at > LATE]
    owed_for = max(now - (standing.oldest_due or now), timedelta(0))
    figures = {
        "mailboxes": len(standing.mailboxes),
        "parked": len(standing.parked),
        "late": len(late),
        "owed": sum(standing.owed.values()),
        "owed_for": f"{int(owed_for.total_seconds())}s",
        "given_up": sum(standing.given_up.values()),
        "quarantined": standing.quarantined - standing.dismissed,
    }
    state, found = shape["service"]["state"], troubles(shape, zone)
    if state == "never":
        return Answer(Severity.UNKNOWN, "the service was never started on this database", figures)
    if state != "running":
        return Answer(Severity.CRITICAL, _told(found), figures)
    if standing.mailboxes and len(standing.parked) == len(standing.mailboxes):
        return Answer(Severity.CRITICAL, _told(_of_all(found)), figures)
    if late:
        since = min(one.due_at for one in late)
        minutes = int((now - since).total_seconds() // 60)
        what = (
            f"{len(late)} of {len(standing.mailboxes)} mailboxes wait for their turn, the longest for {minutes} minutes"
        )
        found.insert(0, f"{what}: the service hangs, or is overworked")
        return Answer(Severity.CRITICAL, _told(found), figures)
    if found:
        return Answer(Severity.WARNING, _told(found), figures)
    mailboxes = "1 mailbox" if len(standing.mailboxes) == 1 else f"{len(standing.mailboxes)} mailboxes"
    return Answer(Severity.OK, f"{mailboxes} in step", figures)


def _of_all(found: Sequence[str]) -> Sequence[str]:
    """The first reason stands for all: the database, or a server, has it in common."""
    return [f"every mailbox is in trouble: {found[0]}", *found[1:]] if found else ["every mailbox is in trouble"]


def _told(found: Sequence[str]) -> str:
    """The first, and how many there are beside it."""
    if len(found) < 2:
        return "".join(found)
    return f"{found[0]} (and {len(found) - 1} more: dealtrail status)"
