"""`dealtrail opportunity`: the record that mail, appointments and tasks belong to."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import local, say, say_fields, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import day, moment
from daemon.cli.records.changes import changes

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.unit import Unit
    from store.values import HistoryLine, Opportunity

Which = Annotated[str, Parameter(help="Its key (OPP-17), number or a part of the title.")]
ContactName = Annotated[str | None, Parameter(help="Link to this person: id, e-mail address or a part of the name.")]
AccountName = Annotated[str | None, Parameter(help="Link to this company: id or a part of the name.")]
UserName = Annotated[str | None, Parameter(help="The user whose work it is: id, e-mail address or a part of the name.")]
StageName = Annotated[str | None, Parameter(help="The sales stage: its name or a part of it.")]
Percent = Annotated[int | None, Parameter(validator=Number(gte=0, lte=100), help="Whole per cent, 0 to 100.")]
Day = Annotated[str | None, Parameter(help="A date: 2025-03-04, today or tomorrow.")]
Count = Annotated[int, Parameter(validator=Number(gte=1), help="At most this many.")]

app = App(name="opportunity", help_epilogue=example("dealtrail opportunity list"))


@app.command(
    help_epilogue=example(
        'dealtrail opportunity add "200 seats" --contact ann@client.example --assign bob --stage proposal',
        'dealtrail opportunity add "Spare parts" --account Fabrikam --assign bob --remind "tomorrow 9:00"',
    )
)
def add(
    title: Annotated[str, Parameter(help="What it is about.")],
    *,
    contact: ContactName = None,
    account: AccountName = None,
    assign: UserName = None,
    stage: StageName = None,
    probability: Percent = None,
    close_date: Day = None,
    remind: Annotated[str | None, Parameter(help="Remind the user at this time, as in `remind`.")] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add an opportunity, linked to one contact or one account."""
    if (contact is None) == (account is None):
        raise WrongUse("an opportunity is linked to exactly one party; give --contact or --account")
    fields = _fields(session, probability=probability, close_date=close_date)
    at = moment(remind, session.zone, session.now()) if remind is not None else None
    with session.writing() as unit:
        fields |= _references(unit, contact, account, assign, stage)
        opportunity = unit.opportunities.add(title, **fields)
        if at:
            opportunity = unit.opportunities.remind(opportunity.number, at)
        told = _told(unit, session, opportunity)
    tell(*told, as_json)


