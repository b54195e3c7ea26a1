"""`opportunity add` and `edit`: the fields of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here
from daemon.cli.base.when import moment
from daemon.cli.records.changes import changes
from daemon.cli.records.opportunity.common import (
    AccountName,
    ContactName,
    Day,
    Percent,
    StageName,
    UserName,
    Which,
    fields_of,
    references,
    told_of,
)

if TYPE_CHECKING:
    pass


_CLEARED = {"assign": "assigned_to", "close-date": "close_date"}


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
    fields = fields_of(session, probability=probability, close_date=close_date)
    at = moment(remind, session.zone, session.now()) if remind is not None else None
    with session.writing() as unit:
        fields |= references(unit, contact, account, assign, stage)
        opportunity = unit.opportunities.add(title, **fields)
        if at:
            opportunity = unit.opportunities.remind(opportunity.number, at)
        told = told_of(unit, session, opportunity)
    tell(*told, as_json)


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
    fields = fields_of(session, title=title, probability=probability, close_date=close_date)
    fields |= {column: None for name, column in _CLEARED.items() if name in named and named[name] is None}
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        fields |= references(unit, contact, account, assign, stage)
        told = told_of(unit, session, unit.opportunities.edit(number, **fields))
    tell(*told, as_json)
