"""What webhooks are told, for the description alone: nobody asks for it, it is sent."""

from __future__ import annotations

from fastapi import APIRouter

from daemon.web.api.schemas import messages as schemas

router = APIRouter(tags=["messages of webhooks"])


@router.post("linked")
def linked(body: schemas.ItemLinked) -> None:
    """An item came into an opportunity's history: by a rule, by hand, or because it was written there."""


@router.post("stage_changed")
def stage_changed(body: schemas.StageChanged) -> None:
    """An opportunity went from one open stage to another: alone, with others, or because a stage was deleted."""


@router.post("closed")
def closed(body: schemas.Closed) -> None:
    """An opportunity was won or lost."""


@router.post("reopened")
def reopened(body: schemas.Reopened) -> None:
    """An opportunity is open again."""


@router.post("test")
def tested(body: schemas.Tested) -> None:
    """An owner tries whether messages arrive."""
