"""An e-mail, a meeting request or an appointment about an opportunity, laid into the Outlook of whoever asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import Form, Refusal, SentForm
from daemon.web.pages.opportunity.written import minutes_of
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import Invalid
from store.rules.typed import Toward, moment_of
from store.unit import Unit
from store.values import DraftKind

router = APIRouter()

AN_HOUR = "60"  # minutes that a meeting takes unless something else is typed


@router.get("/opportunities/{number}/draft/{kind}")
def ask(visit: Member, number: int, kind: DraftKind) -> Response:
    return _form(visit, number, kind, Form(), Refusal())


@router.post("/opportunities/{number}/draft/{kind}")
def draft(visit: Member, number: int, kind: DraftKind, form: SentForm) -> Response:
    """Owe it to their own mailbox; nothing is sent to anybody."""

    def act(unit: Unit) -> str:
        content: dict[str, Any] = {"subject": form.get("subject"), "body": form.get("body")}
        if kind is not DraftKind.EMAIL:
            start, end = _times(form, visit)
            content |= {"location": form.get("location"), "start": start, "end": end}
        acts.ask_draft(unit, str(number), kind, **content)
        return f"/opportunities/{number}#drafts"

    return visit.act(form, act, lambda refused: _form(visit, number, kind, form, refused))


def _times(form: Form, visit: Visit) -> tuple[datetime, datetime]:
    """From when until when; raises Invalid, naming the field."""
    if not (text := form.get("start")):
        raise Invalid("start", "is not said", "say when it begins")
    start = moment_of("start", text, visit.manner, Toward.FUTURE)
    minutes = minutes_of(form.get("minutes") or AN_HOUR)
    try:
        return start, start + timedelta(minutes=minutes)
    except OverflowError:
        raise Invalid("minutes", f"{minutes} are too many", "type 60, for one") from None


def _form(visit: Visit, number: int, kind: DraftKind, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        ahead = acts.draft_ahead(unit, str(number), kind)
        one = visit.shapes(unit).opportunity(ahead.about)
    return visit.page(
        "opportunity/draft.html.j2",
        one=one,
        kind=kind.value,
        ahead=ahead,
        minutes=AN_HOUR,
        within=within(visit),
        form=form,
        refused=refused,
    )


def within(visit: Visit) -> int:
    """Minutes after which what is owed to Outlook is there, as a rule."""
    return max(1, -(-int(visit.desk.settings.sync.interval.total_seconds()) // 60))
