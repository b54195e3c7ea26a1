"""`dealtrail field`: fields of a firm's own, which owners define."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import counted_field_shape, field_shape, many

if TYPE_CHECKING:
    from store.values import Field

Of = Annotated[Literal["opportunity", "account", "contact"], Parameter(help="opportunity, account or contact.")]
Which = Annotated[str, Parameter(help="The field: its name or a part of it.")]
Yes = Annotated[bool, Parameter(help="Take away the values, too; the audit trail keeps them.")]
Names = Annotated[tuple[str, ...], Parameter(help="A choice; can be repeated.")]

app = App(name="field", help_epilogue=example("dealtrail field list"))


@app.command(
    help_epilogue=example(
        "dealtrail field add opportunity Seats number",
        "dealtrail field add account Level choice --choice Gold --choice Silver",
    )
)
def add(
    of: Of,
    name: Annotated[str, Parameter(help="What it is called.")],
    kind: Annotated[
        Literal["text", "number", "money", "date", "yesno", "choice"],
        Parameter(help="text, number, money, date, yesno or choice."),
    ],
    *,
    choice: Names = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a field; owners do."""
    from daemon.acts import add_field
    from store.values import FieldKind, Record

    with session.writing() as unit:
        field = add_field(unit, Record(of), name, FieldKind(kind), choice)
    tell(field_shape(field), _line(field), as_json)


@app.command(name="list", help_epilogue=example("dealtrail field list", "dealtrail field list account --json"))
def list_(of: Of | None = None, *, as_json: AsJson = False, session: Here) -> None:
    """List the fields in their order, with how many records have a value."""
    from daemon.acts import fields_found
    from store.values import Record

    with session.reading() as unit:
        found = fields_found(unit, Record(of) if of else None)
    if as_json:
        say_json([counted_field_shape(field, count) for field, count in found])
        return
    say_table(
        ("of", "name", "kind", "choices", "values"),
        [(f.record.value, f.name, f.kind.value, ", ".join(f.choices), str(count)) for f, count in found],
        empty="no fields of your own yet",
    )


@app.command(help_epilogue=example('dealtrail field rename opportunity Seats "Seats wanted"'))
def rename(
    of: Of,
    field: Which,
    name: Annotated[str, Parameter(help="A new name.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Give a field another name; owners do."""
    from daemon.acts import rename_field
    from store.values import Record

    with session.writing() as unit:
        renamed = rename_field(unit, Record(of), field, name)
    tell(field_shape(renamed), _line(renamed), as_json)


@app.command(help_epilogue=example("dealtrail field move opportunity Seats 1"))
def move(
    of: Of,
    field: Which,
    to: Annotated[int, WHOLE, Parameter(validator=Number(gte=1), help="Its place from now on, from 1.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Move a field to another place; owners do."""
    from daemon.acts import move_field
    from store.values import Record

    with session.writing() as unit:
        order = move_field(unit, Record(of), field, to)
    tell([field_shape(one) for one in order], ", ".join(one.name for one in order), as_json)


@app.command(
    help_epilogue=example(
        "dealtrail field choices account Level --add Bronze --remove Tin",
        'dealtrail field choices account Level --rename "Gold=Platinum"',
        "dealtrail field choices account Level --choice Silver --choice Gold",
    )
)
def choices(
    of: Of,
    field: Which,
    *,
    choice: Annotated[tuple[str, ...], Parameter(help="The only choices from now on; can be repeated.")] = (),
    add: Annotated[tuple[str, ...], Parameter(help="One more choice; can be repeated.")] = (),
    remove: Annotated[tuple[str, ...], Parameter(help="A choice to take away; can be repeated.")] = (),
    rename: Annotated[tuple[str, ...], Parameter(help='Another name, "OLD=NEW"; can be repeated.')] = (),
    yes: Yes = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change the choices of a field; owners do. A choice that records have goes only with --yes."""
    from daemon.acts import change_choices
    from store.values import Record

    if not (choice or add or remove or rename):
        raise WrongUse("nothing to change was named; give --choice, --add, --remove or --rename")
    with session.writing() as unit:
        found = change_choices(
            unit, Record(of), field, only=choice or None, more=add, fewer=remove, renamed=rename, drops_values=yes
        )
    tell(field_shape(found), _line(found), as_json)


@app.command(help_epilogue=example("dealtrail field remove opportunity Seats --yes"))
def remove(of: Of, field: Which, *, yes: Yes = False, as_json: AsJson = False, session: Here) -> None:
    """Remove a field; owners do. One that records have values in goes only with --yes."""
    from daemon.acts import remove_field
    from store.values import Record

    with session.writing() as unit:
        found, count = remove_field(unit, Record(of), field, drops_values=yes)
    kept = f"; {many(count, 'value', 'is', 'are')} in the audit trail" if count else ""
    tell(counted_field_shape(found, count), f"field {found.name} of {of}: removed{kept}", as_json)


def _line(field: Field) -> str:
    names = f": {', '.join(field.choices)}" if field.choices else ""
    return f"field {field.id}: {field.name} of {field.record.value}, {field.kind.value}{names}"
