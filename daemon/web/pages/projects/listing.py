"""The list of projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from daemon import acts
from daemon.shapes import project_shapes
from daemon.web.forms import Refusal
from daemon.web.signing_in import Member
from store.errors import DatabaseError, StoreError
from store.values import Project

router = APIRouter()

A_PAGE = 100
NAMED = ("opportunity", "contact", "account", "user")  # of these records, as people call them
STATES = ("open", "completed", "all")


@router.get("/projects")
def projects(visit: Member, offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0) -> Response:
    """Open ones, unless the address asks for others."""
    known = ("q", "state", *NAMED)
    asked = {name: text for name in known if (text := visit.request.query_params.get(name, "").strip())}
    state = asked["state"] if asked.get("state") in STATES else "open"
    found: Sequence[Project] = ()
    refused = Refusal()
    with visit.reading() as unit:
        users = [(str(user.id), user.name) for user in acts.users_found(unit, active_only=False)]
        try:
            found = acts.projects_found(
                unit,
                asked.get("q", ""),
                is_open=None if state == "all" else state == "open",
                limit=A_PAGE + 1,
                offset=offset,
                behind=0,
                **{name: asked.get(name) for name in NAMED},
            )
        except DatabaseError:
            raise
        except StoreError as error:
            refused = Refusal.of(error, visit.language, visit.desk.prefix)
        shown = project_shapes(unit, found[:A_PAGE], visit.desk.prefix, visit.desk.zone)
    return visit.page(
        "projects/list.html.j2",
        projects=shown,
        asked=asked,
        state=state,
        users=users,
        offset=offset,
        a_page=A_PAGE,
        has_more=len(found) > A_PAGE,
        refused=refused,
    )
