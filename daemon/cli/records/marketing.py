"""`dealtrail marketing`: campaigns, and the opportunities that name them as their initiator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say, say_json, say_table, tell, tell_fields
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import day
from daemon.cli.records.alike import warn_of_alike
from daemon.cli.records.changes import changes
from daemon.shapes import Shapes, many, marketing_shape, tracked_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import MarketingActivity

Which = Annotated[str, Parameter(help="Id or a part of the title.")]
Type = Annotated[str | None, Parameter(name="--type", help="A value of the list of marketing types, or a part of it.")]
Day = Annotated[str | None, Parameter(help="A date: 2025-03-04, today or tomorrow.")]
Budget = Annotated[str | None, Parameter(help="What it may cost: 1234.50.")]
Currency = Annotated[str | None, Parameter(help="Of the budget: EUR (the default), USD, NOK …")]
Count = Annotated[int | None, WHOLE, Parameter(validator=Number(gte=1), help="At most this many.")]

app = App(name="marketing", help_epilogue=example("dealtrail marketing list"))


@app.command(
    help_epilogue=example('dealtrail marketing add "Oslo Fair" --type "trade show" --start 2025-05-01 --budget 1500')
)
def add(
    title: Annotated[str, Parameter(help="What it is called.")],
    *,
    type_: Type = None,
    start: Day = None,
    end: Day = None,
    budget: Budget = None,
    currency: Currency = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a marketing activity."""
    from daemon.acts import add_marketing

    given = {"type": type_, "starts_on": start, "ends_on": end, "budget": budget, "currency": currency}
    fields = _read({name: value for name, value in given.items() if value is not None}, session)
    with session.writing() as unit:
        added = add_marketing(unit, title, fields)
        warn_of_alike(unit, added)
    tell(marketing_shape(added), _line(added), as_json)


@app.command(name="list", help_epilogue=example("dealtrail marketing list", "dealtrail marketing list fair --json"))
def list_(
    search: Annotated[str, Parameter(help="A part of the title.")] = "",
    *,
    type_: Type = None,
    limit: Count = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List marketing activities, by title."""
    from daemon.acts import marketing_found

    with session.reading() as unit:
        found = marketing_found(unit, search, type=type_, limit=limit)
    if as_json:
        say_json([marketing_shape(one) for one in found])
        return
    say_table(
        ("id", "title", "type", "start", "end", "budget"),
        [(str(m.id), m.title, m.type, str(m.starts_on or ""), str(m.ends_on or ""), _budget(m)) for m in found],
        empty="no marketing activities" + (" that match" if search or type_ else " yet"),
    )


@app.command(help_epilogue=example("dealtrail marketing show fair"))
def show(marketing: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a marketing activity; `track` shows what it brought."""
    from daemon.acts import marketing_named

    with session.reading() as unit:
        found = marketing_named(unit, marketing)
    tell_fields(marketing_shape(found), _told(found), as_json)


@app.command(
    help_epilogue=example(
        "dealtrail marketing edit fair --end 2025-05-03", "dealtrail marketing edit fair --clear budget"
    )
)
def edit(
    marketing: Which,
    *,
    title: Annotated[str | None, Parameter(help="A new title.")] = None,
    type_: Type = None,
    start: Day = None,
    end: Day = None,
    budget: Budget = None,
    currency: Currency = None,
    clear: Annotated[
        tuple[Literal["type", "start", "end", "budget"], ...], Parameter(help="Empty this; can be repeated.")
    ] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a marketing activity, and nothing else."""
    from daemon.acts import edit_marketing

    given = {"title": title, "type": type_, "start": start, "end": end, "budget": budget, "currency": currency}
    named = changes(given, clear, empty=dict.fromkeys(("type", "start", "end", "budget")))
    columns = {"start": "starts_on", "end": "ends_on"}
    fields = _read({columns.get(name, name): value for name, value in named.items()}, session)
    with session.writing() as unit:
        edited = edit_marketing(unit, marketing, fields)
    tell(marketing_shape(edited), _line(edited), as_json)


@app.command(help_epilogue=example("dealtrail marketing delete fair"))
def delete(marketing: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Move a marketing activity to the recycle bin; opportunities keep it as their initiator."""
    from daemon.cli.records.deleting import delete as move_to_bin
    from store.values import Record

    move_to_bin(session, Record.MARKETING, marketing, as_json)


@app.command(help_epilogue=example("dealtrail marketing track fair", "dealtrail marketing track fair --json"))
def track(marketing: Which, *, limit: Count = None, as_json: AsJson = False, session: Here) -> None:
    """Show the opportunities that name it as initiator, how many they are, and their expected revenue."""
    from daemon.acts import track_marketing

    with session.reading() as unit:
        found, sums, opportunities = track_marketing(unit, marketing, limit)
        shown = Shapes(unit, session.prefix).opportunities(opportunities)
    if as_json:
        say_json(tracked_shape(found, sums, shown))
        return
    say(found.title, "bold")
    say_table(
        ("key", "title", "stage", "%", "expected revenue"),
        [
            (session.key(o.number), o.title, o.stage_name, str(o.probability), f"{o.expected_revenue:f} {o.currency}")
            for o in opportunities
        ],
        empty="no opportunity names it as its initiator",
    )
    total = ", ".join(f"{sum_:f} {currency}" for currency, sum_ in (sums.expected or {}).items())
    say(f"{many(sums.count, 'opportunity')} ({sums.open} open, {sums.closed} closed), expected revenue {total or '0'}")


def _read(given: dict[str, Any], session: Session) -> dict[str, Any]:
    """What was typed, with days as days; raises WrongUse."""
    dates = {name: given[name] for name in ("starts_on", "ends_on") if given.get(name) is not None}
    return given | {name: day(text, session.manner) for name, text in dates.items()}


def _budget(one: MarketingActivity) -> str:
    return "" if one.budget is None else f"{one.budget:f} {one.currency}"


def _line(one: MarketingActivity) -> str:
    return f"marketing {one.id}: {one.title}"


def _told(one: MarketingActivity) -> dict[str, str]:
    dates = {"start": str(one.starts_on or ""), "end": str(one.ends_on or "")}
    return {"id": str(one.id), "title": one.title, "type": one.type, **dates, "budget": _budget(one)}
