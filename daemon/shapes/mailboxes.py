"""How mailboxes stand, what a turn of them came to, and what `check` finds out about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from daemon.shapes.words import Shape

if TYPE_CHECKING:
    from datetime import datetime

    from store.values import (
        MailboxStatus,
        ParkedErrand,
        Process,
        QuarantinedItem,
        Queue,
        Reconciled,
        SharedLimit,
    )

OUTCOMES = ("linked", "contact", "review", "skipped")
ERRANDS = ("stamp", "task", "categories", "draft", "wording")
COMPARED = ("compared", "missed", "gone", "healed", "changed", "understood", "quarantined")


# --- turns ------------------------------------------------------------------------------------------------------------


def turn_shape(address: str, failure: str, seen: Mapping[str, int], paid: Mapping[str, int]) -> Shape:
    """One mailbox's turn: items seen by their outcome, errands paid by their kind."""
    return {
        "address": address,
        "ok": not failure,
        "failure": failure or None,
        "seen": {outcome: seen.get(outcome, 0) for outcome in (*OUTCOMES, "quarantined")},
        "paid": {errand: paid.get(errand, 0) for errand in ERRANDS},
    }


def reconciled_shape(address: str, failure: str, found: Reconciled | None) -> Shape:
    """What the items of a mailbox, compared one by one with the server, came to; None where it was interrupted."""
    return {
        "address": address,
        "ok": not failure and found is not None and not found.problems,
        "failure": failure or None,
        **{count: getattr(found, count) if found else None for count in COMPARED},
        "problems": list(found.problems) if found else [],
    }


# --- how they stand ---------------------------------------------------------------------------------------------------


def service_shape(
    state: str, alive_at: datetime | None, started_at: datetime | None, running: Iterable[Process]
) -> Shape:
    processes = [
        {
            "process": one.owner,
            "started_at": one.started_at,
            "alive_at": one.alive_at,
            "takes": one.takes or None,
            "clock_ahead": one.clock_ahead,
        }
        for one in running
    ]
    return {
        "state": state,
        "alive_at": alive_at,
        "started_at": started_at,
        "processes": processes,
        "hindrance": "",  # why a service that fell silent cannot be heard, where somebody looked into that
    }


def limit_shape(one: SharedLimit) -> Shape:
    """What a server or a login allows to all processes together, and who has how much of it."""
    return {
        "limit": one.says,
        "at_once": one.most,
        "is_left_alone": one.pause > 0,
        "processes": [
            {"process": share.owner, "may": share.slots, "wants": share.wants}
            for share in sorted(one.shares, key=lambda share: share.owner)
        ],
    }


def firms_shape(firms: Sequence[tuple[str, int, str]], limits: Sequence[SharedLimit], trouble: str = "") -> Shape:
    """How each firm of an installation stands, and what they share, by digests: what it is of, is each firm's own.

    `trouble` is why nothing is known of what they share.
    """
    return {
        "ok": not trouble and not any(severity for _, severity, _ in firms),
        "firms": [{"firm": name, "severity": severity, "says": says} for name, severity, says in firms],
        "limits": [limit_shape(one) | {"limit": one.key} for one in limits],
        "trouble": trouble,
    }


def jobs_shape(queue: Queue) -> Shape:
    """How work stands that is done once, beside the turns of mailboxes; `due_since`: of what waits for longest."""
    return {
        "waiting": queue.waiting,
        "working": queue.working,
        "due_since": queue.due_since,
        "failing": [{"job": job, "why": why} for job, why in queue.reasons.items()],
    }


def mailbox_shape(
    one: MailboxStatus,
    unread: Mapping[str, str],
    computed: Mapping[str, str],
    news: Mapping[str, str],
    notes: Mapping[str, str],
    not_stamped: Mapping[str, int],
) -> Shape:
    """One mailbox for `status`; what is unread and which series are computed, by folder, and how it is told of news.

    `notes`: what is not as its user expects, by subject; `not_stamped`: how many items get no category, by reason.
    """
    outcomes = {outcome.value: count for outcome, count in one.outcomes.items()}
    counts = {name: outcomes.get(name, 0) for name in OUTCOMES} | {"quarantined": one.quarantined}
    return {
        "address": one.address,
        "kind": "shared" if one.is_shared else "personal",
        "active": one.is_active,
        "user": one.user or None,
        "state": _state(one),
        "failures": one.failures,
        "last_error": one.last_error or None,
        "last_error_kind": one.last_error_kind or None,
        "unread": unread,
        "computed_series": computed,
        "news": news or None,
        "notes": notes,
        "not_stamped": not_stamped,
        "due_at": one.due_at,
        "folders_watched": one.folders_watched,
        "seen": one.seen,
        "counts": counts,
        "skipped": dict(one.skipped),
        "adds_up": one.adds_up,
        "errands": {"owed": one.errands_owed, "parked": one.errands_parked, "since": one.owed_since},
        "reconciled_at": one.reconciled_at,
        "reconciled": {**asdict(one.reconciled), "gaps": one.reconciled.gaps} if one.reconciled else None,
    }


