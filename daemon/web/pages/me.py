"""How somebody signs in: their passkeys, and the browsers in which they are."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from config.web_sections import SignIn
from daemon.web.forms import Form, Refusal, SentForm
from daemon.web.signing_in import Member, session_key
from daemon.web.signing_in.passkeys import register, to_register
from daemon.web.visit import NOTHING_REFUSED, Visit
from store.unit import Unit

router = APIRouter()


@router.get("/me")
def me(visit: Member) -> Response:
    return _page(visit)


@router.post("/me/passkeys")
def add(visit: Member, form: SentForm) -> Response:
    user = visit.user
    assert user is not None  # noqa: S101  # a member

    def act(unit: Unit) -> str:
        name = form.get("name") or visit.language.gettext("Passkey")
        register(unit, visit.desk, user, form.get("credential"), name)
        return "/me"

    return visit.act(form, act, lambda refused: _page(visit, refused))


@router.post("/me/passkeys/rename")
def rename(visit: Member, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        unit.passkeys.rename(form.get("id"), form.get("name"))
        return "/me"

    return visit.act(form, act, lambda refused: _page(visit, refused))


@router.post("/me/passkeys/remove")
def remove(visit: Member, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        unit.passkeys.remove(form.get("id"))
        return "/me"

    return visit.act(form, act, lambda refused: _page(visit, refused))


@router.post("/me/sessions/end")
def end(visit: Member, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        unit.sessions.revoke(form.get("name"))
        return "/me"

    return visit.act(form, act, lambda refused: _page(visit, refused))


@router.post("/me/sessions/end-others")
def end_others(visit: Member, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        unit.sessions.revoke_all(visit.actor.user_id or 0, but=session_key(visit.desk, visit.request))
        return "/me"

    return visit.act(form, act, lambda refused: _page(visit, refused))


def _page(visit: Visit, refused: Refusal = NOTHING_REFUSED) -> Response:
    user = visit.user
    assert user is not None  # noqa: S101  # a member
    with visit.reading() as unit:
        passkeys, sessions = unit.passkeys.of(user.id), unit.sessions.of(user.id)
        here = unit.sessions.name_of(session_key(visit.desk, visit.request))
    has_passkeys = SignIn.PASSKEY in visit.desk.settings.web.sign_in
    return visit.page(
        "sign_in/me.html.j2",
        refused=refused,
        form=Form(),
        passkeys=passkeys,
        sessions=sessions,
        here=here,
        options=to_register(visit.desk, user, passkeys) if has_passkeys else "",
    )
