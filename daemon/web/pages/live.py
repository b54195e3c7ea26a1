"""Live news for open pages."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from daemon.web.signing_in import Member

router = APIRouter()


@router.get("/news")
def live(visit: Member, since: str | None = None) -> Response:
    """`since`: what the page shows at least; browsers that lost a stream say what they heard last."""
    heard = visit.request.headers.get("last-event-id", since)
    return StreamingResponse(visit.desk.news.stream(heard), media_type="text/event-stream")
