"""`opportunity list`, `show` and `history`: reading the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say, say_fields, say_json, say_table
from daemon.cli.base.session import AsJson, Here
from daemon.cli.history.common import Count, Kind, Skip
from daemon.cli.history.looking import EVERYTHING, Looked
from daemon.cli.records.opportunity.common import Which
from daemon.cli.records.opportunity.filters import Filter
from daemon.cli.records.opportunity.sums import say_sums
from daemon.shapes import Shapes, fields_in_words, local, name_in, page_shape, reminder_in

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import Opportunity


ALL = Filter()
PAGE = 50

Sort = Literal[
    "number",
    "title",
    "party",
    "assigned",
    "stage",
    "probability",
    "total",
    "revenue",
    "type",
    "source",
    "terms",
    "reason",
    "close-date",
    "expires",
    "delivery",
    "created",
    "modified",
    "closed",
    "currency",
]


def list_(
    search: Annotated[str, Parameter(help="A part of the title.")] = "",
    *,
    wanted: Filter = ALL,
    sort: Annotated[Sort, Parameter(help="By this; those without it come last.")] = "number",
    desc: Annotated[bool, Parameter(help="The largest first.")] = False,
    limit: Annotated[
        int | None, WHOLE, Parameter(validator=Number(gte=1), help="At most this many; else 50, and with --json all.")
    ] = None,
    offset: Annotated[int, WHOLE, Parameter(validator=Number(gte=0), help="Leave out this many first.")] = 0,
    totals: Annotated[bool, Parameter(help="Count all that match, and add them up.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List opportunities: open ones unless --state says otherwise, a page at a time."""
    from daemon.acts import opportunities_page, sums_of
    from store.values import SortBy

    limit = limit if limit is not None or as_json else PAGE
    with session.reading() as unit:
        meant = wanted.wanted(unit, session, title=search, state="open")
        order = SortBy(sort)
        found, is_more = opportunities_page(unit, meant, sort=order, descending=desc, limit=limit, offset=offset)
        shown = Shapes(unit, session.prefix).opportunities(found)
        sums = sums_of(unit, meant) if totals else []
    if as_json:
        say_json(page_shape(shown, sums) if totals else shown)
        return
    _say_list(found, shown, session)
    if is_more:
        next_one = offset + len(shown)
        count = f"{sum(one.count for one in sums) - next_one} more" if totals else "there are more"
        say(f"{count}: --offset {next_one}")
    say_sums(sums)


def _say_list(found: Sequence[Opportunity], shown: Sequence[dict[str, Any]], session: Session) -> None:
    say_table(
        ("key", "title", "linked to", "assigned to", "stage", "%", "expected", "close date", "reminder"),
        [
            (
                shape["key"],
                one.title,
                name_in(shape, "account") or name_in(shape, "contact"),
                name_in(shape, "assigned_to"),
                one.stage_name,
                str(one.probability),
                f"{one.expected_revenue} {one.currency}" if one.total else "",
                str(one.close_date or ""),
                reminder_in(one, session.zone) if one.reminder_on else "",
            )
            for one, shape in zip(found, shown, strict=True)
        ],
        empty="no opportunities that match",
    )


def show(opportunity: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show an opportunity and its latest history."""
    from daemon.acts import opportunity_whole
    from daemon.cli.history.common import say_history
    from daemon.cli.records.activity import say_activities
    from daemon.cli.records.opportunity.items import say_items

    with session.reading() as unit:
        whole = opportunity_whole(unit, opportunity, session.zone)
        found, brief, lines, states = whole.opportunity, whole.brief, whole.lines, whole.activities
        shape = whole.shape(Shapes(unit, session.prefix))
    if as_json:
        say_json(shape)
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
            **fields_in_words(shape),
            "projects": ", ".join(f"{one.id} {one.name}" for one in whole.projects),
            "closed": local(found.closed_at, session.zone),
            "reason for losing": found.lost_reason,
            "reminder": reminder_in(found, session.zone),
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
    looked: Looked = EVERYTHING,
    limit: Count = 50,
    offset: Skip = 0,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Show its history of all kinds, newest first, each item with the rule that linked it."""
    from daemon.cli.history.history import list_ as list_history

    list_history(opportunity, kind=kind, looked=looked, limit=limit, offset=offset, as_json=as_json, session=session)
