"""Whether the service lives, and whether it works: what /healthz and /readyz say, and the line for systemd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from daemon.progress import Progress
from store.database import Store
from store.errors import StoreError
from store.values import Standing

SILENT = timedelta(minutes=5)  # the loop goes round every few seconds


@dataclass(frozen=True, slots=True)
class Verdict:
    is_fine: bool
    says: str


@dataclass(frozen=True, slots=True)
class Judge:
    store: Store
    progress: Progress
    clock: Callable[[], datetime]

    def lives(self) -> Verdict:
        """Not whether servers or the database answer: what a restart would put right, and nothing else."""
        if self.progress.silence > SILENT:
            return Verdict(False, "the loop hangs: it did not go round for five minutes")
        if self.progress.is_stuck():
            return Verdict(False, "mailboxes are at work, and nothing of theirs moved for half an hour")
        return Verdict(True, "at work")

    def works(self) -> Verdict:
        """Whether mailboxes have their turns: the database answers, and it is not about to stop."""
        if self.progress.is_ending:
            return Verdict(False, "it is stopping")
        if not self.progress.is_registered:
            why = self.progress.hindrance or "the database could not be used so far"
            return Verdict(False, f"it has not begun yet: {why}")
        if self.progress.in_the_way:
            return Verdict(False, self.progress.in_the_way)
        try:
            with self.store.read() as unit:
                standing = unit.watching.standing()
        except StoreError as failure:
            return Verdict(False, str(failure))
        return Verdict(True, summary(standing, self.clock()))


def summary(standing: Standing, now: datetime) -> str:
    """One line for people: "12 mailboxes in step, 1 in trouble; 3 to write to Outlook"; names nobody."""
    parked = len(standing.parked)
    behind = sum(not one.is_parked and now - one.due_at > SILENT for one in standing.mailboxes)
    fine = len(standing.mailboxes) - parked - behind
    mailboxes = [f"{fine} {'mailbox' if fine == 1 else 'mailboxes'} in step"]
    mailboxes += [f"{behind} behind"] if behind else []
    mailboxes += [f"{parked} in trouble"] if parked else []
    told = [", ".join(mailboxes)]
    if owed := sum(standing.owed.values()):
        told.append(f"{owed} to write to Outlook")
    if given_up := sum(standing.given_up.values()):
        told.append(f"{given_up} given up")
    if open := standing.quarantined - standing.dismissed:
        told.append(f"{open} not understood")
    return "; ".join(told)
