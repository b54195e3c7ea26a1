"""What `account` and `contact` share: options, and how companies and people are listed, shown and changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say, say_fields, say_json, say_table
from daemon.cli.records.changes import changes
from daemon.shapes import Shape, fields_in_words

if TYPE_CHECKING:
    from daemon.acts import PartyFound
    from daemon.cli.base.session import Session

Count = Annotated[int | None, WHOLE, Parameter(validator=Number(gte=1), help="At most this many.")]

# Options of `edit` that are called otherwise than what they change.
_CHANGED = {"external-id": "external_id", "emails": "addresses"}


def changed(
    given: Mapping[str, Any],
    clear: Sequence[str],
    *,
    own: Sequence[str],
    more: Sequence[str],
    fewer: Sequence[str],
    empty: Iterable[str] = (),
) -> dict[str, Any]:
    """What is to be changed of a party, as the act takes it; `empty` are those that hold several, none when cleared.

    Raises WrongUse when nothing was named, or a field both ways.
    """
    all_of_it = {**given, "fields": own or None, "more": more or None, "fewer": fewer or None}
    none: dict[str, Any] = {"account": None, "type": None, "external-id": None}
    named = changes(all_of_it, clear, empty=none | dict.fromkeys(empty, ()))
    named.pop("fields", None)
    return {_CHANGED.get(name, name): value for name, value in named.items()}


def say_parties(
    shapes: Sequence[Shape],
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    as_json: bool,
    *,
    empty: str,
) -> None:
    """A list of companies or people, in the order in which they are found."""
    if as_json:
        say_json(shapes)
    else:
        say_table(columns, rows, empty=empty)


def none_found(what: str, search: str, *, is_filtered: bool) -> str:
    """Why a list is empty; `search` is what was searched for, in words, or "" for nothing."""
    if is_filtered:
        return f"no {what} that match"
    return f"no {what} {search or 'yet'}"


def say_party(shape: Shape, fields: Mapping[str, str], found: PartyFound[Any], session: Session, as_json: bool) -> None:
    """A company or a person, with what hangs on it and the latest of its history."""
    from daemon.cli.history.common import say_history

    if as_json:
        say_json(shape)
        return
    say_fields(
        {
            "id": str(shape["id"]),
            "name": shape["name"],
            **fields,
            "external id": shape["external_id"] or "",
            **fields_in_words(shape),
            "contacts": ", ".join(one.name for one in found.contacts),
            "opportunities": ", ".join(f"{session.key(one.number)} {one.title}" for one in found.opportunities),
            "projects": ", ".join(f"{one.id} {one.name}" for one in found.projects),
        }
    )
    if found.latest:
        say()
        say_history(found.latest, session)
