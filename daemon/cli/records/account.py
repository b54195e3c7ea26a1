"""`dealtrail account`: companies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from daemon.cli.base.again import AndNew, save_each
from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.alike import warn_of_alike
from daemon.cli.records.merging import DryRun
from daemon.cli.records.own_fields import OwnFields, Where
from daemon.cli.records.parties import Count, changed, none_found, say_parties, say_party
from daemon.shapes import Shape, Shapes

if TYPE_CHECKING:
    pass

Which = Annotated[str, Parameter(help="Id, a part of the name, or the mail domain.")]
Phone = Annotated[str | None, Parameter(help="The phone number.")]
Web = Annotated[str | None, Parameter(help="The web page.")]
Address = Annotated[str | None, Parameter(help="The postal address.")]
Type = Annotated[str | None, Parameter(help="A value of the list of account types, or a part of it.")]
ExternalId = Annotated[str | None, Parameter(help="Its id in the system that it comes from.")]

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
    from daemon.acts import add_account

    def save(one: str) -> tuple[Shape, str]:
        with session.writing() as unit:
            account = add_account(
                unit,
                one,
                phone=phone or "",
                web=web or "",
                address=address or "",
                domains=domain,
                type=type_,
                external_id=external_id if one == name else None,
                own=fields,
            )
            warn_of_alike(unit, account)
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
    from daemon.acts import accounts_found

    with session.reading() as unit:
        accounts = accounts_found(unit, search, type=type_, domain=domain, where=where, limit=limit)
        shapes = Shapes(unit, session.prefix).accounts(accounts)
    say_parties(
        shapes,
        ("id", "name", "type", "phone", "domains", "web"),
        [(str(a.id), a.name, a.type, a.phone, ", ".join(a.domains), a.web) for a in accounts],
        as_json,
        empty=none_found(
            "accounts", search and f"with {search!r} in their name", is_filtered=bool(type_ or domain or where)
        ),
    )


@app.command(help_epilogue=example("dealtrail account show fabrikam"))
def show(account: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a company, with its contacts and opportunities."""
    from daemon.acts import account_whole
    from daemon.cli.history.common import LATEST

    with session.reading() as unit:
        found = account_whole(unit, account, LATEST)
        shape = found.shape(Shapes(unit, session.prefix))
    fields = {
        "type": shape["type"] or "",
        "phone": shape["phone"],
        "domains": ", ".join(shape["domains"]),
        "web": shape["web"],
        "address": ", ".join(shape["address"].splitlines()),
    }
    say_party(shape, fields, found, session, as_json)


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
    from daemon.acts import edit_account

    given: dict[str, Any] = {"name": name, "phone": phone, "web": web, "address": address, "type": type_}
    given |= {"external-id": external_id, "domains": domain or None}
    named = changed(given, clear, own=fields, more=add_domain, fewer=remove_domain, empty=("domains",))
    with session.writing() as unit:
        edited = edit_account(unit, account, named, fields)
        shape = Shapes(unit, session.prefix).account(edited)
    tell(shape, f"account {edited.id}: {edited.name}", as_json)


@app.command(
    help_epilogue=example(
        'dealtrail account merge fabrikam "Fabrikam AS" --dry-run',
        "dealtrail account merge 3 7",
    )
)
def merge(
    account: Which,
    other: Annotated[str, Parameter(help="The one that becomes one with it, named the same way.")],
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Make one of two companies: all that hangs on OTHER is ACCOUNT's from now on.

    What ACCOUNT lacks is taken over; where both say something, ACCOUNT's stays. OTHER is in the recycle bin then, and
    restoring it from there undoes all of this.
    """
    from daemon.cli.records.merging import merge as merge_the_two
    from store.values import Record

    merge_the_two(session, Record.ACCOUNT, account, other, dry_run=dry_run, as_json=as_json)


@app.command(help_epilogue=example("dealtrail account delete fabrikam"))
def delete(account: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Move a company to the recycle bin; refused while opportunities or projects are linked to it."""
    from daemon.cli.records.deleting import delete as move_to_bin
    from store.values import Record

    move_to_bin(session, Record.ACCOUNT, account, as_json)
