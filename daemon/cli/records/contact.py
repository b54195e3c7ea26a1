"""`dealtrail contact`: people at customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.again import AndNew, save_each
from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.alike import warn_of_alike
from daemon.cli.records.merging import DryRun
from daemon.cli.records.own_fields import OwnFields, Where
from daemon.cli.records.parties import Count, changed, none_found, say_parties, say_party
from daemon.shapes import Shape, Shapes, name_in

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
Type = Annotated[str | None, Parameter(help="A value of the list of contact types, or a part of it.")]
ExternalId = Annotated[str | None, Parameter(help="Their id in the system that they come from.")]

app = App(name="contact", help_epilogue=example("dealtrail contact list"))


@app.command(help_epilogue=example('dealtrail contact add "Ann Lee" --email ann@client.example --account Fabrikam'))
def add(
    name: Annotated[str, Parameter(help="The person's name.")],
    *,
    email: Emails = (),
    account: AccountName = None,
    title: Title = None,
    phones: Phones = None,
    type_: Annotated[Type, Parameter(name="--type")] = None,
    external_id: ExternalId = None,
    fields: OwnFields = (),
    and_new: AndNew = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a person; an e-mail address belongs to one contact only. Next ones: "Ann Lee <ann@x.example>"."""
    from daemon.acts import add_contact

    def save(one: str) -> tuple[Shape, str]:
        is_first = one == name
        called, addresses = (one, email) if is_first else _with_address(one)
        with session.writing() as unit:
            contact = add_contact(
                unit,
                called,
                addresses=addresses,
                account=account,
                title=title or "",
                phones=phones or (),
                type=type_,
                external_id=external_id if is_first else None,
                own=fields,
            )
            warn_of_alike(unit, contact)
            return Shapes(unit, session.prefix).contact(contact), _line(contact)

    save_each(name, and_new, as_json, save)


def _with_address(text: str) -> tuple[str, tuple[str, ...]]:
    """The name and the address of "Ann Lee <ann@client.example>"; either alone is a name."""
    name, _, rest = text.partition("<")
    address = rest.strip().removesuffix(">").strip()
    return (name.strip(), (address,)) if name.strip() and address else (text, ())


@app.command(
    name="list",
    help_epilogue=example(
        "dealtrail contact list client.example --json", "dealtrail contact list --account Fabrikam --type buyer"
    ),
)
def list_(
    search: Annotated[str, Parameter(help="A part of the name or of an address.")] = "",
    *,
    account: Annotated[str | None, Parameter(help="Only those of this company.")] = None,
    type_: Annotated[Type, Parameter(name="--type")] = None,
    where: Where = (),
    limit: Count = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List people, by name."""
    from daemon.acts import contacts_found

    with session.reading() as unit:
        contacts = contacts_found(unit, search, account=account, type=type_, where=where, limit=limit)
        shapes = Shapes(unit, session.prefix).contacts(contacts)
    say_parties(
        shapes,
        ("id", "name", "addresses", "account", "type", "phone"),
        [
            (
                str(c["id"]),
                c["name"],
                ", ".join(c["addresses"]),
                name_in(c, "account"),
                c["type"] or "",
                "".join(c["phones"][:1]),
            )
            for c in shapes
        ],
        as_json,
        empty=none_found("contacts", search and f"for {search!r}", is_filtered=bool(account or type_ or where)),
    )


@app.command(help_epilogue=example("dealtrail contact show ann@client.example"))
def show(contact: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a person, with their opportunities."""
    from daemon.acts import contact_whole
    from daemon.cli.history.common import LATEST

    with session.reading() as unit:
        found = contact_whole(unit, contact, LATEST)
        shape = found.shape(Shapes(unit, session.prefix))
    fields = {
        "title": shape["title"],
        "type": shape["type"] or "",
        "account": name_in(shape, "account"),
        "addresses": ", ".join(shape["addresses"]),
        "phone": ", ".join(shape["phones"]),
    }
    say_party(shape, fields, found, session, as_json)


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
    type_: Annotated[Type, Parameter(name="--type")] = None,
    external_id: ExternalId = None,
    fields: OwnFields = (),
    clear: Annotated[
        tuple[Literal["account", "title", "phones", "emails", "type", "external-id"], ...],
        Parameter(help="Empty this; can be repeated."),
    ] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a person, and nothing else."""
    from daemon.acts import edit_contact

    given = {"name": name, "title": title, "phones": phones, "account": account, "type": type_}
    given |= {"external-id": external_id, "emails": email or None}
    named = changed(given, clear, own=fields, more=add_email, fewer=remove_email, empty=("emails", "phones"))
    with session.writing() as unit:
        edited = edit_contact(unit, contact, named, fields)
        shape = Shapes(unit, session.prefix).contact(edited)
    tell(shape, _line(edited), as_json)


@app.command(
    help_epilogue=example(
        "dealtrail contact merge ann@client.example 9 --dry-run",
        "dealtrail contact merge 3 7",
    )
)
def merge(
    contact: Which,
    other: Annotated[str, Parameter(help="The one that becomes one with it, named the same way.")],
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Make one of two people: all that hangs on OTHER is CONTACT's from now on.

    What CONTACT lacks is taken over; where both say something, CONTACT's stays. OTHER is in the recycle bin then, and
    restoring it from there undoes all of this.
    """
    from daemon.cli.records.merging import merge as merge_the_two
    from store.values import Record

    merge_the_two(session, Record.CONTACT, contact, other, dry_run=dry_run, as_json=as_json)


@app.command(help_epilogue=example("dealtrail contact delete ann@client.example"))
def delete(contact: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Move a person to the recycle bin; refused while opportunities or projects are linked to them."""
    from daemon.cli.records.deleting import delete as move_to_bin
    from store.values import Record

    move_to_bin(session, Record.CONTACT, contact, as_json)


def _line(contact: Contact) -> str:
    addresses = f" <{', '.join(contact.addresses)}>" if contact.addresses else ""
    return f"contact {contact.id}: {contact.name}{addresses}"
