"""`dealtrail call`: phone logs."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.history.common import Account, At, Contact, Item, NewTitle, Opportunity, Text, Title
from daemon.cli.records.changes import changes
from daemon.shapes import item_shape

Phone = Annotated[str | None, Parameter(name="--number", help="The phone number.")]
Minutes = Annotated[int | None, Parameter(validator=Number(gte=0), help="How long it took.")]

app = App(name="call", help_epilogue=example('dealtrail call add "About the price" --opportunity OPP-17 --incoming'))


@app.command(
    help_epilogue=example(
        'dealtrail call add "About the price" --opportunity OPP-17 --incoming --number "+47 22 00 00 00" --minutes 12',
        'dealtrail call add "No answer" --contact ann@client.example --at "2025-03-04 9:10"',
    )
)
def add(
    title: Title,
    *,
    opportunity: Opportunity = None,
    contact: Contact = None,
    account: Account = None,
    number: Phone = None,
    incoming: Annotated[bool, Parameter(help="They called; without this, the call was ours.")] = False,
    minutes: Minutes = None,
    text: Text = None,
    at: At = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Log a phone call in the history of an opportunity, a person or a company."""
    from daemon.cli.history.common import at_of, history_of, one_record, tell_item, text_of

    one_record(opportunity, contact, account)
    given: dict[str, Any] = {"number": number or "", "is_incoming": incoming, "minutes": minutes}
    when, body = at_of(at, session), text_of(text) or ""
    with session.writing() as unit:
        of = history_of(unit, opportunity, contact, account)
        shape = item_shape(unit, unit.calls.add(of, title, body, at=when, **given), session.prefix)
    tell_item(shape, "", as_json)


@app.command(help_epilogue=example("dealtrail call edit 4712 --minutes 15", "dealtrail call edit 4712 --outgoing"))
def edit(
    item: Item,
    *,
    title: NewTitle = None,
    number: Phone = None,
    direction: Annotated[bool | None, Parameter(name="--incoming", negative="--outgoing", help="Who called.")] = None,
    minutes: Minutes = None,
    text: Text = None,
    at: At = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a phone log, and nothing else."""
    from daemon.cli.history.common import at_of, tell_item, text_of

    given = {"subject": title, "body": text_of(text), "occurred_at": at_of(at, session)}
    named = changes(given | {"number": number, "is_incoming": direction, "minutes": minutes})
    with session.writing() as unit:
        shape = item_shape(unit, unit.calls.edit(item, **named), session.prefix)
    tell_item(shape, "", as_json)


@app.command(help_epilogue=example("dealtrail call show 4712"))
def show(item: Item, *, as_json: AsJson = False, session: Here) -> None:
    """Show a phone log."""
    from daemon.cli.history.common import show_item
    from store.values import ItemKind

    show_item(session, item, ItemKind.CALL, as_json)


@app.command(help_epilogue=example("dealtrail call delete 4712"))
def delete(item: Item, *, as_json: AsJson = False, session: Here) -> None:
    """Move a phone log to the recycle bin."""
    from daemon.cli.history.common import delete_item
    from store.values import ItemKind

    delete_item(session, item, ItemKind.CALL, as_json)
