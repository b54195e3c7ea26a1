"""`dealtrail note`: business notes."""

from __future__ import annotations

from cyclopts import App

from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.history.common import Account, At, Contact, Item, NewTitle, Opportunity, Text, Title
from daemon.cli.records.changes import changes
from daemon.shapes import item_shape

app = App(name="note", help_epilogue=example('dealtrail note add "Asked for a rebate" --opportunity OPP-17'))


@app.command(
    help_epilogue=example(
        'dealtrail note add "Asked for a rebate" --opportunity OPP-17 --text "5 % would do."',
        'dealtrail note add "New head of purchasing" --account Fabrikam --at "2025-03-04 9:00"',
    )
)
def add(
    title: Title,
    *,
    opportunity: Opportunity = None,
    contact: Contact = None,
    account: Account = None,
    text: Text = None,
    at: At = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Write a note into the history of an opportunity, a person or a company."""
    from daemon.cli.history.common import at_of, history_of, one_record, tell_item, text_of

    one_record(opportunity, contact, account)
    when, body = at_of(at, session), text_of(text) or ""
    with session.writing() as unit:
        note = unit.notes.add(history_of(unit, opportunity, contact, account), title, body, at=when)
        shape = item_shape(unit, note, session.prefix)
    tell_item(shape, "", as_json)


@app.command(help_epilogue=example('dealtrail note edit 4711 --title "Wants a rebate" --text "7 %, he says."'))
def edit(
    item: Item, *, title: NewTitle = None, text: Text = None, at: At = None, as_json: AsJson = False, session: Here
) -> None:
    """Change what is named of a note, and nothing else."""
    from daemon.cli.history.common import at_of, tell_item, text_of

    named = changes({"subject": title, "body": text_of(text), "occurred_at": at_of(at, session)})
    with session.writing() as unit:
        shape = item_shape(unit, unit.notes.edit(item, **named), session.prefix)
    tell_item(shape, "", as_json)


@app.command(help_epilogue=example("dealtrail note show 4711"))
def show(item: Item, *, as_json: AsJson = False, session: Here) -> None:
    """Show a note."""
    from daemon.cli.history.common import show_item
    from store.values import ItemKind

    show_item(session, item, ItemKind.NOTE, as_json)


@app.command(help_epilogue=example("dealtrail note delete 4711"))
def delete(item: Item, *, as_json: AsJson = False, session: Here) -> None:
    """Move a note to the recycle bin."""
    from daemon.cli.history.common import delete_item
    from store.values import ItemKind

    delete_item(session, item, ItemKind.NOTE, as_json)
