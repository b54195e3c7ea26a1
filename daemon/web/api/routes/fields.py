"""Fields of a firm's own. Owners change them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import counted_field_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.refusing import Refused, unknown
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import catalogue as schemas
from daemon.web.api.taken import Id, Line, Place, Taken
from store.unit import Unit
from store.values import Field as OwnField
from store.values import FieldKind, Record

router = router_of("fields")

Of = Literal["opportunity", "account", "contact"]
Kind = Literal["text", "number", "money", "date", "yesno", "choice"]
Choices = Annotated[list[Line], Field(max_length=1_000)]


class FieldNew(Taken):
    of: Of
    name: Line
    kind: Kind
    choices: Choices = Field(default_factory=list)


class FieldEdit(Taken):
    name: Line | None = None
    position: Annotated[Place | None, Field(description="Among those of its kind of record, from 1.")] = None
    choices: Annotated[Choices | None, Field(description="The only ones from now on.")] = None
    renamed: Annotated[
        dict[Line, Line], Field(max_length=1_000, description="Choices that get another name, before anything else.")
    ] = Field(default_factory=dict)
    drop_values: Annotated[
        StrictBool, Field(description="A choice that records have goes, too; the audit trail keeps it.")
    ] = False


@router.get("/fields", response_model=list[schemas.Field])
def fields(call: Reader, of: Of | None = None) -> Response:
    """Those that there are in their order, each with how many records have a value: `field list --json`."""
    with call.reading() as unit:
        found = acts.fields_found(unit, Record(of) if of else None)
        return json_of([counted_field_shape(field, count) for field, count in found])


@router.post("/fields", response_model=schemas.Field, status_code=201)
def add(making: Makes, body: FieldNew) -> Response:
    def act(unit: Unit) -> tuple[str, Any]:
        id = acts.add_field(unit, Record(body.of), body.name, FieldKind(body.kind), body.choices).id
        return f"/fields/{id}", lambda unit: _shown(unit, id)

    return making.make(body, act)


@router.get("/fields/{field}", response_model=schemas.Field)
def field(call: Reader, field: Id) -> Response:
    with call.reading() as unit:
        return answer(call.request, _shown(unit, field))


@router.patch("/fields/{field}", response_model=schemas.Field)
def edit(changing: Changes, field: Id, body: FieldEdit) -> Response:
    """Another name, another place, other choices."""
    if body.choices is not None and not body.choices:
        raise Refused(422, "choices: a field of choices has one at least")
    if any("=" in old for old in body.renamed):
        raise Refused(422, "renamed: a choice with = in its name gets another by `choices`")

    def act(unit: Unit) -> None:
        found, _ = _found(unit, field)
        if "name" in body.model_fields_set:
            acts.rename_field(unit, found.record, found.name, body.name or "")
        if body.choices or body.renamed:
            acts.change_choices(
                unit,
                found.record,
                _found(unit, field)[0].name,
                only=body.choices or None,
                renamed=[f"{old}={new}" for old, new in body.renamed.items()],
                drops_values=body.drop_values,
            )
        if body.position is not None:
            acts.move_field(unit, found.record, _found(unit, field)[0].name, body.position)

    return changing.change(body, lambda unit: _shown(unit, field), act)


@router.delete("/fields/{field}", response_model=schemas.Field)
def remove(
    changing: Changes,
    field: Id,
    drop_values: Annotated[
        bool, Query(description="With the values that records have; the audit trail keeps them.")
    ] = False,
) -> Response:
    """Remove a field, which is answered as it was."""

    def act(unit: Unit) -> dict[str, Any]:
        found, _ = _found(unit, field)
        return counted_field_shape(*acts.remove_field(unit, found.record, found.name, drops_values=drop_values))

    return changing.remove(lambda unit: _shown(unit, field), act)


def _shown(unit: Unit, id: int) -> Shown:
    return Shown(counted_field_shape(*_found(unit, id)))


def _found(unit: Unit, id: int) -> tuple[OwnField, int]:
    for field, count in acts.fields_found(unit, None):
        if field.id == id:
            return field, count
    raise unknown("field", id)
