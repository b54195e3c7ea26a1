"""`dealtrail list`: the lists that people choose from, "edit this list"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.stage import Place, PlaceOrLast
from daemon.shapes import list_value_shape, many, replaced_shape

if TYPE_CHECKING:
    from store.values import ListName

Which = Annotated[
    Literal["type", "payment-terms", "source", "lost-reason", "account-type", "contact-type", "marketing-type"],
    Parameter(help="The list."),
]
Value = Annotated[str, Parameter(help="The value: its name or a part of it.")]

app = App(name="list", help_epilogue=example("dealtrail list show type"))


@app.command(help_epilogue=example("dealtrail list show source"))
def show(which: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a list, with how many records have each value."""
    from daemon.acts import values_found

    with session.reading() as unit:
        shapes = [list_value_shape(unit, value) for value in values_found(unit, _named(which))]
    if as_json:
        say_json(shapes)
    else:
        rows = [(str(n), one["name"], str(one["used"] or "")) for n, one in enumerate(shapes, start=1)]
        say_table(("", "value", "used by"), rows, empty="the list is empty")


@app.command(help_epilogue=example("dealtrail list add type Hardware", "dealtrail list add source Fair --position 1"))
def add(
    which: Which,
    name: Annotated[str, Parameter(help="The new value.")],
    *,
    position: PlaceOrLast = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a value."""
    from daemon.acts import add_value

    with session.writing() as unit:
        shape = list_value_shape(unit, add_value(unit, _named(which), name, position))
    tell(shape, f"{which}: {shape['name']} added", as_json)


@app.command(help_epilogue=example("dealtrail list rename type hardware Devices"))
def rename(
    which: Which,
    value: Value,
    name: Annotated[str, Parameter(help="Its new name.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Give a value another name, in every record that has it."""
    from daemon.acts import rename_value

    with session.writing() as unit:
        shape = list_value_shape(unit, rename_value(unit, _named(which), value, name))
    tell(shape, f"{which}: {shape['name']}", as_json)


@app.command(help_epilogue=example("dealtrail list move type hardware 1"))
def move(which: Which, value: Value, position: Place, *, as_json: AsJson = False, session: Here) -> None:
    """Move a value to another place."""
    from daemon.acts import move_value

    with session.writing() as unit:
        shape = list_value_shape(unit, move_value(unit, _named(which), value, position))
    tell(shape, f"{which}: {shape['name']}, place {shape['position']}", as_json)


@app.command(
    help_epilogue=example(
        "dealtrail list delete type hardware --replace-with devices",
        "dealtrail list delete type hardware --leave-blank",
    )
)
def delete(
    which: Which,
    value: Value,
    *,
    replace_with: Annotated[str | None, Parameter(help="The value that records get instead.")] = None,
    leave_blank: Annotated[bool, Parameter(help="Records that have it have none afterwards.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Take a value off its list; records that have it get a replacement, or none."""
    from daemon.acts import delete_value, value_in_use

    if replace_with is not None and leave_blank:
        raise WrongUse("give --replace-with or --leave-blank, not both")
    name = _named(which)
    with session.writing() as unit:
        found, held = value_in_use(unit, name, value)
        if held and replace_with is None and not leave_blank:
            raise WrongUse(
                f"{many(held, 'record', 'has', 'have')} {found.name}; give --replace-with VALUE or --leave-blank"
            )
        gone = delete_value(unit, name, found, replace_with)
    became = f"; {many(gone.records, 'record', 'has', 'have')} {gone.instead or 'none'} now" if gone.records else ""
    tell(replaced_shape(gone.gone, gone.records, gone.instead), f"{which}: {gone.gone} deleted{became}", as_json)


def _named(which: str) -> ListName:
    from store.values import ListName

    return ListName(which.replace("-", "_"))
