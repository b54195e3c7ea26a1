"""`dealtrail product`: the catalogue of products and services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import say_json, say_table, tell, tell_fields
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.changes import changes
from daemon.shapes import product_shape

if TYPE_CHECKING:
    from store.values import Product

Which = Annotated[str, Parameter(help="Id or a part of the name.")]
Price = Annotated[str | None, Parameter(help="Of one: 1234.50, or with its currency: 1.234,50 EUR.")]
Currency = Annotated[str | None, Parameter(help="EUR, USD, NOK …; else records.currency of the configuration.")]
Description = Annotated[str | None, Parameter(help="Free text; line items begin with it.")]

app = App(name="product", help_epilogue=example("dealtrail product list"))


@app.command(help_epilogue=example("dealtrail product add Seat --price 129.90 --currency EUR"))
def add(
    name: Annotated[str, Parameter(help="What it is called; no two are called the same.")],
    *,
    price: Price = None,
    currency: Currency = None,
    description: Description = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a product or service to the catalogue."""
    from daemon.acts import add_product

    usual = session.settings.records.currency
    with session.writing() as unit:
        product = add_product(unit, name, price=price, currency=currency, default=usual, description=description)
    tell(product_shape(product), _line(product), as_json)


@app.command(name="list", help_epilogue=example("dealtrail product list seat", "dealtrail product list --all --json"))
def list_(
    search: Annotated[str, Parameter(help="A part of the name.")] = "",
    *,
    all_: Annotated[bool, Parameter(name="--all", help="Those that are not offered any more, too.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List products, by name."""
    from daemon.acts import products_found

    with session.reading() as unit:
        products = products_found(unit, search, active_only=not all_)
    if as_json:
        say_json([product_shape(product) for product in products])
        return
    say_table(
        ("id", "name", "price", "description", ""),
        [
            (str(p.id), p.name, f"{p.price} {p.currency}", p.description, "" if p.is_active else "retired")
            for p in products
        ],
        empty="no products" + (f" for {search!r}" if search else " yet"),
    )


@app.command(help_epilogue=example("dealtrail product show Seat"))
def show(product: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a product."""
    from daemon.acts import product_named

    with session.reading() as unit:
        found = product_named(unit, product)
    told = {
        "id": str(found.id),
        "name": found.name,
        "price": f"{found.price} {found.currency}",
        "description": found.description,
        "offered": "yes" if found.is_active else "no",
    }
    tell_fields(product_shape(found), told, as_json)


@app.command(help_epilogue=example("dealtrail product edit Seat --price 139.90"))
def edit(
    product: Which,
    *,
    name: Annotated[str | None, Parameter(help="A new name.")] = None,
    price: Price = None,
    currency: Currency = None,
    description: Description = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a product; line items made from it stay as they are."""
    from daemon.acts import edit_product

    named = changes({"name": name, "price": price, "currency": currency, "description": description})
    with session.writing() as unit:
        edited = edit_product(unit, product, named)
    tell(product_shape(edited), _line(edited), as_json)


@app.command(help_epilogue=example("dealtrail product retire Seat", "dealtrail product retire Seat --undo"))
def retire(
    product: Which,
    *,
    undo: Annotated[bool, Parameter(help="Offer it again.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Offer a product no more; what has a line of it keeps it."""
    from daemon.acts import edit_product

    with session.writing() as unit:
        edited = edit_product(unit, product, {"is_active": undo})
    tell(product_shape(edited), _line(edited), as_json)


@app.command(help_epilogue=example("dealtrail product delete Seat"))
def delete(product: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Delete a product that no opportunity has a line of."""
    from daemon.acts import delete_product

    with session.writing() as unit:
        found = delete_product(unit, product)
    tell(product_shape(found), f"product {found.id}, {found.name}: deleted", as_json)


def _line(product: Product) -> str:
    retired = "" if product.is_active else ", retired"
    return f"product {product.id}: {product.name}, {product.price} {product.currency}{retired}"
