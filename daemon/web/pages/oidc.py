"""Signing in by the OpenID Connect provider: there by a link, as a form may lead to no other site; back with a code."""

from __future__ import annotations

import structlog
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from config.web_sections import SignIn
from daemon.web.oidc.errors import Fault, NotSignedIn
from daemon.web.proxy import Vouched
from daemon.web.signing_in import Anybody
from daemon.web.signing_in.beginning import too_many, vouched_for
from daemon.web.signing_in.journey import Journey, come_back, keep, set_out
from daemon.web.signing_in.ways import ways_page
from daemon.web.visit import Visit, own_path, see

router = APIRouter()
log = structlog.get_logger()

_STATUS = {Fault.AWAY: 503, Fault.DECLINED: 403, Fault.STALE: 400, Fault.WRONG: 502, Fault.UNNAMED: 403}
_BACK = "/sign-in/oidc/back"


@router.get("/sign-in/oidc")
def begin(visit: Anybody, next: str = "/") -> Response:
    """Off to the provider, which knows the browser or asks it."""
    _must_be_a_way(visit)
    desk = visit.desk
    if visit.user is not None:
        return see(own_path(next))
    journey, key = set_out(desk, visit.request, own_path(next))
    try:
        there = desk.provider.asks_at(
            desk.url + _BACK, state=journey.state, nonce=journey.nonce, verifier=journey.verifier
        )
    except NotSignedIn as error:
        return _not_signed_in(visit, error, next)
    response = RedirectResponse(there, 303)
    keep(desk, response, key)
    return response


@router.get(_BACK)
def back(visit: Anybody, state: str = "", code: str = "", error: str = "", iss: str = "") -> Response:
    """Whoever comes back with what this browser set out with, and with a code that the provider stands for."""
    _must_be_a_way(visit)
    desk, place = visit.desk, visit.desk.proxy.came_from(visit.request)
    if seconds := desk.floods.wait(place):
        return too_many(visit, seconds)
    journey = come_back(desk, visit.request, state)
    try:
        if journey is None:
            raise NotSignedIn(Fault.STALE, "what came back was not begun here lately, by this browser")
        person = _person(visit, journey, code, error, iss)
    except NotSignedIn as failure:
        if failure.fault is not Fault.AWAY:
            desk.floods.failed(place)
        return _not_signed_in(visit, failure, journey.next if journey else "/")
    return vouched_for(visit, person, "oidc", journey.next)


def _person(visit: Visit, journey: Journey, code: str, error: str, iss: str) -> Vouched:
    provider = visit.desk.provider
    if iss and iss != provider.issuer:  # RFC 9207
        raise NotSignedIn(Fault.WRONG, f"{provider.issuer}: another issuer answered in its name: {iss[:200]!r}")
    if error or not code:
        name = error if error.isascii() and error.replace("_", "").isalnum() and len(error) <= 40 else "no code"
        description = visit.request.query_params.get("error_description", "")
        raise NotSignedIn(Fault.DECLINED, f"{provider.issuer}: it says {name}: {description[:300]!r}", name)
    back = visit.desk.url + _BACK
    return provider.person(code, back, nonce=journey.nonce, verifier=journey.verifier)


def _must_be_a_way(visit: Visit) -> None:
    if SignIn.OIDC not in visit.desk.settings.web.sign_in:
        raise HTTPException(404)


def _not_signed_in(visit: Visit, error: NotSignedIn, next: str) -> Response:
    """The ways, and why this one did not do: what to do about it is in the log, for who can."""
    place = visit.desk.proxy.came_from(visit.request)
    log.warning("not signed in", way="oidc", fault=error.fault.value, reason=str(error), address=place)
    return ways_page(visit, next, sentence=_sentence(visit, error), status=_STATUS[error.fault])


def _sentence(visit: Visit, error: NotSignedIn) -> str:
    name, gettext = visit.desk.provider.name, visit.language.gettext
    match error.fault:
        case Fault.AWAY:
            return gettext(
                "%(name)s cannot be reached. Try again in a minute; if it lasts, ask your administrator.", name=name
            )
        case Fault.DECLINED:
            return gettext(
                "%(name)s did not let you in (%(code)s). Try again, or ask your administrator.",
                name=name,
                code=error.code,
            )
        case Fault.STALE:
            return gettext("This was begun too long ago, was used already, or began in another browser. Begin again.")
        case Fault.WRONG:
            return gettext("What %(name)s answered does not hold. Ask your administrator: the log says why.", name=name)
        case Fault.UNNAMED:
            return gettext(
                "%(name)s does not say who you are. Ask your administrator: the log says what lacks.", name=name
            )
