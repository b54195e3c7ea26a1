"""Where people begin."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon.web.signing_in import Member
from daemon.web.visit import see

router = APIRouter()


@router.get("/")
def home(visit: Member) -> Response:
    return see("/day")
