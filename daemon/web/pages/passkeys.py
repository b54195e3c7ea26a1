"""Registering a passkey by an invitation, and signing in by one."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon.shapes import refused_told
from daemon.web.forms import SentForm
from daemon.web.signing_in import Anybody
from daemon.web.signing_in.beginning import signed_in, too_many
from daemon.web.signing_in.passkeys import asked_of, proven, register, to_register
from daemon.web.signing_in.ways import ways_page
from daemon.web.visit import Visit, own_path
from store.errors import DatabaseError, Invalid, NotAllowed, StoreError

router = APIRouter()


@router.get("/invite/{key}")
def invitation(visit: Anybody, key: str) -> Response:
    return _invitation(visit, key)


@router.post("/invite/{key}")
def accept(visit: Anybody, key: str, form: SentForm) -> Response:
    """A passkey for whoever has the link, which is used up; and in they are."""
    place = visit.desk.proxy.came_from(visit.request)
    if seconds := visit.desk.floods.wait(place):
        return too_many(visit, seconds)
    try:
        with visit.desk.store.write() as unit:
            user = unit.passkeys.invited(key)
            if user is None:
                visit.desk.floods.failed(place)
                return _invitation(visit, key)
            unit.passkeys.accept(key)
            name = form.get("name") or visit.language.gettext("First passkey")
            register(unit, visit.desk, user, form.get("credential"), name)
    except DatabaseError:
        raise
    except StoreError as error:
        visit.desk.floods.failed(place)
        return _invitation(visit, key, refused_told(error, visit.language, visit.desk.prefix))
    return signed_in(visit, user, "passkey", "/")


def _invitation(visit: Visit, key: str, sentence: str = "") -> Response:
    with visit.desk.store.read() as unit:
        user = unit.passkeys.invited(key)
        passkeys = unit.passkeys.of(user.id) if user else []
    if user is None:
        return visit.page("sign_in/no_invitation.html.j2", status=410)
    options = to_register(visit.desk, user, passkeys)
    status = 422 if sentence else 200
    return visit.page(
        "sign_in/invitation.html.j2", status=status, invited=user, key=key, options=options, sentence=sentence
    )


@router.post("/sign-in/passkey")
def by_passkey(visit: Anybody, form: SentForm) -> Response:
    desk, answer, next = visit.desk, form.get("credential"), own_path(form.get("next", "/"))
    keys = [desk.proxy.came_from(visit.request)]
    try:
        if seconds := desk.floods.wait(*keys):
            return too_many(visit, seconds)
        with desk.store.write() as unit:
            passkey = asked_of(unit, answer)
            keys.append(f"user {passkey.user_id}")
            if seconds := desk.floods.wait(*keys):
                return too_many(visit, seconds)
            user = proven(unit, desk, passkey, answer)
        return signed_in(visit, user, "passkey", next)
    except (Invalid, NotAllowed) as error:
        desk.floods.failed(*keys)
        sentence = refused_told(error, visit.language, desk.prefix)
        return ways_page(visit, next, sentence=sentence, status=422)
