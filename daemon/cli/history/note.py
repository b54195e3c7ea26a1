"""`dealtrail note`: business notes."""

from __future__ import annotations

from cyclopts import App

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

app = App(name="note", help_epilogue=example('dealtrail note add "Asked for a rebate" --opportunity OPP-17'))


@app.command(
    help_epilogue=example(
        'dealtrail note add "Asked for a rebate" --opportunity OPP-17 --text "5 % would do."',
        'dealtrail note add "New head of purchasing" --account Fabrikam --at "2025-03-04 9:00"',
    )
)
def add(
    title: Title, *, of: Of = NONE, text: Text = None, at: At = None, as_json: AsJson = False, session: Here
) -> None:
    """Write a note into the history of an opportunity, a person or a company."""
    from daemon.acts import add_note

    record, when, body = of.named(), at_of(at, session), text_of(text) or ""
    save_item(session, lambda unit: add_note(unit, record, title, body, at=when), as_json)


@app.command(help_epilogue=example('dealtrail note edit 4711 --title "Wants a rebate" --text "7 %, he says."'))
def edit(
    item: Item, *, title: NewTitle = None, text: Text = None, at: At = None, as_json: AsJson = False, session: Here
) -> None:
    """Change what is named of a note, and nothing else."""
    from daemon.acts import edit_note

    named = changes({"subject": title, "body": text_of(text), "occurred_at": at_of(at, session)})
    save_item(session, lambda unit: edit_note(unit, item, named), as_json)


show_and_delete(app, "note", 4711, shows="Show a note.", deletes="Move a note to the recycle bin.")
