"""`opportunity item`: the products and services of an opportunity, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.changes import changes
from daemon.cli.records.opportunity.common import Which
from daemon.shapes import line_item_shape, many

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import LineItem

Place = Annotated[int, WHOLE, Parameter(help="Which line: its place in the list, from 1.")]
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
    from daemon.acts import add_line

    if name is None and product is None:
        raise WrongUse("name the line, or give --product")
    if product is None and price is None:
        raise WrongUse("a line that is no product needs its --price (0 where it is free), or give --product")
    with session.writing() as unit:
        line = add_line(
            unit,
            opportunity,
            name,
            product=product,
            quantity=quantity,
            price=price,
            discount=discount,
            description=description,
        )
    _tell(line, session, as_json)


@app.command(name="list", help_epilogue=example("dealtrail opportunity item list OPP-17 --json"))
def list_(opportunity: Which, *, as_json: AsJson = False, session: Here) -> None:
    """List the lines with the total and the expected revenue."""
    from daemon.acts import lines_of

    with session.reading() as unit:
        found, lines = lines_of(unit, opportunity)
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
    from daemon.acts import edit_line

    named = changes(
        {"name": name, "quantity": quantity, "price": price, "discount": discount, "description": description}
    )
    with session.writing() as unit:
        edited = edit_line(unit, opportunity, line, **named)
    _tell(edited, session, as_json)


@app.command(help_epilogue=example("dealtrail opportunity item move OPP-17 3 --to 1"))
def move(
    opportunity: Which,
    line: Place,
    *,
    to: Annotated[int, WHOLE, Parameter(help="Its new place.")],
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Give a line another place in the list."""
    from daemon.acts import move_line

    with session.writing() as unit:
        lines = move_line(unit, opportunity, line, to)
    number = lines[to - 1].number
    tell([line_item_shape(one) for one in lines], f"{session.key(number)}, line {to}: {lines[to - 1]}", as_json)


@app.command(help_epilogue=example("dealtrail opportunity item remove OPP-17 2"))
def remove(opportunity: Which, line: Place, *, as_json: AsJson = False, session: Here) -> None:
    """Take a line away; those after it move up."""
    from daemon.acts import remove_line

    with session.writing() as unit:
        number, lines = remove_line(unit, opportunity, line)
    tell([line_item_shape(one) for one in lines], f"{session.key(number)}: {many(len(lines), 'line')} left", as_json)


def _tell(line: LineItem, session: Session, as_json: bool) -> None:
    tell(line_item_shape(line), f"{session.key(line.number)}, line {line.position}: {line}", as_json)


def say_items(lines: Sequence[LineItem]) -> None:
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
