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
from store.errors import Invalid, NotFound
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
                place = _place(form)
                now = _typed(visit, _line(unit, number, place))
                acts.edit_line(unit, str(number), place, **changed_by(form, now, f"line item {place}"))
            case "move":
                acts.move_line(unit, str(number), _place(form), place_of(form))
            case "remove":
                acts.remove_line(unit, str(number), _place(form))
            case other:
                raise unknown_act(other)
        return f"/opportunities/{number}/items"

    return visit.act(form, act, lambda refused: _items(visit, number, form, refused))


def _place(form: Form) -> int:
    text = form.get("place")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Invalid("line item", "none is named", "go back, and try again")
    return int(text)


def _line(unit: Unit, number: int, place: int) -> LineItem:
    found = [line for line in unit.line_items.of(number) if line.position == place]
    if not found:
        raise NotFound("line item", place)
    return found[0]


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
        lines=[(line_item_shape(line), _typed(visit, line)) for line in lines],
        form=form,
        refused=refused,
        at_place=form.get("place"),
        blank=Form(),
        fine=Refusal(),
    )