@app.command(
    name="list",
    help_epilogue=example(
        "dealtrail opportunity list --assigned bob", "dealtrail opportunity list seats --state all --json"
    ),
)
def list_(
    search: Annotated[str, Parameter(help="A part of the title.")] = "",
    *,
    stage: StageName = None,
    assigned: UserName = None,
    state: Annotated[Literal["open", "closed", "all"], Parameter(help="open (the default), closed or all.")] = "open",
    limit: Annotated[int | None, Parameter(validator=Number(gte=1), help="At most this many.")] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List opportunities, by number."""
    from daemon.cli.records.shapes import Shapes, name_in, reminder_in

    with session.reading() as unit:
        found = unit.opportunities.all(
            search=search,
            stage=stage,
            assigned_to=unit.users.find(assigned).id if assigned is not None else None,
            is_open=None if state == "all" else state == "open",
            limit=limit,
        )
        shapes = Shapes(unit, session)
        shown = [shapes.opportunity(one) for one in found]
    if as_json:
        say_json(shown)
        return
    say_table(
        ("key", "title", "linked to", "assigned to", "stage", "%", "close date", "reminder"),
        [
            (
                shape["key"],
                one.title,
                name_in(shape, "account") or name_in(shape, "contact"),
                name_in(shape, "assigned_to"),
                one.stage_name,
                str(one.probability),
                str(one.close_date or ""),
                reminder_in(one, session) if one.reminder_on else "",
            )
            for one, shape in zip(found, shown, strict=True)
        ],
        empty="no opportunities that match",
    )


@app.command(help_epilogue=example("dealtrail opportunity show OPP-17"))
def show(opportunity: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show an opportunity and its latest history."""
    from daemon.cli.records.shapes import Shapes, line_shape, name_in, reminder_in

    with session.reading() as unit:
        found = unit.opportunities.find(opportunity)
        brief = unit.opportunities.brief(found.number)
        shape = Shapes(unit, session).opportunity(found)
    if as_json:
        say_json(shape | {"history": [line_shape(line) for line in brief.latest]})
        return
    say(f"{session.key(found.number)} {found.title}", "bold")
    company = f", {brief.account}" if found.contact_id is not None and brief.account else ""
    phone = f", {brief.party_phone}" if brief.party_phone else ""
    say_fields(
        {
            "linked to": f"{brief.party}{company}{phone}",
            "assigned to": name_in(shape, "assigned_to") or "nobody",
            "stage": f"{found.stage_name or 'no stage'}, {found.probability} %",
            "close date": str(found.close_date or ""),
            "closed": local(found.closed_at, session.zone),
            "reminder": reminder_in(found, session),
            "created": local(found.created_at, session.zone),
        }
    )
    if brief.latest:
        say()
        _say_history(brief.latest, session)


@app.command(
    help_epilogue=example(
        "dealtrail opportunity edit OPP-17 --stage negotiation --probability 60",
        "dealtrail opportunity edit OPP-17 --assign cora --clear close-date",
    )
)
def edit(
    opportunity: Which,
    *,
    title: Annotated[str | None, Parameter(help="A new title.")] = None,
    contact: ContactName = None,
    account: AccountName = None,
    assign: UserName = None,
    stage: StageName = None,
    probability: Percent = None,
    close_date: Day = None,
    clear: Annotated[tuple[Literal["assign", "close-date"], ...], Parameter(help="Empty this; can be repeated.")] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of an opportunity, and nothing else."""
    if contact is not None and account is not None:
        raise WrongUse("an opportunity is linked to exactly one party; give --contact or --account, not both")
    given = {"title": title, "probability": probability, "close-date": close_date}
    given |= {"contact": contact, "account": account, "assign": assign, "stage": stage}
    named = changes(given, clear, empty={"assign": None, "close-date": None})
    fields = _fields(session, title=title, probability=probability, close_date=close_date)
    fields |= {column: None for name, column in _CLEARED.items() if name in named and named[name] is None}
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        fields |= _references(unit, contact, account, assign, stage)
        told = _told(unit, session, unit.opportunities.edit(number, **fields))
    tell(*told, as_json)


@app.command(
    help_epilogue=example(
        "dealtrail opportunity close OPP-17 won", "dealtrail opportunity close OPP-17 lost --on 2025-03-04"
    )
)
def close(
    opportunity: Which,
    outcome: Annotated[Literal["won", "lost"], Parameter(help="How it ended: won or lost.")],
    *,
    on: Annotated[str | None, Parameter(help="The day it was decided; today when left out.")] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Close an opportunity as won or lost; nothing of it can be changed until it is reopened."""
    decided = _closing_time(on, session)
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        told = _told(unit, session, unit.opportunities.close(number, outcome == "won", decided))
    tell(*told, as_json)


@app.command(
    help_epilogue=example("dealtrail opportunity reopen OPP-17", "dealtrail opportunity reopen 17 --stage proposal")
)
def reopen(
    opportunity: Which,
    *,
    stage: Annotated[str | None, Parameter(help="The open stage it goes to; the first one when left out.")] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Open a closed opportunity again, with the probability it had."""
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        wanted = unit.stages.find(stage) if stage is not None else unit.stages.default()
        told = _told(unit, session, unit.opportunities.reopen(number, wanted.id))
    tell(*told, as_json)


@app.command(
    help_epilogue=example("dealtrail opportunity history OPP-17", "dealtrail opportunity history 17 --limit 5 --json")
)
def history(opportunity: Which, *, limit: Count = 50, as_json: AsJson = False, session: Here) -> None:
    """Show its e-mails and appointments, newest first, each with the rule that linked it."""
    from daemon.cli.records.shapes import line_shape

    with session.reading() as unit:
        lines = unit.opportunities.history(unit.opportunities.find(opportunity).number, limit)
    if as_json:
        say_json([line_shape(line) for line in lines])
    else:
        _say_history(lines, session)


@app.command(
    help_epilogue=example(
        'dealtrail opportunity remind OPP-17 "2025-03-04 14:30"',
        'dealtrail opportunity remind OPP-17 "tomorrow 9:00"',
        "dealtrail opportunity remind OPP-17 2025-03-04T09:00+01:00",
        "dealtrail opportunity remind OPP-17 --off",
    )
)
def remind(
    opportunity: Which,
    when: Annotated[
        str | None,
        Parameter(help="Date and time, of the configured time zone where none is given; a date alone means 9:00."),
    ] = None,
    *,
    off: Annotated[bool, Parameter(help="Switch the reminder off.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Set the reminder, which is a task in the assigned user's Outlook, or switch it off."""
    if (when is None) != off:
        raise WrongUse("give a time, or --off")
    at = moment(when, session.zone, session.now()) if when is not None else None
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        shape, line = _told(unit, session, unit.opportunities.remind(number, at))
    tell(shape, f"{line}; reminder {local(at, session.zone) or 'off'}", as_json)


# --- what was typed, and what is told ---------------------------------------------------------------------------------

_CLEARED = {"assign": "assigned_to", "close-date": "close_date"}


def _fields(session: Session, *, close_date: str | None, **given: Any) -> dict[str, Any]:
    fields = {name: value for name, value in given.items() if value is not None}
    if close_date is not None:
        fields["close_date"] = day(close_date, session.zone, session.now())
    return fields


def _references(
    unit: Unit, contact: str | None, account: str | None, assign: str | None, stage: str | None
) -> dict[str, Any]:
    """The ids of the records that were named; raises NotFound and Ambiguous."""
    fields: dict[str, Any] = {}
    if contact is not None:
        fields["contact_id"] = unit.contacts.find(contact).id
    if account is not None:
        fields["account_id"] = unit.accounts.find(account).id
    if assign is not None:
        fields["assigned_to"] = unit.users.find(assign).id
    if stage is not None:
        fields["stage_id"] = unit.stages.find(stage).id
    return fields


def _told(unit: Unit, session: Session, opportunity: Opportunity) -> tuple[dict[str, Any], str]:
    from daemon.cli.records.shapes import Shapes

    shape = Shapes(unit, session).opportunity(opportunity)
    stage = f"{opportunity.stage_name or 'no stage'}, {opportunity.probability} %"
    return shape, f"{shape['key']} {opportunity.title}: {stage}"


def _closing_time(on: str | None, session: Session) -> datetime:
    """The end of that day, so that its mail still counts as sent before; now for today."""
    now = session.now()
    if on is None:
        return now
    end = datetime.combine(day(on, session.zone, now), time(23, 59, 59), session.zone).astimezone(UTC)
    if end - now >= timedelta(days=1):
        raise WrongUse(f"{on!r} is in the future; an opportunity is closed today or before")
    return min(now, end)


def _say_history(lines: list[HistoryLine] | tuple[HistoryLine, ...], session: Session) -> None:
    say_table(
        ("when", "", "from", "subject", "linked by", "item"),
        [
            (
                local(line.occurred_at, session.zone),
                line.kind.value,
                line.author,
                line.subject,
                f"{line.rule}: {line.evidence}" if line.evidence else line.rule,
                str(line.item_id),
            )
            for line in lines
        ],
        empty="no history yet",
    )
