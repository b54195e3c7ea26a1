"""`dealtrail contact`: people at customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.output import say_fields, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.changes import changes

if TYPE_CHECKING:
    from store.values import Contact

Which = Annotated[str, Parameter(help="Id, e-mail address or a part of the name.")]
Emails = Annotated[tuple[str, ...], Parameter(help="An e-mail address; can be repeated.")]
AccountName = Annotated[str | None, Parameter(help="The company: id or a part of the name.")]
Title = Annotated[str | None, Parameter(help="What they are at the company.")]
Phones = Annotated[
    tuple[str, ...] | None,
    Parameter(name="--phone", help="A phone number; can be repeated, the first is the one to call."),
]

app = App(name="contact", help_epilogue=example("dealtrail contact list"))


@app.command(help_epilogue=example('dealtrail contact add "Ann Lee" --email ann@client.example --account Fabrikam'))
def add(
    name: Annotated[str, Parameter(help="The person's name.")],
    *,
    email: Emails = (),
    account: AccountName = None,
    title: Title = None,
    phones: Phones = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a person; an e-mail address belongs to one contact only."""
    from daemon.cli.records.shapes import Shapes

    with session.writing() as unit:
        account_id = unit.accounts.find(account).id if account is not None else None
        contact = unit.contacts.add(
            name, addresses=email, account_id=account_id, title=title or "", phones=phones or ()
        )
        shape = Shapes(unit, session).contact(contact)
    tell(shape, _line(contact), as_json)


@app.command(
    name="list", help_epilogue=example("dealtrail contact list", "dealtrail contact list client.example --json")
)
def list_(
    search: Annotated[str, Parameter(help="A part of the name or of an address.")] = "",
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List people, by name."""
    from daemon.cli.records.shapes import Shapes, name_in

    with session.reading() as unit:
        contacts = unit.contacts.all(search)
        shapes = Shapes(unit, session)
        shown = [shapes.contact(contact) for contact in contacts]
    if as_json:
        say_json(shown)
    else:
        say_table(
            ("id", "name", "addresses", "account", "phone"),
            [
                (str(c["id"]), c["name"], ", ".join(c["addresses"]), name_in(c, "account"), "".join(c["phones"][:1]))
                for c in shown
            ],
            empty="no contacts" + (f" for {search!r}" if search else " yet"),
        )


@app.command(help_epilogue=example("dealtrail contact show ann@client.example"))
def show(contact: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a person, with their opportunities."""
    from daemon.cli.records.shapes import Shapes, name_in

    with session.reading() as unit:
        shapes = Shapes(unit, session)
        found = unit.contacts.find(contact)
        opportunities = [one for one in unit.opportunities.all() if one.contact_id == found.id]
        shape = shapes.contact(found) | {"opportunities": [shapes.opportunity(one) for one in opportunities]}
    if as_json:
        say_json(shape)
        return
    say_fields(
        {
            "id": str(found.id),
            "name": found.name,
            "title": found.title,
            "account": name_in(shape, "account"),
            "addresses": ", ".join(found.addresses),
            "phone": ", ".join(found.phones),
            "opportunities": ", ".join(f"{session.key(one.number)} {one.title}" for one in opportunities),
        }
    )


@app.command(
    help_epilogue=example(
        "dealtrail contact edit ann@client.example --add-email ann.lee@client.example",
        'dealtrail contact edit "Ann Lee" --clear account --title Buyer',
    )
)
def edit(
    contact: Which,
    *,
    name: Annotated[str | None, Parameter(help="A new name.")] = None,
    email: Annotated[tuple[str, ...], Parameter(help="The only addresses from now on; can be repeated.")] = (),
    add_email: Annotated[tuple[str, ...], Parameter(help="One more address; can be repeated.")] = (),
    remove_email: Annotated[tuple[str, ...], Parameter(help="An address to take off; can be repeated.")] = (),
    account: AccountName = None,
    title: Title = None,
    phones: Phones = None,
    clear: Annotated[
        tuple[Literal["account", "title", "phones", "emails"], ...], Parameter(help="Empty this; can be repeated.")
    ] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a person, and nothing else."""
    from daemon.cli.records.shapes import Shapes

    named = changes(
        {
            "name": name,
            "title": title,
            "phones": phones,
            "account": account,
            "emails": email or None,
            "more": add_email or None,
            "fewer": remove_email or None,
        },
        clear,
        empty={"account": None, "emails": ()},
    )
    with session.writing() as unit:
        found = unit.contacts.find(contact)
        if "account" in named:
            wanted = named.pop("account")
            named["account_id"] = unit.accounts.find(wanted).id if wanted is not None else None
        if {"emails", "more", "fewer"} & set(named):
            base = named.pop("emails", found.addresses)
            named["addresses"] = _addresses(base, named.pop("more", ()), named.pop("fewer", ()))
        edited = unit.contacts.edit(found.id, **named)
        shape = Shapes(unit, session).contact(edited)
    tell(shape, _line(edited), as_json)


def _addresses(base: tuple[str, ...], more: tuple[str, ...], fewer: tuple[str, ...]) -> tuple[str, ...]:
    """Raises NotFound for an address that is to be taken off and is not there."""
    from store.addresses import normalise
    from store.errors import NotFound

    left_out = {normalise(address) for address in fewer}
    if unknown := left_out - {normalise(address) for address in base}:
        raise NotFound("address of the contact", sorted(unknown)[0], base)
    return tuple(a for a in (*base, *more) if normalise(a) not in left_out)


def _line(contact: Contact) -> str:
    addresses = f" <{', '.join(contact.addresses)}>" if contact.addresses else ""
    return f"contact {contact.id}: {contact.name}{addresses}"
