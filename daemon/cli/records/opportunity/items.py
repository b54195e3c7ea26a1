"""`opportunity item`: the products and services of an opportunity, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import say, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.changes import changes
from daemon.cli.records.opportunity.common import Which
from daemon.shapes import line_item_shape

if TYPE_CHECKING:
    from store.values import LineItem

Place = Annotated[int, Parameter(help="Which line: its place in the list, from 1.")]
Quantity = Annotated[str | None, Parameter(help="How many, with up to 3 decimal places.")]
Price = Annotated[str | None, Parameter(help="Of one, in the opportunity's currency: 1234.50")]
Discount = Annotated[str | None, Parameter(help="Per cent, with up to 2 decimal places.")]
Description = Annotated[str | None, Parameter(help="Free text.")]

app = App(
    name="item",
    help="Products and services: add, list, edit, move, remove.",
    help_epilogue=example("dealtrail opportunity item list OPP-17"),
)


@app.command(
    help_epilogue=example(
        "dealtrail opportunity item add OPP-17 --product Seat --quantity 200 --discount 5",
        'dealtrail opportunity item add OPP-17 "Installation on site" --price 1200',
    )
)
def add(
    opportunity: Which,
    name: Annotated[str | None, Parameter(help="What it is; the product's name when left out.")] = None,
    *,
    product: Annotated[str | None, Parameter(help="From the catalogue: id or a part of the name.")] = None,
    quantity: Quantity = None,
    price: Price = None,
    discount: Discount = None,
    description: Description = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a line, from the product catalogue or free."""
    if name is None and product is None:
        raise WrongUse("name the line, or give --product")
    if product is None and price is None:
        raise WrongUse("a line that is no product needs its --price (0 where it is free), or give --product")
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        line = unit.line_items.add(
            number,
            name,
            product_id=unit.products.find(product).id if product is not None else None,
            quantity=quantity if quantity is not None else 1,
            price=price,
            discount=discount if discount is not None else 0,
            description=description,
        )
    tell(line_item_shape(line), f"{session.key(number)}, line {line.position}: {line}", as_json)


@app.command(name="list", help_epilogue=example("dealtrail opportunity item list OPP-17 --json"))
def list_(opportunity: Which, *, as_json: AsJson = False, session: Here) -> None:
    """List the lines with the total and the expected revenue."""
    with session.reading() as unit:
        found = unit.opportunities.find(opportunity)
        lines = unit.line_items.of(found.number)
    if as_json:
        say_json([line_item_shape(line) for line in lines])
        return
    say_items(lines)
    if lines:
        say(f"total {found.total} {found.currency}, expected {found.expected_revenue} at {found.probability} %")


@app.command(help_epilogue=example("dealtrail opportunity item edit OPP-17 1 --quantity 250 --discount 7.5"))
def edit(
    opportunity: Which,
    line: Place,
    *,
    name: Annotated[str | None, Parameter(help="Another name.")] = None,
    quantity: Quantity = None,
    price: Price = None,
    discount: Discount = None,
    description: Description = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a line, and nothing else."""
    named = changes(
        {"name": name, "quantity": quantity, "price": price, "discount": discount, "description": description}
    )
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        edited = unit.line_items.edit(number, line, **named)
    tell(line_item_shape(edited), f"{session.key(number)}, line {edited.position}: {edited}", as_json)


@app.command(help_epilogue=example("dealtrail opportunity item move OPP-17 3 --to 1"))
def move(
    opportunity: Which,
    line: Place,
    *,
    to: Annotated[int, Parameter(help="Its new place.")],
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Give a line another place in the list."""
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        lines = unit.line_items.move(number, line, to)
    tell([line_item_shape(one) for one in lines], f"{session.key(number)}, line {to}: {lines[to - 1]}", as_json)


@app.command(help_epilogue=example("dealtrail opportunity item remove OPP-17 2"))
def remove(opportunity: Which, line: Place, *, as_json: AsJson = False, session: Here) -> None:
    """Take a line away; those after it move up."""
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        unit.line_items.remove(number, line)
        lines = unit.line_items.of(number)
    tell([line_item_shape(one) for one in lines], f"{session.key(number)}: {len(lines)} lines left", as_json)


def say_items(lines: list[LineItem]) -> None:
    say_table(
        ("line", "product or service", "description", "quantity", "price", "discount", "total"),
        [
            (
                str(line.position),
                line.name,
                line.description,
                f"{line.quantity:f}",
                str(line.price),
                f"{line.discount:f} %" if line.discount else "",
                f"{line.total} {line.currency}",
            )
            for line in lines
        ],
        empty="no line items yet",
    )
