"""`dealtrail history`: what happened with an opportunity, a person or a company, and where each item shows."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import say_json
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.history.common import (
    Account,
    Contact,
    Count,
    Item,
    Kind,
    Skip,
    delete_item,
    kind_of,
    one_record,
    save_item,
    say_history,
    show_item,
    tell_item,
)
from daemon.cli.history.looking import EVERYTHING, Looked
from daemon.shapes import item_shape, line_shape

Key = Annotated[str, Parameter(help="The opportunity: key (OPP-17), number or a part of the title.")]

app = App(name="history", help_epilogue=example("dealtrail history list OPP-17"))


@app.command(
    name="list",
    help_epilogue=example(
        "dealtrail history list OPP-17",
        "dealtrail history list --contact ann@client.example --kind note",
        "dealtrail history list --account Fabrikam --limit 20 --offset 20 --json",
        "dealtrail history list OPP-17 --words price --person ann@client.example --from 2025-03-01",
    ),
)
def list_(
    opportunity: Annotated[str | None, Parameter(help="Of this opportunity: key, number or part of the title.")] = None,
    *,
    contact: Contact = None,
    account: Account = None,
    kind: Kind = None,
    looked: Looked = EVERYTHING,
    limit: Count = 50,
    offset: Skip = 0,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List a history of all kinds of items, newest first: all of it, or what is looked for."""
    from daemon.acts import history_found

    record = one_record(opportunity, contact, account)
    only = kind_of(kind)
    with session.reading() as unit:
        sought = looked.sought(unit, session)
        lines = history_found(unit, record, limit=limit, offset=offset, kind=only, sought=sought)
    if as_json:
        say_json([line_shape(line) for line in lines])
    else:
        say_history(lines, session)


@app.command(help_epilogue=example("dealtrail history show 4711"))
def show(item: Item, *, as_json: AsJson = False, session: Here) -> None:
    """Show an item of any kind, whole."""
    show_item(session, item, None, as_json)


@app.command(help_epilogue=example("dealtrail history link 4711 OPP-17"))
def link(item: Item, opportunity: Key, *, as_json: AsJson = False, session: Here) -> None:
    """Link an existing item to an opportunity; an e-mail or appointment gets its category in Outlook."""
    from daemon.acts import link_item

    with session.writing() as unit:
        changed, number = link_item(unit, item, opportunity, is_linked=True)
        shape = item_shape(unit, changed, session.prefix)
    tell_item(shape, f": linked to {session.key(number)}", as_json)


@app.command(help_epilogue=example("dealtrail history unlink 4711 OPP-17"))
def unlink(item: Item, opportunity: Key, *, as_json: AsJson = False, session: Here) -> None:
    """Take an item out of an opportunity's history; no rule links it there again."""
    from daemon.acts import link_item

    with session.writing() as unit:
        changed, number = link_item(unit, item, opportunity, is_linked=False)
        shape = item_shape(unit, changed, session.prefix)
    tell_item(shape, f": no longer linked to {session.key(number)}", as_json)


@app.command(help_epilogue=example("dealtrail history delete 4711"))
def delete(item: Item, *, as_json: AsJson = False, session: Here) -> None:
    """Move an item of any kind to the recycle bin; nothing in Outlook is deleted."""
    delete_item(session, item, None, as_json)


@app.command(help_epilogue=example("dealtrail history restore 4711"))
def restore(item: Item, *, as_json: AsJson = False, session: Here) -> None:
    """Bring an item back from the recycle bin, to wherever it was."""
    from daemon.acts import restore_item

    save_item(session, lambda unit: restore_item(unit, item), as_json, ": restored")
