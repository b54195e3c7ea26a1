"""`dealtrail account`: companies."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.output import say_fields, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.changes import changes

Which = Annotated[str, Parameter(help="Id or a part of the name.")]
Phone = Annotated[str | None, Parameter(help="The phone number.")]
Web = Annotated[str | None, Parameter(help="The web page.")]
Address = Annotated[str | None, Parameter(help="The postal address.")]

app = App(name="account", help_epilogue=example("dealtrail account list"))


@app.command(help_epilogue=example('dealtrail account add Fabrikam --phone "+47 22 00 00 00"'))
def add(
    name: Annotated[str, Parameter(help="The company's name.")],
    *,
    phone: Phone = None,
    web: Web = None,
    address: Address = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a company."""
    from daemon.cli.records.shapes import Shapes

    with session.writing() as unit:
        account = unit.accounts.add(name, phone=phone or "", web=web or "", address=address or "")
        shape = Shapes(unit, session).account(account)
    tell(shape, f"account {account.id}: {account.name}", as_json)


@app.command(name="list", help_epilogue=example("dealtrail account list", "dealtrail account list fabri --json"))
def list_(
    search: Annotated[str, Parameter(help="A part of the name.")] = "",
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List companies, by name."""
    from daemon.cli.records.shapes import Shapes

    with session.reading() as unit:
        accounts = unit.accounts.all(search)
        shapes = [Shapes(unit, session).account(account) for account in accounts]
    if as_json:
        say_json(shapes)
    else:
        say_table(
            ("id", "name", "phone", "web"),
            [(str(a.id), a.name, a.phone, a.web) for a in accounts],
            empty="no accounts" + (f" with {search!r} in their name" if search else " yet"),
        )


@app.command(help_epilogue=example("dealtrail account show fabrikam"))
def show(account: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a company, with its contacts and opportunities."""
    from daemon.cli.records.shapes import Shapes

    with session.reading() as unit:
        shapes = Shapes(unit, session)
        found = unit.accounts.find(account)
        contacts = [contact for contact in unit.contacts.all() if contact.account_id == found.id]
        opportunities = [one for one in unit.opportunities.all() if one.account_id == found.id]
        shape = shapes.account(found) | {
            "contacts": [shapes.contact(contact) for contact in contacts],
            "opportunities": [shapes.opportunity(one) for one in opportunities],
        }
    if as_json:
        say_json(shape)
        return
    say_fields(
        {
            "id": str(found.id),
            "name": found.name,
            "phone": found.phone,
            "web": found.web,
            "address": ", ".join(found.address.splitlines()),
            "contacts": ", ".join(contact.name for contact in contacts),
            "opportunities": ", ".join(f"{session.key(one.number)} {one.title}" for one in opportunities),
        }
    )


@app.command(
    help_epilogue=example(
        'dealtrail account edit fabrikam --phone "+47 22 11 11 11"', "dealtrail account edit 3 --clear web"
    )
)
def edit(
    account: Which,
    *,
    name: Annotated[str | None, Parameter(help="A new name.")] = None,
    phone: Phone = None,
    web: Web = None,
    address: Address = None,
    clear: Annotated[
        tuple[Literal["phone", "web", "address"], ...], Parameter(help="Empty this; can be repeated.")
    ] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a company, and nothing else."""
    from daemon.cli.records.shapes import Shapes

    named = changes({"name": name, "phone": phone, "web": web, "address": address}, clear)
    with session.writing() as unit:
        edited = unit.accounts.edit(unit.accounts.find(account).id, **named)
        shape = Shapes(unit, session).account(edited)
    tell(shape, f"account {edited.id}: {edited.name}", as_json)
