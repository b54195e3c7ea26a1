"""The lists that people choose from."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import list_value_shape
from daemon.web.forms import Form, Refusal, SentForm, changed_by
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import Invalid
from store.unit import Unit
from store.values import ListName

router = APIRouter()

MANY = 500  # records that have a value: beyond them it is enough to know that there are more


@router.get("/settings/lists/{which}")
def values(visit: Member, which: ListName) -> Response:
    return _list(visit, which, Form(), Refusal())


@router.post("/settings/lists/{which}")
def change(visit: Member, which: ListName, form: SentForm) -> Response:
    """Add, rename, move or delete a value, as the button says; some lists are owners' to change."""

    def act(unit: Unit) -> str:
        value, name = form.get("value"), form.get("name")
        match form.get("act"):
            case "add":
                acts.add_value(unit, which, name, None)
            case "rename":
                if renamed(form, acts.list_value(unit, which, value).name):
                    acts.rename_value(unit, which, value, name)
            case "move":
                acts.move_value(unit, which, value, place_of(form))
            case "delete":
                found, _ = acts.value_in_use(unit, which, value)
                acts.delete_value(unit, which, found, form.get("instead") or None)
            case other:
                raise unknown_act(other)
        return f"/settings/lists/{which.value}"

    return visit.act(form, act, lambda refused: _list(visit, which, form, refused))


def renamed(form: Form, now: str) -> bool:
    """Whether it is to have another name; raises Conflicting where somebody else renamed it meanwhile."""
    return bool(changed_by(form, {"name": now}, now))


def unknown_act(act: str) -> Invalid:
    return Invalid("form", f"asks for {act!r}, which is nothing that is done here", "go back, and try again")


def place_of(form: Form) -> int:
    """The place that something is moved to, from 1; raises Invalid."""
    text = form.get("to")
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 9):
        raise Invalid("place", f"{text!r} is no place", "a whole number from 1")
    return int(text)


def _list(visit: Visit, which: ListName, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        shown = [list_value_shape(unit, value, MANY) for value in acts.values_found(unit, which)]
    return visit.page(
        "settings/list.html.j2",
        which=which.value,
        values=shown,
        many=MANY,
        form=form,
        refused=refused,
    )
