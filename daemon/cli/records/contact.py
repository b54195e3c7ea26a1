"""`dealtrail contact`: people at customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.again import AndNew, save_each
from daemon.cli.base.output import say, say_fields, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.changes import adjusted, changes
from daemon.cli.records.own_fields import OwnFields, Where, set_fields

if TYPE_CHECKING:
    from store.unit import Unit
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
Count = Annotated[int | None, Parameter(validator=Number(gte=1), help="At most this many.")]

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
    from daemon.shapes import Shapes
    from store.values import Record

    def save(one: str) -> tuple[dict[str, Any], str]:
        is_first = one == name
        called, addresses = (one, email) if is_first else _with_address(one)
        with session.writing() as unit:
            contact = unit.contacts.add(
                called,
                addresses=addresses,
                account_id=unit.accounts.find(account).id if account is not None else None,
                title=title or "",
                phones=phones or (),
                type_id=_type_id(unit, type_),
                external_id=external_id if is_first else None,
            )
            set_fields(unit, Record.CONTACT, contact.id, fields)
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
    from daemon.shapes import Shapes, name_in
    from store.values import Record

    with session.reading() as unit:
        account_id = unit.accounts.find(account).id if account is not None else None
        type_id = _type_id(unit, type_)
        contacts = unit.contacts.all(
            search,
            account_id=account_id,
            type_id=type_id,
            where=unit.fields.filters(Record.CONTACT, where),
            limit=limit,
        )
        shown = Shapes(unit, session.prefix).contacts(contacts)
    if as_json:
        say_json(shown)
    else:
        say_table(
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
                for c in shown
            ],
            empty=_none(search, bool(account or type_ or where)),
        )


@app.command(help_epilogue=example("dealtrail contact show ann@client.example"))
def show(contact: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a person, with their opportunities."""
    from daemon.cli.history.common import LATEST, say_history
    from daemon.shapes import Shapes, fields_in_words, line_shape, name_in
    from store.values import HistoryOf

    with session.reading() as unit:
        shapes = Shapes(unit, session.prefix)
        found = unit.contacts.find(contact)
        opportunities = unit.opportunities.of_party(contact_id=found.id)
        shape = shapes.contact(found) | {"opportunities": [shapes.opportunity(one) for one in opportunities]}
        lines = unit.items.history(HistoryOf(contact_id=found.id), limit=LATEST)
    if as_json:
        say_json(shape | {"history": [line_shape(line) for line in lines]})
        return
    say_fields(
        {
            "id": str(found.id),
            "name": found.name,
            "title": found.title,
            "type": found.type,
            "account": name_in(shape, "account"),
            "addresses": ", ".join(found.addresses),
            "phone": ", ".join(found.phones),
            "external id": found.external_id or "",
            **fields_in_words(shape),
            "opportunities": ", ".join(f"{session.key(one.number)} {one.title}" for one in opportunities),
        }
    )
    if lines:
        say()
        say_history(lines, session)


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
    from daemon.shapes import Shapes
    from store.addresses import normalise
    from store.values import Record

    given: dict[str, Any] = {"name": name, "title": title, "phones": phones, "account": account, "type": type_}
    given |= {"external-id": external_id, "emails": email or None}
    given |= {"fields": fields or None}
    given |= {"more": add_email or None, "fewer": remove_email or None}
    empty = {"account": None, "emails": (), "phones": (), "type": None, "external-id": None}
    named = changes(given, clear, empty=empty)
    named.pop("fields", None)
    with session.writing() as unit:
        found = unit.contacts.find(contact)
        if "account" in named:
            wanted = named.pop("account")
            named["account_id"] = unit.accounts.find(wanted).id if wanted is not None else None
        if "type" in named:
            named["type_id"] = _type_id(unit, named.pop("type"))
        if "external-id" in named:
            named["external_id"] = named.pop("external-id")
        if {"emails", "more", "fewer"} & set(named):
            base = named.pop("emails", found.addresses)
            more, fewer = named.pop("more", ()), named.pop("fewer", ())
            named["addresses"] = adjusted("address of the contact", base, more, fewer, normalise)
        set_fields(unit, Record.CONTACT, found.id, fields)
        edited = unit.contacts.edit(found.id, **named)
        shape = Shapes(unit, session.prefix).contact(edited)
    tell(shape, _line(edited), as_json)


@app.command(help_epilogue=example("dealtrail contact delete ann@client.example"))
def delete(contact: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Move a person to the recycle bin; refused while opportunities or projects are linked to them."""
    from daemon.cli.records.deleting import delete as move_to_bin
    from store.values import Record

    move_to_bin(session, Record.CONTACT, lambda unit: unit.contacts.find(contact).id, as_json)


def _type_id(unit: Unit, name: str | None) -> int | None:
    from store.values import ListName

    return unit.lists.find(ListName.CONTACT_TYPE, name).id if name is not None else None


def _none(search: str, filtered: bool) -> str:
    if filtered:
        return "no contacts that match"
    return "no contacts" + (f" for {search!r}" if search else " yet")


def _line(contact: Contact) -> str:
    addresses = f" <{', '.join(contact.addresses)}>" if contact.addresses else ""
    return f"contact {contact.id}: {contact.name}{addresses}"
