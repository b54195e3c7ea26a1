"""How signing in ends, whichever way it went: in a session, or with a page that says why not."""

from __future__ import annotations

import structlog
from starlette.responses import Response

from daemon.web.proxy import Vouched
from daemon.web.signing_in.cookie import begin_session
from daemon.web.visit import Visit, own_path, see
from store.values import User

log = structlog.get_logger()


def signed_in(visit: Visit, user: User, way: str, next: str) -> Response:
    """A session of this user in a browser that had none, or somebody else's; on to where they were going."""
    response = see(own_path(next))
    with visit.desk.store.write() as unit:
        begin_session(unit, visit.desk, visit.request, response, user, way)
    log.info("signed in", user=user.email, way=way, address=visit.desk.proxy.came_from(visit.request))
    return response


def too_many(visit: Visit, seconds: int) -> Response:
    """Whoever tried too often waits."""
    log.warning("too many attempts to sign in", address=visit.desk.proxy.came_from(visit.request))
    response = visit.page("sign_in/too_many.html.j2", status=429, minutes=-(-seconds // 60))
    response.headers["retry-after"] = str(seconds)
    return response


def vouched_for(visit: Visit, person: Vouched, way: str, next: str) -> Response:
    """The same for whom another service vouches: the active user with that address or login, else a page says so."""
    with visit.desk.store.read() as unit:
        user = unit.users.known_as(email=person.email, login=person.login)
    if user is None:
        log.warning("vouched for, and no active user", name=person.name, way=way)
        return visit.page("sign_in/unknown.html.j2", status=403, name=person.name)
    return signed_in(visit, user, way, next)
