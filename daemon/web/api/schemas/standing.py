"""What waits for a person, how everything stands, and who changed what."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from daemon.web.api.schemas.base import Answered, Key, Named, NamedUser


class Candidate(Answered):
    key: Key
    number: int
    title: str
    assigned_to: str | None
    open: bool
    deleted: bool


class Entry(Answered):
    """An item that waits for a person, or all of a thread that wait for the same decision."""

    id: int
    rule: str
    reason: str
    waiting: int
    kind: str
    at: datetime | None
    subject: str
    author: str
    preview: str
    mailboxes: list[str]
    asked: list[str]
    opportunities: list[Candidate]
    evidence: dict[str, Any]


class Lost(Answered):
    """A category that many items of a mailbox lost at once; number 0 is the question."""

    mailbox: str
    opportunity: Key | None
    number: int
    title: str | None
    items: int


class Vanished(Answered):
    mailbox: str
    what: str
    count: int
    at: datetime
    examples: list[str]


class Waiting(Answered):
    entries: list[Entry]
    lost: list[Lost]
    vanished: list[Vanished]
    more: bool


class Resolved(Answered):
    item: int
    opportunities: list[Key]
    followed: list[int]
    still_waiting: list[int]
    left_to_the_daemon: int


class Dismissed(Answered):
    item: int
    dismissed: bool
    followed: list[int]
    left_to_the_daemon: int


class LossJudged(Answered):
    """What was said of a category that many items lost at once."""

    mailbox: str
    number: int
    items: list[int]
    left_to_the_daemon: int | None = None


class VanishedJudged(Answered):
    """What was said of items or tasks that vanished together."""

    mailbox: str
    gone: bool
    items: int
    tasks: int


class Process(Answered):
    process: str
    started_at: datetime
    alive_at: datetime
    takes: Annotated[
        str | None,
        Field(description='Of a worker, the mailboxes that it takes, as patterns; "*": all. Null of a service.'),
    ]
    clock_ahead: Annotated[
        int,
        Field(description="Seconds that its machine's clock is ahead of the database's; behind, where it is negative."),
    ]


class Service(Answered):
    state: str
    alive_at: datetime | None
    started_at: datetime | None
    processes: list[Process]
    hindrance: Annotated[
        str,
        Field(
            description='What keeps a service that fell silent from saying that it lives; "" where nothing is known.'
        ),
    ]


class MayAsk(Answered):
    process: str
    may: Annotated[int, Field(description="So many requests may it have under way at once.")]
    wants: Annotated[int, Field(description="So many would it have.")]


class Limit(Answered):
    """What a server or a login allows to all processes together."""

    limit: Annotated[str, Field(description="Which server, or which login at which one.")]
    at_once: Annotated[int | None, Field(description="Requests at the same time; null where no limit is configured.")]
    is_left_alone: Annotated[bool, Field(description="The server asked to wait: nobody asks it anything.")]
    processes: list[MayAsk]


class Errands(Answered):
    owed: int
    parked: int
    since: datetime | None


class Mailbox(Answered):
    address: str
    kind: str
    active: bool
    user: str | None
    state: str
    failures: int
    last_error: str | None
    last_error_kind: str | None
    unread: dict[str, str]
    computed_series: dict[str, str]
    news: dict[str, str] | None
    notes: dict[str, str]
    not_stamped: dict[str, int]
    due_at: datetime | None
    folders_watched: int
    seen: int
    counts: dict[str, int]
    skipped: dict[str, int]
    adds_up: bool
    errands: Errands
    reconciled_at: datetime | None
    reconciled: dict[str, Any] | None


class Parked(Answered):
    mailbox: str
    kind: str
    key: str
    reason: str
    vanished: bool


class Quarantined(Answered):
    key: str
    mailbox: str
    folder: str
    item: str
    reason: str
    first_at: datetime
    last_at: datetime
    read_by: str | None
    read_again: bool
    dismissed: bool


class Numbers(Answered):
    review: int
    questions: int
    to_decide: int


class VanishedTold(Vanished):
    says: str


class LostTold(Lost):
    says: str


class WithoutTask(Answered):
    opportunity: Key
    title: str
    at: datetime | None
    why: str


class FailingJob(Answered):
    job: str
    why: str


class Jobs(Answered):
    """Work that is done once, beside the turns of mailboxes."""

    waiting: Annotated[int, Field(description="How many are due, and nobody is at them.")]
    working: int
    due_since: Annotated[datetime | None, Field(description="When the one was due that waits for longest.")]
    failing: Annotated[list[FailingJob], Field(description="Those that did not go well, and are tried again.")]


class WebhookBrief(Answered):
    """What everybody may see of a webhook."""

    id: int
    named: str
    state: str
    why: str | None
    failing_since: datetime | None
    waiting: int
    given_up: int


class Status(Answered):
    ok: bool
    service: Service
    limits: list[Limit]
    mailboxes: list[Mailbox]
    parked_errands: list[Parked]
    quarantine: list[Quarantined]
    waiting: Numbers
    vanished: list[VanishedTold]
    lost_categories: list[LostTold]
    reminders_without_task: list[WithoutTask]
    jobs: Jobs
    webhooks: list[WebhookBrief]
    users_without_mailbox: list[NamedUser]


class OwnChange(Answered):
    """A change in the trail of one record."""

    at: datetime
    by: str
    field: str
    before: str | None = Field(alias="from")
    to: str | None


class Change(OwnChange):
    """A change in the trail of all records."""

    record: str
    id: int
    named: str


class View(Named):
    """What is shared with everybody: what is asked for, and the columns that are shown."""

    query: str
    columns: list[str]
    default: bool
