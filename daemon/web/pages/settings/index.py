"""Where each of the settings is, and what its user chose for themself."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon.language import CODES
from daemon.web.forms import Refusal, SentForm
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import Invalid
from store.unit import Unit
from store.values import ListName

router = APIRouter()

LOOKS = ("light", "dark")


@router.get("/settings")
def settings(visit: Member) -> Response:
    return _index(visit, Refusal())


@router.post("/settings")
def choose(visit: Member, form: SentForm) -> Response:
    """Language and look, from now on, in every browser of this user; "" leaves it to the browser."""

    def act(unit: Unit) -> str:
        for name, known in (("language", CODES), ("look", LOOKS)):
            if (chosen := form.get(name)) not in ("", *known):
                raise Invalid(name, f"{chosen!r} is none of those that there are", "choose one of the list")
            unit.preferences.choose(visit.actor.user_id or 0, name, chosen)
        return "/settings"

    return visit.act(form, act, lambda refused: _index(visit, refused))


def _index(visit: Visit, refused: Refusal) -> Response:
    return visit.page(
        "settings/index.html.j2",
        refused=refused,
        lists=[which.value for which in ListName],
        chosen=visit.preferences,
    )
