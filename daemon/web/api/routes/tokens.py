"""Tokens of whose token it is: which there are, and taking one back. One that is shown makes no others."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from daemon import acts
from daemon.shapes import revoked_shape, token_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import json_of
from daemon.web.api.changing import Makes
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import webhooks as schemas
from daemon.web.api.taken import Word
from store.unit import Unit

router = router_of("users")


@router.get("/tokens", response_model=list[schemas.Token])
def tokens(call: Reader) -> Response:
    """One's own: what `token list --json` prints of them."""
    with call.reading() as unit:
        return json_of([token_shape(user, one) for user, one in acts.tokens_found(unit, str(call.user.id))])


@router.delete("/tokens/{token}", response_model=schemas.Revoked)
def revoke(making: Makes, token: Annotated[Word, Path()]) -> Response:
    """By its id: one's own, also the one that is shown, or as an owner anybody's; it holds no more."""

    def act(unit: Unit) -> dict[str, object]:
        acts.revoke_token(unit, token)
        return revoked_shape(token)

    return making.do(None, act)
