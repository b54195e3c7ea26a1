"""What is known of somebody, and forgetting them, which is for owners."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts, bootstrap
from daemon.shapes import erased_shape, remembered_shape
from daemon.web.api.access import Reader
from daemon.web.api.changing import Makes
from daemon.web.api.description import TAGGED
from daemon.web.api.raw import KIND, OCTETS
from daemon.web.api.schemas import persons as schemas
from daemon.web.api.taken import Taken, Word
from daemon.web.handing_out import handed_out_in_pieces
from store.unit import Unit

router = APIRouter(tags=["personal data"])


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
        parts = acts.person_archive(unit, found, call.desk.prefix, call.desk.clock())
        return handed_out_in_pieces(parts, KIND, "person.zip")


@router.post("/people/erase", response_model=schemas.Erased)
def erase(making: Makes, body: EraseSent) -> Response:
    """Forget them: history keeps the fact, not the person. It cannot be undone."""
    is_own = bootstrap.policy(making.call.desk.settings).is_own

    def act(unit: Unit) -> dict[str, Any]:
        person, erased = acts.erase_person(unit, body.person, is_own, is_asked=body.yes)
        return erased_shape(person, erased, is_done=body.yes)

    return making.do(body, act)


@router.post("/people/remember", response_model=schemas.Remembered)
def remember(making: Makes, body: RememberSent) -> Response:
    """Take in again what comes from somebody who was erased; what was erased stays so."""
    return making.do(body, lambda unit: remembered_shape(acts.remember_person(unit, body.address)))
