"""Personal data: what is known of somebody is handed out, and forgotten."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts, bootstrap
from daemon.shapes import erased_shape
from daemon.web.forms import Form, Refusal, SentForm
from daemon.web.handing_out import handed_out_in_pieces
from daemon.web.signing_in import Owner
from daemon.web.visit import Visit
from store.errors import DatabaseError, Invalid, NotFound, StoreError
from store.persons.pieces import erase as erase_in_pieces
from store.unit import Unit
from store.values import Erasure

router = APIRouter()


@router.get("/settings/people")
def people(visit: Owner, person: str = "", erased: str = "") -> Response:
    """Somebody by address or name, and what forgetting them would take away."""
    return _page(visit, person, Refusal(), done=erased)


@router.get("/settings/people/export")
def export(visit: Owner, person: str = "") -> Response:
    """All that is known of them, as a ZIP."""
    try:
        with visit.reading() as unit:
            found = acts.person_found(unit, person)
            parts = acts.person_archive(unit, found, visit.desk.prefix, visit.desk.clock(), visit.desk.contents)
            return handed_out_in_pieces(parts, "application/zip", "person.zip")
    except DatabaseError:
        raise
    except StoreError as error:
        return _page(visit, person, Refusal.of(error, visit.language, visit.desk.prefix))


@router.post("/settings/people/erase")
def erase(visit: Owner, form: SentForm) -> Response:
    """Nothing of where it leads may say who it was."""
    found, unknown, begun = None, None, list[Erasure]()
    try:
        with visit.reading() as unit:
            found = acts.person_to_erase(unit, form.get("person"))
    except DatabaseError:
        raise
    except StoreError as error:
        unknown = error  # no more, where the form comes once more

    def act(unit: Unit) -> str:
        if not form.has("sure"):
            raise Invalid("sure", "it cannot be undone", "tick that you mean it")
        if found is None:
            raise unknown or NotFound("person", form.get("person"))
        begun.append(acts.begin_erasing(unit, found))
        return "/settings/people?erased=yes"

    answer = visit.act(form, act, lambda refused: _page(visit, form.get("person"), refused))
    for erasure in begun:
        erase_in_pieces(visit.desk.store, erasure, bootstrap.policy(visit.desk.settings).is_own)
    return answer


@router.post("/settings/people/remember")
def remember(visit: Owner, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        acts.remember_person(unit, form.get("address"))
        return "/settings/people?erased=no"

    return visit.act(form, act, lambda refused: _page(visit, "", refused, form=form))


def _page(visit: Visit, person: str, refused: Refusal, *, form: Form | None = None, done: str = "") -> Response:
    plan = None
    if person:
        try:
            with visit.reading() as unit:
                is_own = bootstrap.policy(visit.desk.settings).is_own
                plan = erased_shape(*acts.erasing_planned(unit, person, is_own), is_done=False)
        except DatabaseError:
            raise
        except StoreError as error:
            refused = Refusal.of(error, visit.language, visit.desk.prefix)
    return visit.page(
        "settings/people.html.j2", person=person, plan=plan, done=done, form=form or Form(), refused=refused
    )
