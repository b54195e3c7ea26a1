"""`dealtrail call`: phone logs."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.history.common import (
    NONE,
    At,
    Item,
    NewTitle,
    Of,
    Text,
    Title,
    at_of,
    save_item,
    show_and_delete,
    text_of,
)
from daemon.cli.records.changes import changes

Phone = Annotated[str | None, Parameter(name="--number", help="The phone number.")]
Minutes = Annotated[int | None, WHOLE, Parameter(validator=Number(gte=0), help="How long it took.")]

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
    of: Of = NONE,
    number: Phone = None,
    incoming: Annotated[bool, Parameter(help="They called; without this, the call was ours.")] = False,
    minutes: Minutes = None,
    text: Text = None,
    at: At = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Log a phone call in the history of an opportunity, a person or a company."""
    from daemon.acts import add_call

    record, when, body = of.named(), at_of(at, session), text_of(text) or ""
    given: dict[str, Any] = {"number": number or "", "is_incoming": incoming, "minutes": minutes}
    save_item(session, lambda unit: add_call(unit, record, title, body, at=when, **given), as_json)


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
    from daemon.acts import edit_call

    given = {"subject": title, "body": text_of(text), "occurred_at": at_of(at, session)}
    named = changes(given | {"number": number, "is_incoming": direction, "minutes": minutes})
    save_item(session, lambda unit: edit_call(unit, item, named), as_json)


show_and_delete(app, "call", 4712, shows="Show a phone log.", deletes="Move a phone log to the recycle bin.")
