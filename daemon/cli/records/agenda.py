"""`dealtrail agenda`: what is due of a user, by day and week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say, say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import period
from daemon.shapes import agenda_shape, candidate_named

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import Agenda, Due

app = App(
    name="agenda",
    help_epilogue=example(
        "dealtrail agenda", "dealtrail agenda week", "dealtrail agenda next week --user cora", "dealtrail agenda friday"
    ),
)


@app.default
def agenda(
    when: Annotated[
        tuple[str, ...],
        Parameter(help="A day, a week or a month: friday, week, next week, KW 48; else today."),
    ] = (),
    *,
    user: Annotated[
        str | None, Parameter(help="A colleague's: id, e-mail address or a part of the name; else yours.")
    ] = None,
    limit: Annotated[
        int, WHOLE, Parameter(validator=Number(gte=1, lte=1000), help="At most this many of each kind.")
    ] = 20,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Show what is due: reminders, activities, tasks, expected closings and questions; what is overdue first."""
    from daemon.acts import agenda_of

    manner = session.manner
    first, last = period(" ".join(when) or "today", manner)
    with session.reading() as unit:
        found = agenda_of(
            unit,
            user,
            actor=session.actor(unit),
            first=first,
            last=last,
            today=manner.today,
            zone=session.zone,
            limit=limit,
        )
    if as_json:
        say_json(agenda_shape(found, session.prefix))
    else:
        _say(found, session)


def _say(agenda: Agenda, session: Session) -> None:
    span = f"{agenda.first:%A} {agenda.first}" + (f" to {agenda.last}" if agenda.last != agenda.first else "")
    say(f"{agenda.user.name}, {span}", "bold")
    say_table(
        ("", "due", "what", "title", "about", "with"),
        [
            (
                _day(due, agenda),
                f"{due.at.astimezone(session.zone):%Y-%m-%d %H:%M}" if due.at else str(due.day),
                _kind(due),
                due.title,
                _about(due, session),
                due.party,
            )
            for due in agenda.due
        ],
        empty="nothing is due",
    )
    if agenda.questions:
        count = len(agenda.questions)
        say()
        say(f"{count} question{'s wait' if count > 1 else ' waits'} for an answer (dealtrail review list):", "bold")
        for entry in agenda.questions:
            named = "; ".join(candidate_named(one, session.prefix) for one in entry.named)
            say(f"  {entry.item.item_id}: {entry.item.subject or '(no subject)'}{f': {named}' if named else ''}")
    if agenda.has_more:
        say("there is more: give a higher --limit, or a day")


def _day(due: Due, agenda: Agenda) -> str:
    if agenda.is_overdue(due):
        return "overdue"
    return {0: "today", 1: "tomorrow"}.get((due.day - agenda.today).days, f"{due.day:%A}")


def _kind(due: Due) -> str:
    """With the number that commands know a task by."""
    return f"{due.kind.value} {due.id}" if due.kind.value.endswith("task") else due.kind.value


def _about(due: Due, session: Session) -> str:
    key = session.key(due.number) if due.number is not None else ""
    return key if due.about == due.title else f"{key} {due.about}".strip()
