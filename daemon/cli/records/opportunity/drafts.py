"""`opportunity email`, `meet` and `appointment`: drafts in the acting user's own Outlook, which they send or not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here
from daemon.cli.base.when import moment
from daemon.cli.records.opportunity.common import Which
from daemon.shapes import draft_shape, local

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import DraftKind

Subject = Annotated[str, Parameter(help="Its subject; the opportunity's title when left out.")]
Body = Annotated[str, Parameter(help="The text that it begins with.")]
Start = Annotated[str, Parameter(help="When it begins: 2025-03-04 14:30, tomorrow 9:00.")]
Minutes = Annotated[int, WHOLE, Parameter(validator=Number(gte=1), help="How long it takes.")]
Where = Annotated[str, Parameter(help="Where it is.")]


def email(
    opportunity: Which, *, subject: Subject = "", body: Body = "", as_json: AsJson = False, session: Here
) -> None:
    """Draft an e-mail to the linked contact, or the account's contacts: it lies in your Drafts, with its category."""
    from store.values import DraftKind

    _ask(session, opportunity, DraftKind.EMAIL, as_json, subject=subject, body=body)


def meet(
    opportunity: Which,
    *,
    start: Start,
    minutes: Minutes = 60,
    subject: Subject = "",
    body: Body = "",
    location: Where = "",
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Draft a meeting request to the same people: it lies in your calendar, and nobody is invited before you send."""
    from store.values import DraftKind

    times = _times(session, start, minutes)
    _ask(session, opportunity, DraftKind.MEETING, as_json, subject=subject, body=body, location=location, **times)


def appointment(
    opportunity: Which,
    *,
    start: Start,
    minutes: Minutes = 60,
    subject: Subject = "",
    body: Body = "",
    location: Where = "",
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Make an appointment of your own, linked at once: it lies in your calendar, without attendees."""
    from store.values import DraftKind

    times = _times(session, start, minutes)
    _ask(session, opportunity, DraftKind.APPOINTMENT, as_json, subject=subject, body=body, location=location, **times)


def _times(session: Session, start: str, minutes: int) -> dict[str, Any]:
    begins = moment(start, session.manner)
    return {"start": begins, "end": begins + timedelta(minutes=minutes)}


def _ask(session: Session, opportunity: str, kind: DraftKind, as_json: bool, **content: Any) -> None:
    from daemon import bootstrap
    from daemon.acts import ask_draft

    mailboxes = {plan.address: plan.is_shared for plan in bootstrap.plans(session.settings).values()}
    with session.writing() as unit:
        draft = ask_draft(unit, opportunity, kind, mailboxes, **content)
    within = int(session.settings.sync.interval.total_seconds())
    where = "your Drafts" if kind.value == "email" else "your calendar"
    people = ", ".join(address for address, _ in draft.to)
    told = f"{session.key(draft.number)} {draft.subject}: {kind.value}{f' to {people}' if people else ''}"
    at = f" at {local(draft.start, session.zone)}" if draft.start else ""
    tell(
        draft_shape(draft, session.prefix),
        f"{told}{at}; in {where} in about {within} s while the service runs",
        as_json,
    )
