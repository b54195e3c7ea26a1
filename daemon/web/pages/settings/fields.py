"""A firm's own fields."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import counted_field_shape
from daemon.web.forms import Form, Refusal, SentForm, changed_by
from daemon.web.pages.settings.lists import place_of, renamed, unknown_act
from daemon.web.signing_in import Member, Owner
from daemon.web.visit import Visit
from store.errors import Invalid
from store.unit import Unit
from store.values import FieldKind, Record

router = APIRouter()

OF = (Record.OPPORTUNITY, Record.ACCOUNT, Record.CONTACT)


@router.get("/settings/fields")
def fields(visit: Member) -> Response:
    return _fields(visit, Form(), Refusal())


@router.post("/settings/fields")
def change(visit: Owner, form: SentForm) -> Response:
    """Add, rename, move, choose the choices of, or remove a field, as the button says; owners do."""

    def act(unit: Unit) -> str:
        name, of = form.get("name"), _record(form)
        field = _field(unit, of, form)
        match form.get("act"):
            case "add":
                acts.add_field(unit, of, name, _kind(form), _choices(form))
            case "rename":
                if renamed(form, acts.field_named(unit, of, field).name):
                    acts.rename_field(unit, of, field, name)
            case "move":
                acts.move_field(unit, of, field, place_of(form))
            case "choices":
                now = acts.field_named(unit, of, field)
                if changed_by(form, {"choices": "\n".join(now.choices)}, now.name):
                    acts.change_choices(
                        unit, of, field, only=_choices(form), drops_values=bool(form.get("drops_values"))
                    )
            case "remove":
                acts.remove_field(unit, of, field, drops_values=bool(form.get("drops_values")))
            case other:
                raise unknown_act(other)
        return "/settings/fields"

    return visit.act(form, act, lambda refused: _fields(visit, form, refused))


def _record(form: Form) -> Record:
    found = [one for one in OF if one.value == form.get("of")]
    if not found:
        raise Invalid("of", "no kind of record is named", "opportunity, account or contact")
    return found[0]


def _field(unit: Unit, of: Record, form: Form) -> str:
    """The name of the one that is meant: pages name it by its id, as somebody may have renamed it meanwhile."""
    text = form.get("field")
    return next((one.name for one in unit.fields.all(of) if str(one.id) == text), text)


def _kind(form: Form) -> FieldKind:
    found = [one for one in FieldKind if one.value == form.get("kind")]
    if not found:
        raise Invalid("kind", "no kind of field is named", ", ".join(FieldKind))
    return found[0]


def _choices(form: Form) -> list[str]:
    return [line.strip() for line in form.get("choices").splitlines() if line.strip()]


def _fields(visit: Visit, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        shown = [counted_field_shape(field, count) for field, count in acts.fields_found(unit, None)]
    return visit.page(
        "settings/fields.html.j2",
        fields=shown,
        records=[one.value for one in OF],
        kinds=[one.value for one in FieldKind],
        form=form,
        refused=refused,
    )
