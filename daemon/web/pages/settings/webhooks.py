"""Webhooks: what other programs are told. Owners'."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts, bootstrap
from daemon.shapes import webhook_shape
from daemon.web.forms import Form, Refusal, SentForm
from daemon.web.pages.settings.lists import unknown_act
from daemon.web.pages.settings.not_arrived import not_arrived
from daemon.web.signing_in import Owner
from daemon.web.visit import Visit
from store.errors import DatabaseError, Invalid, StoreError
from store.unit import Unit
from store.values import EVENTS, Webhook

router = APIRouter()

HERE = "/settings/webhooks"
LATEST = 50  # deliveries


@router.get(HERE)
def webhooks(visit: Owner) -> Response:
    return _all(visit, Form(), Refusal())


@router.post(HERE)
def add(visit: Owner, form: SentForm) -> Response:
    """Register one, and show its secret: in this answer alone."""
    settings = visit.desk.settings

    def make(unit: Unit) -> tuple[Webhook, str]:
        if not (events := form.all("event")):
            raise Invalid("event", "none is chosen", "choose what the webhook is told")
        return acts.add_webhook(unit, form.get("address"), events, bootstrap.keys(settings), settings.webhooks.allow)

    return _showing(visit, form, make, lambda refused: _all(visit, form, refused))


@router.get(HERE + "/{id}")
def show(visit: Owner, id: int) -> Response:
    return _one(visit, id, Refusal())


@router.post(HERE + "/{id}")
def change(visit: Owner, id: int, form: SentForm) -> Response:
    """Test, pause, resume, delete, or make another secret, as the button says."""
    if form.get("act") == "new secret":
        keys = bootstrap.keys(visit.desk.settings)
        return _showing(
            visit, form, lambda unit: acts.renew_secret(unit, str(id), keys), lambda refused: _one(visit, id, refused)
        )

    def act(unit: Unit) -> str:
        match form.get("act"):
            case "test":
                acts.ask_for_test(unit, str(id))
            case "pause":
                acts.pause_webhook(unit, str(id))
            case "resume":
                acts.resume_webhook(unit, str(id))
            case "drop":
                acts.resume_webhook(unit, str(id), drops=True)
            case "delete":
                acts.delete_webhook(unit, str(id))
                return HERE
            case other:
                raise unknown_act(other)
        return f"{HERE}/{id}"

    return visit.act(form, act, lambda refused: _one(visit, id, refused))


def _showing(
    visit: Visit, form: Form, make: Callable[[Unit], tuple[Webhook, str]], again: Callable[[Refusal], Response]
) -> Response:
    """Do it once, and show the secret that it made; a form that is sent again shows none."""
    try:
        with visit.writing() as unit:
            if form.once and unit.sent.first(form.once, visit.actor.user_id or 0) is not None:
                raise Invalid("webhook", "its secret was made and shown", "make a new one where it was not kept")
            made, secret = make(unit)
            unit.sent.led_to(form.once, f"{HERE}/{made.id}")
    except DatabaseError:
        raise
    except StoreError as error:
        return again(Refusal.of(error, visit.language, visit.desk.prefix))
    return _one(visit, made.id, Refusal(), secret=secret)


def _all(visit: Visit, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        found = [webhook_shape(one) for one in acts.webhooks_found(unit)]
    chosen = form.all("event") if form.has("address") else EVENTS
    return visit.page(
        "settings/webhooks.html.j2", refused=refused, form=form, found=found, events=EVENTS, chosen=list(chosen)
    )


def _one(visit: Visit, id: int, refused: Refusal, *, secret: str = "") -> Response:
    with visit.reading() as unit:
        found, told = acts.deliveries_of(unit, str(id), LATEST)
    return visit.page(
        "settings/webhook.html.j2",
        refused=refused,
        one=webhook_shape(found),
        told=told,
        secret=secret,
        why=lambda english: not_arrived(visit.language, english),
    )
