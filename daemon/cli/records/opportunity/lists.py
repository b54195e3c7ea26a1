"""`opportunity list`, `show` and `history`: reading the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from daemon.cli.base.output import local, say, say_fields, say_json, say_table
from daemon.cli.base.session import AsJson, Here
from daemon.cli.history.common import Count, Kind, Skip
from daemon.cli.records.opportunity.common import (
    StageName,
    UserName,
    Which,
)

if TYPE_CHECKING:
    pass


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


def show(opportunity: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show an opportunity and its latest history."""
    from daemon.cli.history.common import say_history
    from daemon.cli.records.activity import say_activities
    from daemon.cli.records.activity import shape_of as activity_shape
    from daemon.cli.records.opportunity.items import item_shape, say_items
    from daemon.cli.records.shapes import Shapes, line_shape, name_in, reminder_in

    with session.reading() as unit:
        found = unit.opportunities.find(opportunity)
        brief = unit.opportunities.brief(found.number)
        lines = unit.line_items.of(found.number)
        shape = Shapes(unit, session).opportunity(found)
        states = unit.activities.states(found.number, session.zone)
    if as_json:
        shape |= {"items": [item_shape(line) for line in lines]}
        shape |= {"activities": [activity_shape(state) for state in states]}
        say_json(shape | {"history": [line_shape(line) for line in brief.latest]})
        return
    by = shape["initiated_by"]
    say(f"{session.key(found.number)} {found.title}", "bold")
    company = f", {brief.account}" if found.contact_id is not None and brief.account else ""
    phone = f", {brief.party_phone}" if brief.party_phone else ""
    say_fields(
        {
            "linked to": f"{brief.party}{company}{phone}",
            "assigned to": name_in(shape, "assigned_to") or "nobody",
            "stage": f"{found.stage_name or 'no stage'}, {found.probability} %",
            "type": found.type,
            "source": found.source,
            "initiated by": f"{by['kind']} {by['name']}" if by else "",
            "total": f"{found.total} {found.currency}" if lines else "",
            "expected revenue": f"{found.expected_revenue} {found.currency}" if lines else "",
            "payment terms": found.payment_terms,
            "close date": str(found.close_date or ""),
            "expiration date": str(found.expiration_date or ""),
            "delivery date": str(found.delivery_date or ""),
            "categories": ", ".join(found.categories),
            "competitors": found.competitors,
            "comments": found.comments,
            "external id": found.external_id or "",
            "closed": local(found.closed_at, session.zone),
            "reminder": reminder_in(found, session),
            "created": local(found.created_at, session.zone),
        }
    )
    if lines:
        say()
        say_items(lines)
    if states:
        say()
        say_activities(states, session)
    if brief.latest:
        say()
        say_history(brief.latest, session)


def history(
    opportunity: Which,
    *,
    kind: Kind = None,
    limit: Count = 50,
    offset: Skip = 0,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Show its history of all kinds, newest first, each item with the rule that linked it."""
    from daemon.cli.history.history import list_ as list_history

    list_history(opportunity, kind=kind, limit=limit, offset=offset, as_json=as_json, session=session)