def _state(one: MailboxStatus) -> str:
    if not one.is_active:
        return "inactive"
    if one.failures:
        return "parked"
    return "working" if one.lease_owner else "waiting"


def parked_shape(parked: ParkedErrand, *, is_held: bool) -> Shape:
    """`is_held`: it is of a task that vanished with others, and waits for a person."""
    return {
        "mailbox": parked.address,
        "kind": parked.errand.kind.value,
        "key": parked.errand.key,
        "reason": parked.reason,
        "vanished": is_held,
    }


def quarantined_shape(item: QuarantinedItem) -> Shape:
    return {
        "key": item.key,
        "mailbox": item.address,
        "folder": item.folder,
        "item": item.server_id,
        "reason": item.reason,
        "first_at": item.first_at,
        "last_at": item.last_at,
        "read_by": item.read_by or None,
        "read_again": item.is_wanted,
        "dismissed": item.is_dismissed,
    }


# --- what is found out ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Finding:
    """What was found out about one thing; it is fine when there are no problems."""

    about: str
    problems: list[str] = field(default_factory=list)  # each says what to do
    warnings: list[str] = field(default_factory=list)  # the same; it works all the same

    @property
    def ok(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class FolderFound:
    """A folder, and why it is watched or not."""

    folder: str
    reason: str


@dataclass(slots=True)
class MailboxFinding(Finding):
    server: str = ""
    display_name: str = ""
    time_zone: str = ""
    news: str = ""  # how the service is told of it
    watched: list[FolderFound] = field(default_factory=list)
    unwatched: list[FolderFound] = field(default_factory=list)


def finding_shape(finding: Finding) -> Shape:
    return {"ok": finding.ok, **asdict(finding)}


def checked_shape(
    configuration: Finding,
    database: Finding,
    web: Finding | None,
    provider: Finding | None,
    mailboxes: Sequence[MailboxFinding],
) -> Shape:
    """All that `check` looked at."""
    return {
        "ok": all(finding.ok for finding in (configuration, database, *filter(None, [web, provider]), *mailboxes)),
        "configuration": finding_shape(configuration),
        "database": finding_shape(database),
        "web": None if web is None else finding_shape(web),
        "provider": None if provider is None else finding_shape(provider),
        "mailboxes": [finding_shape(mailbox) for mailbox in mailboxes],
    }


def doctored_shape(checked: Shape, findings: Sequence[tuple[Finding, Sequence[str]]]) -> Shape:
    """All that `doctor` looked at: what `check` does, and more, each with what was put right."""
    more = [
        {"ok": one.ok, "about": one.about, "problems": one.problems, "warnings": one.warnings, "cured": list(cured)}
        for one, cured in findings
    ]
    return {"ok": checked["ok"] and all(one.ok for one, _ in findings), "check": checked, "examined": more}


# --- all of them ------------------------------------------------------------------------------------------------------


def gone_through_shape(
    mailboxes: Sequence[Shape],
    *,
    is_fine: bool,
    is_tried: bool | None = None,
    told: tuple[int, int] | None = None,
) -> Shape:
    """A turn of each mailbox; `is_tried` says whether it was only a try, where there are such.

    `told` is how much arrived at webhooks and how much did not, where they were told.
    """
    tried = {} if is_tried is None else {"dry_run": is_tried}
    webhooks = {"webhooks": dict(zip(("delivered", "failed"), told, strict=True))} if told else {}
    return {"ok": is_fine, **tried, "mailboxes": list(mailboxes), **webhooks}


def status_shape(standing: Shape, *, is_fine: bool) -> Shape:
    """How everything stands, and whether anything of it needs a person."""
    return {"ok": is_fine, **standing}
