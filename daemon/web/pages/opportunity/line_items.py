"""The line items of an opportunity."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import line_item_shape
from daemon.web.forms import Form, Refusal, SentForm, changed_by
from daemon.web.pages.settings.lists import place_of, unknown_act
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import Invalid
from store.unit import Unit
from store.values import LineItem

router = APIRouter()

FIELDS = ("name", "description", "quantity", "price", "discount")


@router.get("/opportunities/{number}/items")
def items(visit: Member, number: int) -> Response:
    return _items(visit, number, Form(), Refusal())


@router.post("/opportunities/{number}/items")
def change(visit: Member, number: int, form: SentForm) -> Response:
    """Add a line, or change, move or remove one, as the button says."""

    def act(unit: Unit) -> str:
        match form.get("act"):
            case "add":
                given = {name: form.get(name) for name in FIELDS if form.get(name)}
                acts.add_line(unit, str(number), given.pop("name", None), product=form.get("product") or None, **given)
            case "edit":
                line = _line(unit, number, form)
                place = line.position
                acts.edit_line(unit, str(number), place, **changed_by(form, _typed(visit, line), f"line item {place}"))
                return _at(line)
            case "move":
                line = _line(unit, number, form)
                acts.move_line(unit, str(number), line.position, place_of(form))
                return _at(line)
            case "remove":
                acts.remove_line(unit, str(number), _line(unit, number, form).position)
            case other:
                raise unknown_act(other)
        return f"/opportunities/{number}/items"

    return visit.act(form, act, lambda refused: _items(visit, number, form, refused))


def _line(unit: Unit, number: int, form: Form) -> LineItem:
    """The line that the form is of, wherever others moved it to meanwhile; raises Invalid where they removed it."""
    for line in unit.line_items.of(number):
        if str(line.id) == form.get("line"):
            return line
    raise Invalid("line item", "is not there any more", "look at those that are")


def _at(line: LineItem) -> str:
    return f"/opportunities/{line.number}/items#line-{line.id}"


def _typed(visit: Visit, line: LineItem) -> dict[str, str]:
    """As it would be typed, numbers as the reader's country writes them."""
    number = visit.language.number
    return {
        "name": line.name,
        "description": line.description,
        "quantity": number(line.quantity),
        "price": number(line.price),
        "discount": number(line.discount),
    }


def _items(visit: Visit, number: int, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        found, lines = acts.lines_of(unit, str(number))
        one = visit.shapes(unit).opportunity(found)
    return visit.page(
        "opportunity/items.html.j2",
        one=one,
        lines=[(line.id, line_item_shape(line), _typed(visit, line)) for line in lines],
        form=form,
        refused=refused,
        is_gone=form.get("act") == "edit" and form.get("line") not in {str(line.id) for line in lines},
        blank=Form(),
        fine=Refusal(),
    )
