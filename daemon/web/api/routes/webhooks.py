"""Webhooks: other programs that are told what happens. Owners'."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts, bootstrap
from daemon.shapes import delivery_shape, webhook_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.description import TAGGED
from daemon.web.api.paging import MOST
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import webhooks as schemas
from daemon.web.api.taken import Id, Line, Taken
from store.unit import Unit

router = router_of("webhooks")

Event = Literal["linked", "stage_changed", "closed", "reopened"]


class WebhookNew(Taken):
    url: Annotated[Line, Field(description="Where messages are sent: https://HOST/PATH.")]
    events: Annotated[list[Event], Field(min_length=1, max_length=10)] = Field(
        default=["linked", "stage_changed", "closed", "reopened"]
    )


class WebhookEdit(Taken):
    paused: StrictBool
    drop: Annotated[StrictBool, Field(description="With `paused: false`: what waits is not sent any more.")] = False


@router.get("/webhooks", response_model=list[schemas.Webhook])
def webhooks(call: Reader) -> Response:
    """Those that there are, and how each stands: `webhook list --json`."""
    with call.reading() as unit:
        return json_of([webhook_shape(one) for one in acts.webhooks_found(unit)])


@router.post("/webhooks", response_model=schemas.MadeWebhook, status_code=201, openapi_extra={TAGGED: False})
def add(making: Makes, body: WebhookNew) -> Response:
    """Register one; its secret is answered this once, and kept nowhere."""
    settings = making.call.desk.settings

    def act(unit: Unit) -> tuple[str, dict[str, Any]]:
        made, secret = acts.add_webhook(unit, body.url, body.events, bootstrap.keys(settings), settings.webhooks.allow)
        return f"/webhooks/{made.id}", webhook_shape(made, secret)

    return making.make_secret(act)


@router.get("/webhooks/{webhook}", response_model=schemas.Webhook)
def webhook(call: Reader, webhook: Id) -> Response:
    """Never its secret."""
    with call.reading() as unit:
        return answer(call.request, _webhook(unit, webhook))


@router.patch("/webhooks/{webhook}", response_model=schemas.Webhook)
def pause(changing: Changes, webhook: Id, body: WebhookEdit) -> Response:
    """Send it nothing for now, or send again: what waits, and what was given up."""

    def act(unit: Unit) -> None:
        if body.paused:
            acts.pause_webhook(unit, str(webhook))
        else:
            acts.resume_webhook(unit, str(webhook), drops=body.drop)

    return changing.change(body, lambda unit: _webhook(unit, webhook), act)


@router.delete("/webhooks/{webhook}", response_model=schemas.Webhook)
def delete(changing: Changes, webhook: Id) -> Response:
    """Delete it, with what it was told and what waits for it."""
    return changing.remove(
        lambda unit: _webhook(unit, webhook), lambda unit: webhook_shape(acts.delete_webhook(unit, str(webhook)))
    )


@router.post(
    "/webhooks/{webhook}/secret", response_model=schemas.MadeWebhook, status_code=201, openapi_extra={TAGGED: False}
)
def renew(making: Makes, webhook: Id) -> Response:
    """A new secret, answered this once; for a day messages are signed with the one before, too."""
    keys = bootstrap.keys(making.call.desk.settings)

    def act(unit: Unit) -> tuple[str, dict[str, Any]]:
        return f"/webhooks/{webhook}", webhook_shape(*acts.renew_secret(unit, str(webhook), keys))

    return making.make_secret(act)


@router.post("/webhooks/{webhook}/test", response_model=schemas.Webhook)
def test(making: Makes, webhook: Id) -> Response:
    """The daemon sends a message that tells nothing; `deliveries` says what came of it."""
    return making.do(None, lambda unit: webhook_shape(acts.ask_for_test(unit, str(webhook))))


@router.get("/webhooks/{webhook}/deliveries", response_model=list[schemas.Delivery])
def deliveries(call: Reader, webhook: Id, limit: Annotated[int, Query(ge=1, le=MOST)] = 50) -> Response:
    """What it was told and is to be told, the latest first."""
    with call.reading() as unit:
        _, found = acts.deliveries_of(unit, str(webhook), limit)
        return json_of([delivery_shape(one, call.desk.prefix) for one in found])


def _webhook(unit: Unit, id: int) -> Shown:
    return Shown(webhook_shape(acts.webhook_found(unit, str(id))))
