"""Live news for open pages."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from daemon.web.signing_in import Member

router = APIRouter()


@router.get("/news")
def live(visit: Member) -> Response:
    return StreamingResponse(visit.desk.news.stream(), media_type="text/event-stream")
