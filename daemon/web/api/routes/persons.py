"""What is known of somebody, and forgetting them, which is for owners."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts, bootstrap
from daemon.shapes import Shape, erased_shape, remembered_shape
from daemon.web.api.access import Reader
from daemon.web.api.changing import Makes
from daemon.web.api.description import TAGGED
from daemon.web.api.raw import KIND, OCTETS
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import persons as schemas
from daemon.web.api.taken import Taken, Word
from daemon.web.handing_out import handed_out_in_pieces
from store.persons.pieces import go_on
from store.unit import Unit

router = router_of("personal data")


class EraseSent(Taken):
    person: Annotated[Word, Field(description="An address of theirs, or the contact: id or a part of the name.")]
    yes: Annotated[StrictBool, Field(description="Do it; else only what would go is answered.")] = False


class RememberSent(Taken):
    address: Annotated[Word, Field(description="Of somebody who was erased.")]


@router.get("/people/{person}/known", response_class=Response, responses={200: OCTETS}, openapi_extra={TAGGED: False})
def known(
    call: Reader, person: Annotated[Word, Path(description="An address of theirs, or the contact's id.")]
) -> Response:
    """All that is known of somebody, as a ZIP: a page to read, JSON for programs, and files that are about them."""
    with call.reading() as unit:
        found = acts.person_found(unit, person)
        parts = acts.person_archive(unit, found, call.desk.prefix, call.desk.clock(), call.desk.contents)
        return handed_out_in_pieces(parts, KIND, "person.zip")


@router.post("/people/erase", response_model=schemas.Erased)
def erase(making: Makes, body: EraseSent) -> Response:
    """Forget them: history keeps the fact, not the person. It cannot be undone."""
    desk = making.call.desk
    is_own = bootstrap.policy(desk.settings).is_own

    def planned(unit: Unit) -> Shape:
        return erased_shape(*acts.erasing_planned(unit, body.person, is_own), is_done=False)

    if not body.yes:
        return making.do(body, planned)
    if given := making.given(body):
        return given
    with making.call.reading() as unit:
        person = acts.person_to_erase(unit, body.person)
    with making.call.writing() as unit:
        erasure = acts.begin_erasing(unit, person)
    done = go_on(desk.store, erasure, is_own) or erasure
    return making.do(body, lambda unit: erased_shape(erasure.person, unit.erasing.end(done), is_done=True))


@router.post("/people/remember", response_model=schemas.Remembered)
def remember(making: Makes, body: RememberSent) -> Response:
    """Take in again what comes from somebody who was erased; what was erased stays so."""
    return making.do(body, lambda unit: remembered_shape(acts.remember_person(unit, body.address)))
