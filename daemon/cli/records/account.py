"""`dealtrail account`: companies."""

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

Which = Annotated[str, Parameter(help="Id, a part of the name, or the mail domain.")]
Phone = Annotated[str | None, Parameter(help="The phone number.")]
Web = Annotated[str | None, Parameter(help="The web page.")]
Address = Annotated[str | None, Parameter(help="The postal address.")]
Type = Annotated[str | None, Parameter(help="A value of the list of account types, or a part of it.")]
ExternalId = Annotated[str | None, Parameter(help="Its id in the system that it comes from.")]
Count = Annotated[int | None, Parameter(validator=Number(gte=1), help="At most this many.")]

app = App(name="account", help_epilogue=example("dealtrail account list"))


@app.command(
    help_epilogue=example(
        'dealtrail account add Fabrikam --phone "+47 22 00 00 00"',
        "dealtrail account add Fabrikam --domain fabrikam.example --type customer --web https://fabrikam.example",
    )
)
def add(
    name: Annotated[str, Parameter(help="The company's name.")],
    *,
    phone: Phone = None,
    web: Web = None,
    address: Address = None,
    domain: Annotated[tuple[str, ...], Parameter(help="A mail domain of the company; can be repeated.")] = (),
    type_: Annotated[Type, Parameter(name="--type")] = None,
    external_id: ExternalId = None,
    fields: OwnFields = (),
    and_new: AndNew = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a company."""
    from daemon.shapes import Shapes
    from store.values import Record

    def save(one: str) -> tuple[dict[str, Any], str]:
        with session.writing() as unit:
            account = unit.accounts.add(
                one,
                phone=phone or "",
                web=web or "",
                address=address or "",
                domains=domain,
                type_id=_type_id(unit, type_),
                external_id=external_id if one == name else None,
            )
            set_fields(unit, Record.ACCOUNT, account.id, fields)
            return Shapes(unit, session.prefix).account(account), f"account {account.id}: {account.name}"

    save_each(name, and_new, as_json, save)


@app.command(
    name="list",
    help_epilogue=example("dealtrail account list fabri --json", "dealtrail account list --type customer --limit 20"),
)
def list_(
    search: Annotated[str, Parameter(help="A part of the name or of a domain.")] = "",
    *,
    type_: Annotated[Type, Parameter(name="--type")] = None,
    domain: Annotated[str | None, Parameter(help="Only those with this mail domain.")] = None,
    where: Where = (),
    limit: Count = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List companies, by name."""
    from daemon.shapes import Shapes
    from store.values import Record

    with session.reading() as unit:
        accounts = unit.accounts.all(
            search,
            type_id=_type_id(unit, type_),
            domain=domain,
            where=unit.fields.filters(Record.ACCOUNT, where),
            limit=limit,
        )
        shapes = Shapes(unit, session.prefix).accounts(accounts)
    if as_json:
        say_json(shapes)
    else:
        say_table(
            ("id", "name", "type", "phone", "domains", "web"),
            [(str(a.id), a.name, a.type, a.phone, ", ".join(a.domains), a.web) for a in accounts],
            empty=_none(search, bool(type_ or domain or where)),
        )


@app.command(help_epilogue=example("dealtrail account show fabrikam"))
def show(account: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a company, with its contacts and opportunities."""
    from daemon.cli.history.common import LATEST, say_history
    from daemon.shapes import Shapes, fields_in_words, line_shape
    from store.values import HistoryOf

    with session.reading() as unit:
        shapes = Shapes(unit, session.prefix)
        found = unit.accounts.find(account)
        contacts = unit.contacts.all(account_id=found.id)
        opportunities = unit.opportunities.of_party(account_id=found.id)
        shape = shapes.account(found) | {
            "contacts": [shapes.contact(contact) for contact in contacts],
            "opportunities": [shapes.opportunity(one) for one in opportunities],
        }
        lines = unit.items.history(HistoryOf(account_id=found.id), limit=LATEST)
    if as_json:
        say_json(shape | {"history": [line_shape(line) for line in lines]})
        return
    say_fields(
        {
            "id": str(found.id),
            "name": found.name,
            "type": found.type,
            "phone": found.phone,
            "domains": ", ".join(found.domains),
            "web": found.web,
            "address": ", ".join(found.address.splitlines()),
            "external id": found.external_id or "",
            **fields_in_words(shape),
            "contacts": ", ".join(contact.name for contact in contacts),
            "opportunities": ", ".join(f"{session.key(one.number)} {one.title}" for one in opportunities),
        }
    )
    if lines:
        say()
        say_history(lines, session)


@app.command(
    help_epilogue=example(
        'dealtrail account edit fabrikam --phone "+47 22 11 11 11" --add-domain fabrikam.test',
        "dealtrail account edit 3 --clear web --clear type",
    )
)
def edit(
    account: Which,
    *,
    name: Annotated[str | None, Parameter(help="A new name.")] = None,
    phone: Phone = None,
    web: Web = None,
    address: Address = None,
    domain: Annotated[tuple[str, ...], Parameter(help="The only domains from now on; can be repeated.")] = (),
    add_domain: Annotated[tuple[str, ...], Parameter(help="One more mail domain; can be repeated.")] = (),
    remove_domain: Annotated[tuple[str, ...], Parameter(help="A domain to take off; can be repeated.")] = (),
    type_: Annotated[Type, Parameter(name="--type")] = None,
    external_id: ExternalId = None,
    fields: OwnFields = (),
    clear: Annotated[
        tuple[Literal["phone", "web", "address", "domains", "type", "external-id"], ...],
        Parameter(help="Empty this; can be repeated."),
    ] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a company, and nothing else."""
    from daemon.shapes import Shapes
    from store.addresses import normalise_domain
    from store.values import Record

    given: dict[str, Any] = {"name": name, "phone": phone, "web": web, "address": address, "type": type_}
    given |= {"external-id": external_id, "domains": domain or None}
    given |= {"fields": fields or None}
    given |= {"more": add_domain or None, "fewer": remove_domain or None}
    named = changes(given, clear, empty={"type": None, "external-id": None, "domains": ()})
    named.pop("fields", None)
    with session.writing() as unit:
        found = unit.accounts.find(account)
        if "type" in named:
            named["type_id"] = _type_id(unit, named.pop("type"))
        if "external-id" in named:
            named["external_id"] = named.pop("external-id")
        if {"domains", "more", "fewer"} & set(named):
            base = named.pop("domains", found.domains)
            more, fewer = named.pop("more", ()), named.pop("fewer", ())
            named["domains"] = adjusted("domain of the account", base, more, fewer, normalise_domain)
        set_fields(unit, Record.ACCOUNT, found.id, fields)
        edited = unit.accounts.edit(found.id, **named)
        shape = Shapes(unit, session.prefix).account(edited)
    tell(shape, f"account {edited.id}: {edited.name}", as_json)


@app.command(help_epilogue=example("dealtrail account delete fabrikam"))
def delete(account: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Move a company to the recycle bin; refused while opportunities or projects are linked to it."""
    from daemon.cli.records.deleting import delete as move_to_bin
    from store.values import Record

    move_to_bin(session, Record.ACCOUNT, lambda unit: unit.accounts.find(account).id, as_json)


def _type_id(unit: Unit, name: str | None) -> int | None:
    from store.values import ListName

    return unit.lists.find(ListName.ACCOUNT_TYPE, name).id if name is not None else None


def _none(search: str, filtered: bool) -> str:
    if filtered:
        return "no accounts that match"
    return "no accounts" + (f" with {search!r} in their name" if search else " yet")
